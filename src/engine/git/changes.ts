/** What a worktree holds that its base does not. Reads only. */
import { git, gitBytes, splitNul } from './git.ts';

export interface ChangedFile {
  /** Relative to the worktree; bytes that are no UTF-8 as U+FFFD. */
  readonly path: string;
  /** Lines added and removed; both null for a file that is no text, or is not counted. */
  readonly added: number | null;
  readonly removed: number | null;
  /** Git does not know it yet. Its lines are not counted. */
  readonly untracked: boolean;
}

const plain = ['--no-color', '--no-ext-diff', '--no-renames'];

/**
 * The files that differ from `base`, committed since or not, and the untracked ones.
 *
 * @param base a commit's full id.
 * @throws {GitError}
 */
export async function changedFiles(worktree: string, base: string): Promise<ChangedFile[]> {
  const [counted, untracked] = await Promise.all([
    gitBytes(worktree, ['diff', '--numstat', '-z', ...plain, base, '--']),
    untrackedFiles(worktree),
  ]);
  return [
    ...splitNul(counted.toString('utf8')).map(parseCount),
    ...untracked.map((path) => ({ path, added: null, removed: null, untracked: true })),
  ];
}

/** `12\t3\tpath`; dashes for a file that is no text. */
function parseCount(line: string): ChangedFile {
  const [added = '', removed = '', ...path] = line.split('\t');
  return { path: path.join('\t'), added: count(added), removed: count(removed), untracked: false };
}

function count(text: string): number | null {
  return text === '-' ? null : Number(text);
}

async function untrackedFiles(worktree: string): Promise<string[]> {
  const listed = await gitBytes(worktree, ['ls-files', '--others', '--exclude-standard', '-z']);
  return splitNul(listed.toString('utf8'));
}

/**
 * The same as one unified diff, untracked files as new ones.
 *
 * @throws {GitError}
 */
export async function diffAgainst(worktree: string, base: string): Promise<string> {
  const parts = [await git(worktree, ['diff', ...plain, base, '--'])];
  for (const path of await untrackedFiles(worktree)) {
    const args = ['diff', ...plain, '--no-index', '--', '/dev/null', path];
    parts.push(await git(worktree, args, { answers: [1] }));
  }
  return parts.filter((part) => part !== '').join('\n');
}
