/** The user's clone: where it is, what a session may start from. */
import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { GitError } from './git-error.ts';
import { git } from './git.ts';
import { answersOrNull, place, placeAtOnce } from './place.ts';

export interface Repository {
  /** Absolute path of the main work tree, symbolic links resolved. */
  readonly root: string;
  /** Absolute path of the folder all its worktrees share (`.git`). */
  readonly commonDir: string;
}

export interface Base {
  /** As the user wrote it; HEAD's branch (or `HEAD`) where nothing was written. */
  readonly ref: string;
  readonly commit: string;
  /** First line of the commit's message. */
  readonly subject: string;
}

/**
 * Finds the clone a path belongs to. The path may be relative, begin with `~`, pass through links, or
 * lie in a linked worktree (of Lulu's or not): the main clone is what comes back.
 *
 * @throws {GitError} `path-missing`, `not-a-repository`, `bare-repository`, `unsafe-repository`, `no-commits`.
 */
export async function resolveRepository(path: string): Promise<Repository> {
  const folder = await existingFolder(path);
  const { isBare, gitDir, commonDir, top } = (await placeAtOnce(folder)) ?? (await place(folder));
  if (isBare) throw bareRepository(folder);
  // Seen at once it has a commit too: HEAD was asked after with the rest.
  if (top !== null && gitDir === commonDir) return { root: await realpath(top), commonDir };
  const isMain = gitDir === commonDir && (await isInsideWorkTree(folder));
  const root = isMain
    ? await realpath(await git(folder, ['rev-parse', '--show-toplevel']))
    : await mainRoot(commonDir);
  if (!(await hasCommits(root))) {
    throw new GitError(
      'no-commits',
      `${root} has no commits yet, so there is nothing to start a session from. Make a first commit (git commit) and try again.`,
    );
  }
  return { root, commonDir };
}

/**
 * What a base stands for. `ref` null: HEAD.
 *
 * @throws {GitError} `bad-revision` when it names no commit, `no-commits` when HEAD has none.
 */
export async function resolveBase(root: string, ref: string | null): Promise<Base> {
  const { name, commit } = ref === null ? await head(root) : await named(root, ref);
  if (!/^[0-9a-f]{40,64}$/.test(commit)) {
    throw ref === null
      ? new GitError('no-commits', `${name} has no commits yet in ${root}. Name another base.`)
      : new GitError(
          'bad-revision',
          `"${ref}" is not a branch, tag or commit of ${root}. Check the name, or fetch it first.`,
        );
  }
  const subject = await git(root, [
    'log',
    '-1',
    '--no-show-signature',
    '--format=%s',
    commit,
    '--',
  ]);
  return { ref: name, commit, subject };
}

/** Branches and tags for completion, newest first, at most `limit`. */
export async function listRefs(root: string, limit = 200): Promise<string[]> {
  const output = await git(root, [
    'for-each-ref',
    '--sort=-creatordate',
    `--count=${limit}`,
    '--format=%(if)%(symref)%(then)%(else)%(refname:short)%(end)',
    'refs/heads',
    'refs/remotes',
    'refs/tags',
  ]);
  return output.split('\n').filter((name) => name !== '');
}

/** `~` and `~/…` as a shell would read them; anything else against the working directory. */
export function expandPath(path: string): string {
  return resolve(/^~(?:\/|$)/.test(path) ? join(homedir(), path.slice(1)) : path);
}

async function existingFolder(path: string): Promise<string> {
  const absolute = expandPath(path);
  try {
    const folder = await realpath(absolute);
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (cause) {
    throw new GitError(
      'path-missing',
      `${absolute} does not exist, or cannot be read. Check the path.`,
      { cause },
    );
  }
  throw new GitError('not-a-repository', `${absolute} is a file. Name the repository's folder.`);
}

async function isInsideWorkTree(folder: string): Promise<boolean> {
  return (await git(folder, ['rev-parse', '--is-inside-work-tree'])) === 'true';
}

function bareRepository(folder: string): GitError {
  return new GitError(
    'bare-repository',
    `${folder} is a bare repository: it has no files to work on. Clone it, and name the clone.`,
  );
}

/** The main work tree of a common folder: beside it, or where `core.worktree` says (submodules). */
async function mainRoot(commonDir: string): Promise<string> {
  const bare = await git(commonDir, [
    'config',
    '--type=bool',
    '--default=false',
    '--get',
    'core.bare',
  ]);
  if (bare === 'true') throw bareRepository(commonDir);
  const configured = await git(commonDir, ['config', '--default=', '--get', 'core.worktree']);
  if (configured !== '') return realpath(resolve(commonDir, configured));
  if (commonDir.endsWith('/.git')) return dirname(commonDir);
  throw new GitError(
    'not-a-repository',
    `The files of ${commonDir} are elsewhere. Name the main clone's folder.`,
  );
}

async function hasCommits(root: string): Promise<boolean> {
  if ((await commitOf(root, 'HEAD')) !== '') return true;
  const any = ['for-each-ref', '--count=1', 'refs/heads', 'refs/remotes', 'refs/tags'];
  return (await git(root, any)) !== '';
}

interface Named {
  readonly name: string;
  /** '' where it names none. */
  readonly commit: string;
}

async function named(root: string, ref: string): Promise<Named> {
  const isOdd = ref.startsWith('-') || ref.includes('\0');
  return { name: ref, commit: isOdd ? '' : await commitOf(root, ref) };
}

/** HEAD's branch, or `HEAD` where it is on none, and its commit. */
async function head(root: string): Promise<Named> {
  const args = ['rev-parse', 'HEAD^{commit}', '--abbrev-ref=loose', 'HEAD'];
  const [commit, name, ...rest] = (await answersOrNull(root, args))?.split('\n') ?? [];
  if (commit !== undefined && name !== undefined && rest.length === 0) return { name, commit };
  return { name: await currentBranch(root), commit: await commitOf(root, 'HEAD') };
}

async function currentBranch(root: string): Promise<string> {
  try {
    return await git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  } catch (error) {
    if (error instanceof GitError && error.kind === 'unknown') return 'HEAD';
    throw error;
  }
}

/** The commit a revision names, or '' where it names none. */
async function commitOf(root: string, revision: string): Promise<string> {
  try {
    const peeled = `${revision}^{commit}`;
    return await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', peeled]);
  } catch (error) {
    if (error instanceof GitError && ['unknown', 'bad-revision'].includes(error.kind)) return '';
    throw error;
  }
}
