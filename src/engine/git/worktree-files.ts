/** The files of a worktree, as one may name them to an agent. */
import { GitError } from './git-error.ts';
import { gitBytes } from './git.ts';

/** Files beyond this many are not offered; finding among them takes some 30 ms. */
const most = 200_000;
/** A list serves this long, in ms: while somebody types, git is asked once. */
const keptMs = 5_000;
const timeoutMs = 10_000;

/** The last list only: one person types in one place. */
let kept: { readonly worktree: string; readonly at: number; readonly files: Promise<string[]> } = {
  worktree: '',
  at: -Infinity,
  files: Promise.resolve([]),
};

/**
 * Paths as seen from the worktree: tracked ones and new ones, without what is ignored. A worktree that
 * is not there has none.
 *
 * @throws {GitError} where git cannot say.
 */
export function worktreeFiles(worktree: string): Promise<string[]> {
  const now = performance.now();
  if (kept.worktree === worktree && now - kept.at < keptMs) return kept.files;
  const files = listFiles(worktree);
  kept = { worktree, at: now, files };
  return files;
}

async function listFiles(worktree: string): Promise<string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  try {
    const listed = await gitBytes(worktree, args, { timeoutMs });
    const paths = listed.toString('utf8').split('\0', most + 1);
    return paths.filter((path) => path !== '').slice(0, most);
  } catch (error) {
    const gone =
      error instanceof GitError && ['not-a-repository', 'path-missing'].includes(error.kind);
    if (gone) return [];
    throw error;
  }
}
