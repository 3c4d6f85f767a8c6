/** A worktree made again from a snapshot alone. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { exists } from './file-system.ts';
import { GitError } from './git-error.ts';
import { git } from './git.ts';
import { luluDir, withRepositoryLock } from './lock.ts';
import { readObjects, type ObjectSink } from './objects.ts';
import { keepHead } from './pins.ts';
import type { Repository } from './repository.ts';
import { fromBytes, toBytes } from './snapshot-listing.ts';
import type { Manifest } from './snapshot-manifest.ts';
import { readSnapshot } from './snapshot-read.ts';
import type { TreeEntry } from './trees.ts';
import { findRecord, reconnect } from './worktree-records.ts';
import { WriteBatch } from './write-batch.ts';

export interface RestoredSnapshot {
  /** The branch it had checked out has moved or gone since; HEAD now names the commit itself. */
  readonly isDetached: boolean;
  /** What the snapshot could not keep when it was taken. */
  readonly skipped: Manifest['skipped'];
}

/** Where the parts of a snapshot's tree are put. Bytes as latin1, absolute. */
type Placement = (place: string) => string | null;

/**
 * Makes the worktree of a snapshot again at `path`: the same files, HEAD, index and repositories inside.
 * Ignored files are not in a snapshot. Whatever fails, nothing is left at `path`.
 *
 * @throws {GitError} `snapshot-missing`, `snapshot-damaged`; `worktree-exists` when anything is at
 *   `path`, or git has a record of that name; `disk-full`.
 */
export async function restoreSnapshot(
  { root, commonDir }: Repository,
  ref: string,
  path: string,
): Promise<RestoredSnapshot> {
  const { manifest, entries } = await readSnapshot(root, ref);
  const record = join(commonDir, 'worktrees', recordName(manifest));
  if ((await exists(path)) || (await exists(record)) || (await findRecord(commonDir, path))) {
    throw taken(path);
  }
  // Made aside and renamed into place: a crash leaves nothing half made under either name.
  const name = `.restoring-${randomUUID()}`;
  const files = join(dirname(path), name);
  const draft = join(luluDir(commonDir), name);
  try {
    await writeAll(root, entries, manifest, placement(files, draft, manifest));
    return await withRepositoryLock(commonDir, async () => {
      if (await exists(path)) throw taken(path);
      await mkdir(dirname(record), { recursive: true });
      await rename(draft, record);
      await rename(files, path);
      await reconnect(record, path);
      await relink(path, record, manifest);
      const isDetached = await keepHead(root, record, manifest.head);
      return { isDetached, skipped: manifest.skipped };
    });
  } catch (error) {
    await rm(files, { recursive: true, force: true });
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

function taken(path: string): GitError {
  return new GitError('worktree-exists', `${path} is already there. Move it away and try again.`);
}

function recordName({ record }: Manifest): string {
  if (record === basename(record) && !['', '.', '..'].includes(record)) return record;
  throw new GitError('snapshot-damaged', 'The snapshot names no record git could have.');
}

/** `files/…` into the worktree, `git/0/…` into the record, `git/<n>/…` into that repository's `.git`. */
function placement(path: string, record: string, { repositories }: Manifest): Placement {
  const roots = new Map([
    ['files', toBytes(path)],
    ['git/0', toBytes(record)],
  ]);
  for (const { place, path: inner } of repositories) {
    if (place !== null) roots.set(place, `${toBytes(path)}/${inner}/.git`);
  }
  return (place) => {
    const [first = '', second = ''] = place.split('/', 2);
    const top = first === 'git' ? `git/${second}` : first;
    const target = roots.get(top);
    return target === undefined ? null : target + place.slice(top.length);
  };
}

async function writeAll(
  root: string,
  entries: readonly TreeEntry[],
  { modes }: Manifest,
  placed: Placement,
): Promise<void> {
  const unusual = new Map(modes);
  const targets = entries.flatMap((entry) => {
    const target = placed(entry.path);
    return target === null ? [] : [{ ...entry, target }];
  });
  for (const { mode, target } of targets) {
    if (mode === '040000') await mkdir(fromBytes(target), { recursive: true });
  }
  const blobs = targets.filter(({ mode }) => mode !== '040000');
  const batch = new WriteBatch();
  await readObjects(
    root,
    blobs.map(({ oid }) => oid),
    (index, _type, size) => {
      const blob = blobs[index];
      if (blob === undefined) throw new RangeError('More objects than were asked for');
      if (blob.mode === '120000') return linkSink(blob.target);
      const usual = blob.mode === '100755' ? 0o755 : 0o644;
      return batch.sink(fromBytes(blob.target), unusual.get(blob.path) ?? usual, size);
    },
  );
  await batch.flush();
}

function linkSink(target: string): ObjectSink {
  const parts: Buffer[] = [];
  return {
    write: (bytes) => void parts.push(Buffer.from(bytes)),
    end: () => symlink(Buffer.concat(parts), fromBytes(target)),
  };
}

/**
 * Puts back the `.git` files of the repositories inside. Those that lead into this worktree's own
 * record (submodules) are led there again where the worktree is at another path now.
 */
async function relink(path: string, record: string, manifest: Manifest): Promise<void> {
  for (const { path: inner, link } of manifest.repositories) {
    if (link === null) continue;
    const folder = fromBytes(`${toBytes(path)}/${inner}`);
    const file = fromBytes(`${toBytes(path)}/${inner}/.git`);
    await writeFile(file, link, 'latin1');
    if (path === manifest.path) continue;
    const was = resolve(manifest.path, inner, link.replace(/^gitdir: /, '').trim());
    const [, module] = was.split(`/worktrees/${manifest.record}/`);
    if (module === undefined) continue;
    const repository = join(record, module);
    await writeFile(file, `gitdir: ${repository}\n`);
    const config = ['config', '--file', join(repository, 'config'), 'core.worktree'];
    await git(record, [...config, folder.toString()]);
  }
}
