/**
 * Delete is a move, and Restore moves back.
 *
 * The worktree's folder goes to `<root>/.lulu/trash/<id>`; git's record of it (HEAD, index, reflog, the
 * repositories of its submodules) goes to `<common>/lulu/trash/<id>/<name>`: beside where it was, so
 * that both moves are renames on one disk. Nothing in either is read or changed on the way, so both
 * come back byte for byte. Each step may be the last before a crash: asking again finishes the move.
 */
import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failpoint } from '../failpoint.ts';
import { exists } from './file-system.ts';
import { GitError } from './git-error.ts';
import { git } from './git.ts';
import { luluDir, withRepositoryLock } from './lock.ts';
import { keepHead, pinnedHead, pinWorktree } from './pins.ts';
import type { Repository } from './repository.ts';
import { findRecord, rebuildFromRecord, reconnect } from './worktree-records.ts';

/** What there was to move. Both false: nothing was known of this worktree. */
export interface Moved {
  /** The folder with the files was there. */
  readonly hasFiles: boolean;
  /** Git had a record: HEAD and index. */
  readonly hasRecord: boolean;
}

export interface Restored extends Moved {
  /** The branch it had checked out has moved or gone since; HEAD now names the commit itself. */
  readonly isDetached: boolean;
}

interface Item {
  /** Where the worktree is while it is not in the trash. */
  readonly path: string;
  /** The session's id: names it in the trash. */
  readonly id: string;
}

/** The folder a session's files are in while it is in the trash. */
export function trashedFiles(root: string, id: string): string {
  return join(root, '.lulu', 'trash', checked(id));
}

/**
 * Moves a worktree to the trash; git no longer lists it. What its HEAD, reflog and index need is
 * pinned under `refs/lulu/trash/<id>`, so that no garbage collection takes it meanwhile.
 *
 * @throws {GitError} `worktree-exists` when the trash already holds other files of that id.
 */
export async function moveToTrash(
  { root, commonDir }: Repository,
  { path, id }: Item,
): Promise<Moved> {
  const files = trashedFiles(root, id);
  const records = trashedRecords(commonDir, id);
  const record = await findRecord(commonDir, path);
  if (record !== null) {
    await git(root, ['update-ref', trashRef(id), await pinWorktree(root, record)]);
  }
  return withRepositoryLock(commonDir, async () => {
    if (record !== null) await move(record, join(records, basename(record)));
    failpoint('record-moved');
    if (await exists(path)) await move(path, files);
    failpoint('files-moved');
    return { hasFiles: await exists(files), hasRecord: (await onlyName(records)) !== null };
  });
}

/**
 * Moves a worktree back from the trash and connects it to git again. Where only the record was left,
 * the files are rebuilt from its index (`hasFiles` is then false); where only the files were left, git
 * does not know them (`hasRecord` is then false).
 *
 * @throws {GitError} `worktree-missing` when the trash has nothing to bring it back from;
 *   `worktree-exists` when something else is at `path` now.
 */
export async function restoreFromTrash(
  { root, commonDir }: Repository,
  { path, id }: Item,
): Promise<Restored> {
  const files = trashedFiles(root, id);
  const records = trashedRecords(commonDir, id);
  const restored = await withRepositoryLock(commonDir, async () => {
    const name = await onlyName(records);
    const record =
      name === null ? await findRecord(commonDir, path) : join(commonDir, 'worktrees', name);
    if (record === null && (await exists(files))) {
      await move(files, path);
      return { hasFiles: true, hasRecord: false, isDetached: false };
    }
    if (record === null) {
      throw new GitError(
        'worktree-missing',
        `The trash has no record of ${path}, so it cannot be brought back from there.`,
      );
    }
    if (await exists(files)) await move(files, path);
    failpoint('files-back');
    const hasFiles = await exists(path);
    if (name !== null) await move(join(records, name), record);
    await reconnect(record, path);
    await rmdir(records).catch(() => undefined);
    const isDetached = await keepHead(root, record, await pinnedHead(root, trashRef(id)));
    return { hasFiles, hasRecord: true, isDetached };
  });
  if (!restored.hasFiles) await rebuildFromRecord(path);
  await git(root, ['update-ref', '-d', trashRef(id)]);
  return restored;
}

/** What emptying the trash of one session would free, in bytes as files count them. */
export async function trashSize({ root, commonDir }: Repository, id: string): Promise<number> {
  const sizes = [trashedFiles(root, id), trashedRecords(commonDir, id)].map(sizeOf);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Destroys what the trash holds of a session. Only for what a verified snapshot can bring back. */
export async function emptyTrash({ root, commonDir }: Repository, id: string): Promise<void> {
  await withRepositoryLock(commonDir, async () => {
    await rm(trashedFiles(root, id), { recursive: true, force: true, maxRetries: 3 });
    await rm(trashedRecords(commonDir, id), { recursive: true, force: true, maxRetries: 3 });
    await git(root, ['update-ref', '-d', trashRef(id)]);
  });
}

function trashedRecords(commonDir: string, id: string): string {
  return join(luluDir(commonDir), 'trash', checked(id));
}

function trashRef(id: string): string {
  return `refs/lulu/trash/${id}`;
}

/** An id becomes a file name and a part of a ref: nothing else may pass. */
function checked(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(id)) return id;
  throw new GitError('unknown', `${JSON.stringify(id)} cannot name anything in the trash.`);
}

async function move(from: string, to: string): Promise<void> {
  if (await exists(to)) {
    throw new GitError('worktree-exists', `${to} is already there. Move it away and try again.`);
  }
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GitError('unknown', `${from} could not be moved to ${to}: ${why}`, { cause });
  }
}

async function onlyName(folder: string): Promise<string | null> {
  const names: string[] = await readdir(folder).catch(() => []);
  return names[0] ?? null;
}

async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    sum += entry.isDirectory()
      ? await sizeOf(path)
      : ((await lstat(path).catch(() => null))?.size ?? 0);
  }
  return sum;
}
