/** The linked worktrees of a repository: one per session. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { failpoint } from '../failpoint.ts';
import { GitError } from './git-error.ts';
import { git } from './git.ts';
import { luluDir, withRepositoryLock } from './lock.ts';
import type { Repository } from './repository.ts';
import { checkoutTimeoutMs } from './time-limits.ts';
import { parseWorktreeList, type WorktreeRecord } from './worktree-list.ts';
import { exists, isCode } from './file-system.ts';
import { findRecord, reconnect } from './worktree-records.ts';

/** Above this size of index (some 5,000 files) four checkout workers pay; below they cost. */
const largeIndexBytes = 400_000;

/** Neither follows submodules nor guesses remotes, whatever the user's settings say. */
const plain = ['-c', 'submodule.recurse=false', '-c', 'worktree.guessRemote=false'] as const;

export interface NewWorktree {
  /** Absolute; nothing is there. */
  readonly path: string;
  readonly commit: string;
  /** Ends its making: a checkout whose filters fetch may take minutes. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a worktree at `path`, detached at `commit`, with its files checked out. Whatever fails, no
 * folder and no record is left.
 *
 * Only the record is made under the repository's lock, the files come after it, in parallel with
 * other worktrees: `worktree add` races with itself, checking out does not.
 *
 * @throws {GitError} `worktree-exists` when anything is at `path`; `bad-revision`; `disk-full`; …
 */
export async function createWorktree(
  { root, commonDir }: Repository,
  { path, commit, signal }: NewWorktree,
): Promise<void> {
  if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit)) {
    throw new GitError('bad-revision', `"${commit}" is not a commit's full id.`);
  }
  const firstMade = await withRepositoryLock(commonDir, () =>
    addRecord(root, commonDir, path, commit),
  );
  failpoint('worktree-recorded');
  try {
    const workers = (await isLarge(commonDir)) ? ['-c', 'checkout.workers=4'] : [];
    await git(path, [...plain, ...workers, 'reset', '--hard', '--quiet', commit, '--'], {
      timeoutMs: checkoutTimeoutMs,
      signal,
    });
  } catch (error) {
    await withRepositoryLock(commonDir, () => removeHalfMade(commonDir, path, firstMade));
    throw error;
  }
}

/**
 * Removes a worktree that was never handed to an agent, files and record, whatever is left of it: for a
 * creation that a crash cut short. Nothing comes back from this; everything else is `moveToTrash`.
 */
export async function discardHalfMade({ commonDir }: Repository, path: string): Promise<void> {
  await withRepositoryLock(commonDir, () => removeHalfMade(commonDir, path, undefined));
}

/**
 * Makes git know the folder at `path` again where its record is gone: HEAD and index stand at `commit`,
 * files stay as they are.
 */
export async function remakeRecord(
  { root, commonDir }: Repository,
  { path, commit }: { readonly path: string; readonly commit: string },
): Promise<void> {
  await withRepositoryLock(commonDir, async () => {
    // Git makes records only with a folder of their own; this one's is a moment's.
    const scratch = join(luluDir(commonDir), `record-${randomUUID()}`);
    await addGently(root, scratch, commit, () => removeHalfMade(commonDir, scratch, undefined));
    const record = await findRecord(commonDir, scratch);
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    if (record !== null) await reconnect(record, path);
  });
  await git(path, [...plain, 'read-tree', commit]);
}

/** All worktrees git has a record of, the main one first. */
export async function listWorktrees(root: string): Promise<WorktreeRecord[]> {
  const list = () => git(root, ['worktree', 'list', '--porcelain', '-z']);
  return parseWorktreeList(await againWhenRaced(list));
}

/** Waits before another try, in ms: what somebody else's git is doing to its records takes milliseconds. */
const racedMs = [20, 80, 250, 800, 2000];

/**
 * A user's own git does not know our lock. `worktree prune` may take a record that is just being made
 * for a broken one, and a record that theirs is making stops ours from reading any.
 */
async function againWhenRaced<T>(work: () => Promise<T>): Promise<T> {
  for (const waitMs of racedMs) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GitError) || error.kind !== 'raced') throw error;
      await delay(waitMs);
    }
  }
  return await work();
}

/** Resolves to the first of the folders above `path` that had to be made. */
async function addRecord(
  root: string,
  commonDir: string,
  path: string,
  commit: string,
): Promise<string | undefined> {
  if (await exists(path)) {
    throw new GitError('worktree-exists', `${path} is already there. Move it away and try again.`);
  }
  if ((await findRecord(commonDir, path)) !== null) {
    throw new GitError(
      'worktree-exists',
      `${path} is gone, but git still has a record of it (HEAD and index). Restore it, or run git worktree prune.`,
    );
  }
  const firstMade = await makeFolder(dirname(path));
  try {
    await addGently(root, path, commit, () => removeHalfMade(commonDir, path, undefined));
    return firstMade;
  } catch (error) {
    await removeHalfMade(commonDir, path, firstMade);
    throw error;
  }
}

/** Makes the record, and an empty folder; `cleanUp` removes what a try that failed has left. */
async function addGently(
  root: string,
  path: string,
  commit: string,
  cleanUp: () => Promise<void>,
): Promise<void> {
  const add = [...plain, 'worktree', 'add', '--detach', '--no-checkout', '--', path, commit];
  await againWhenRaced(async () => {
    await git(root, add).catch(async (error: unknown) => {
      await cleanUp();
      throw error;
    });
  });
}

/** Made by us a moment ago and never handed out, so nothing in it is anybody's work. */
async function removeHalfMade(
  commonDir: string,
  path: string,
  firstMade: string | undefined,
): Promise<void> {
  const record = await findRecord(commonDir, path);
  if (await exists(path)) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  if (record !== null) await rm(record, { recursive: true, force: true, maxRetries: 3 });
  if (firstMade !== undefined) await removeEmpty(dirname(path), firstMade);
}

/** Removes the folders from `from` up to `last`, as far as they are empty. */
async function removeEmpty(from: string, last: string): Promise<void> {
  for (let folder = from; folder.startsWith(last); folder = dirname(folder)) {
    const isRemoved = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

async function isLarge(commonDir: string): Promise<boolean> {
  const index = await stat(join(commonDir, 'index')).catch(() => null);
  return index !== null && index.size > largeIndexBytes;
}

/** Resolves to the first folder that had to be made. */
async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (cause) {
    if (!isCode(cause, 'EEXIST') && !isCode(cause, 'ENOTDIR')) throw cause;
    throw new GitError(
      'worktree-exists',
      `The folder ${path} cannot be made: a file is in its way. Move that away and try again.`,
      { cause },
    );
  }
}
