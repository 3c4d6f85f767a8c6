/**
 * A snapshot: a commit that holds a worktree whole, without its ignored files.
 *
 * Its tree has the raw bytes of every tracked and untracked file, git's record of the worktree (HEAD,
 * the index file itself, reflog, a merge in progress) and the repositories inside, as they are on disk.
 * Its first parent is the worktree's HEAD. Taking one reads and changes nothing of the worktree.
 */
import { basename } from 'node:path';
import { failpoint } from '../failpoint.ts';
import { exists } from './file-system.ts';
import { GitError } from './git-error.ts';
import { git } from './git.ts';
import { withRepositoryLock, luluDir } from './lock.ts';
import { storeContents, storeFiles } from './objects.ts';
import { commitTree, headOf, indexTree, recordCommits } from './pins.ts';
import type { Repository } from './repository.ts';
import { listForSnapshot, toBytes, type FoundEntry, type Listing } from './snapshot-listing.ts';
import type { Manifest } from './snapshot-manifest.ts';
import { writeTree, type TreeEntry } from './trees.ts';
import { findRecord } from './worktree-records.ts';

export interface Snapshot {
  /** `refs/lulu/snapshots/<session id>/<n>`, n from 1. */
  readonly ref: string;
  readonly commit: string;
  /** Files and links kept, git's own included. */
  readonly files: number;
  /** What could not be kept, and why. Paths are bytes read as latin1. */
  readonly skipped: Manifest['skipped'];
}

/**
 * Takes a snapshot of the worktree at `path`.
 *
 * @throws {GitError} `worktree-missing` without a folder or a record of it; `disk-full`.
 */
export async function takeSnapshot(
  { root, commonDir }: Repository,
  { path, id }: { readonly path: string; readonly id: string },
): Promise<Snapshot> {
  const prefix = snapshotPrefix(id);
  const record = await findRecord(commonDir, path);
  if (record === null || !(await exists(path))) {
    throw new GitError('worktree-missing', `${path} is not there, so it cannot be kept.`);
  }
  const listing = await listForSnapshot(path, record);
  const head = await headOf(root, record);
  const manifest = describe(listing, { path, record: basename(record), head });
  const [leaves, index, parents] = await Promise.all([
    store(root, luluDir(commonDir), listing, manifest),
    indexTree(root, record),
    recordCommits(root, record),
  ]);
  const tree = await writeTree(root, [...leaves, { path: 'index', mode: '040000', oid: index }]);
  const commit = await commitTree(root, tree, parents, `Snapshot of session ${id}\n`);
  failpoint('snapshot-written');
  const ref = await withRepositoryLock(commonDir, () => nameNext(root, prefix, commit));
  const files = listing.entries.filter(({ kind }) => kind !== 'folder').length;
  return { ref, commit, files, skipped: listing.skipped };
}

/** The snapshots of a session, oldest first. */
export async function listSnapshots(root: string, id: string): Promise<string[]> {
  const prefix = snapshotPrefix(id);
  const output = await git(root, ['for-each-ref', '--format=%(refname)', prefix]);
  const refs = output.split('\n').filter((ref) => ref !== '');
  return refs.toSorted((a, b) => Number(basename(a)) - Number(basename(b)));
}

/** Lets go of all snapshots of a session; what only they held is git's to collect. */
export async function dropSnapshots({ root, commonDir }: Repository, id: string): Promise<void> {
  await withRepositoryLock(commonDir, async () => {
    for (const ref of await listSnapshots(root, id)) await git(root, ['update-ref', '-d', ref]);
  });
}

function snapshotPrefix(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(id)) return `refs/lulu/snapshots/${id}/`;
  throw new GitError('unknown', `${JSON.stringify(id)} cannot name a snapshot.`);
}

function describe(
  { entries, repositories, skipped }: Listing,
  about: Pick<Manifest, 'path' | 'record' | 'head'>,
): Manifest {
  const unusual = entries.filter(
    ({ kind, permissions }) => kind === 'file' && permissions !== 0o644 && permissions !== 0o755,
  );
  const modes = unusual.map(({ place, permissions }): [string, number] => [place, permissions]);
  return { version: 1, ...about, repositories, modes, skipped };
}

/** Writes the blobs and returns the leaves of the snapshot's tree. */
async function store(
  root: string,
  scratch: string,
  { entries }: Listing,
  manifest: Manifest,
): Promise<TreeEntry[]> {
  const of = (kind: FoundEntry['kind']): FoundEntry[] =>
    entries.filter((each) => each.kind === kind);
  const [files, links, folders] = [of('file'), of('link'), of('folder')];
  const fileIds = await storeFiles(
    root,
    files.map(({ source }) => source),
  );
  const [manifestId = '', ...linkIds] = await storeContents(root, scratch, [
    toBytes(JSON.stringify(manifest)),
    ...links.map(({ target }) => target),
  ]);
  const empty = await writeTree(root, []);
  return [
    { path: 'manifest', mode: '100644', oid: manifestId },
    ...folders.map(({ place }) => ({ path: place, mode: '040000', oid: empty })),
    ...links.map(({ place }, n) => ({ path: place, mode: '120000', oid: linkIds[n] ?? '' })),
    ...files.map(({ place, permissions }, n) => ({
      path: place,
      mode: (permissions & 0o111) === 0 ? '100644' : '100755',
      oid: fileIds[n] ?? '',
    })),
  ];
}

async function nameNext(root: string, prefix: string, commit: string): Promise<string> {
  const output = await git(root, ['for-each-ref', '--format=%(refname)', prefix]);
  const numbers = output.split('\n').map((ref) => Number(basename(ref)) || 0);
  const ref = `${prefix}${Math.max(0, ...numbers) + 1}`;
  await git(root, ['update-ref', ref, commit, '0'.repeat(commit.length)]);
  return ref;
}
