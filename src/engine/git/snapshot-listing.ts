/**
 * What a snapshot has to hold: found by asking git for names and the disk for everything else.
 *
 * Paths are bytes read as latin1 throughout, relative to the worktree, `/`-separated.
 */
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode } from './file-system.ts';
import { GitError, type GitErrorKind } from './git-error.ts';
import { gitBytes, splitNul } from './git.ts';

/** A file, a link or an empty folder. `place` is where the snapshot's tree has it. */
export interface FoundEntry {
  readonly place: string;
  /** Absolute, bytes as latin1. */
  readonly source: string;
  readonly kind: 'file' | 'link' | 'folder';
  /** Permission bits. */
  readonly permissions: number;
  /** A link's target, bytes as latin1; otherwise ''. */
  readonly target: string;
}

/** A repository inside the worktree, the worktree itself not counted. */
export interface FoundRepository {
  readonly path: string;
  /** Where the snapshot's tree has its `.git` folder; null where `.git` is a file (`link`). */
  readonly place: string | null;
  /** What the file `.git` says, where it is one: its repository is elsewhere. */
  readonly link: string | null;
}

export interface Listing {
  readonly entries: FoundEntry[];
  readonly repositories: FoundRepository[];
  /** What cannot be kept, and why: unreadable files, sockets and the like. */
  readonly skipped: { readonly path: string; readonly why: string }[];
}

/** Everything of the worktree but ignored files, and all of git's record of it. */
export async function listForSnapshot(worktree: string, record: string): Promise<Listing> {
  const listing: Listing = { entries: [], repositories: [], skipped: [] };
  await addRepositoryFiles(listing, toBytes(worktree), '');
  await addFolder(listing, toBytes(record), 'git/0', isTransient);
  return listing;
}

/** Text as the latin1 reading of its UTF-8 bytes. */
export function toBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The inverse, for the file system. */
export function fromBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}

/** Tracked and untracked files of the repository at `prefix` ('' or `a/b/`), and of those inside it. */
async function addRepositoryFiles(listing: Listing, top: string, prefix: string): Promise<void> {
  const names = await namesIn(`${top}/${prefix}`.slice(0, -1), prefix !== '');
  if (names === null) {
    // Not a repository git can read: keep all that is in the folder instead.
    await addFolder(
      listing,
      `${top}/${prefix.slice(0, -1)}`,
      `files/${prefix.slice(0, -1)}`,
      isGit,
    );
    return;
  }
  const isFolder = folderTest(top);
  for (const name of names) {
    const path = prefix + name.replace(/\/$/, '');
    // Below a link (or a file) that took a folder's place there is nothing of this worktree.
    if (!(await isFolder(parentOf(path)))) continue;
    const found = await addEntry(listing, `${top}/${path}`, `files/${path}`);
    if (found === 'folder') await addInner(listing, top, path);
  }
}

/** A folder that git lists as one name: a repository inside, or a submodule that is not checked out. */
async function addInner(listing: Listing, top: string, path: string): Promise<void> {
  const git = `${top}/${path}/.git`;
  const found = await lstat(fromBytes(git)).catch(() => null);
  if (found === null) {
    await addFolder(listing, `${top}/${path}`, `files/${path}`);
    return;
  }
  listing.entries.push(folderEntry(`${top}/${path}`, `files/${path}`));
  if (found.isDirectory()) {
    const place = `git/${listing.repositories.length + 1}`;
    listing.repositories.push({ path, place, link: null });
    await addFolder(listing, git, place, isTransient);
  } else {
    const link = await readFile(fromBytes(git), 'latin1');
    listing.repositories.push({ path, place: null, link });
  }
  await addRepositoryFiles(listing, top, `${path}/`);
}

/** How git fails on a repository inside that is broken or odd, which must not cost the rest. */
const unreadable: ReadonlySet<GitErrorKind> = new Set([
  'not-a-repository',
  'bare-repository',
  'unsafe-repository',
  'unknown',
]);

/** The names git lists in a folder, or null where git cannot read one that is inside another. */
async function namesIn(folder: string, isInner: boolean): Promise<string[] | null> {
  const cwd = fromBytes(folder).toString();
  if (toBytes(cwd) !== folder) return null; // no process can be started in a folder of such a name
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  try {
    // Never the repository around it, when this one turns out to be broken.
    const output = await gitBytes(cwd, args, { env: { GIT_CEILING_DIRECTORIES: join(cwd, '..') } });
    return splitNul(output.toString('latin1'));
  } catch (error) {
    if (isInner && error instanceof GitError && unreadable.has(error.kind)) return null;
    throw error;
  }
}

/** All that a folder holds, names that `leaveOut` claims excepted. Empty folders count. */
async function addFolder(
  listing: Listing,
  source: string,
  place: string,
  leaveOut: (name: string) => boolean = () => false,
): Promise<void> {
  listing.entries.push(folderEntry(source, place));
  const names = await readdir(fromBytes(source), 'latin1');
  for (const name of names) {
    if (leaveOut(name)) continue;
    const found = await addEntry(listing, `${source}/${name}`, `${place}/${name}`);
    if (found === 'folder')
      await addFolder(listing, `${source}/${name}`, `${place}/${name}`, leaveOut);
  }
}

/** Adds what is at `source`, unless that is a folder, which is only reported. */
async function addEntry(listing: Listing, source: string, place: string): Promise<'folder' | null> {
  const found = await lstat(fromBytes(source)).catch((error: unknown) => {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return null; // deleted, and the deletion is what is kept
    throw error;
  });
  if (found === null) return null;
  if (found.isDirectory()) return 'folder';
  const permissions = found.mode & 0o777;
  if (found.isSymbolicLink()) {
    const target = await readlink(fromBytes(source), 'latin1');
    listing.entries.push({ place, source, kind: 'link', permissions, target });
  } else if (!found.isFile()) {
    listing.skipped.push({ path: place, why: 'not a file' });
  } else if ((permissions & 0o444) === 0 && process.getuid?.() !== 0) {
    listing.skipped.push({ path: place, why: 'not readable' });
  } else {
    listing.entries.push({ place, source, kind: 'file', permissions, target: '' });
  }
  return null;
}

function folderEntry(source: string, place: string): FoundEntry {
  return { place, source, kind: 'folder', permissions: 0o755, target: '' };
}

/** Whether a path below `top` is a real folder all the way down. Asks the disk once per folder. */
function folderTest(top: string): (path: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>([['', Promise.resolve(true)]]);
  const isFolder = (path: string): Promise<boolean> => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const answer = isFolder(parentOf(path)).then(async (isParent) => {
      if (!isParent) return false;
      const found = await lstat(fromBytes(`${top}/${path}`)).catch(() => null);
      return found?.isDirectory() ?? false;
    });
    known.set(path, answer);
    return answer;
  };
  return isFolder;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A lock is the sign of a process at work, not part of a repository's state. */
function isTransient(name: string): boolean {
  return name.endsWith('.lock');
}

function isGit(name: string): boolean {
  return name === '.git';
}
