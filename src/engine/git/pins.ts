/**
 * A commit that keeps alive all that a worktree's record refers to.
 *
 * While git has the record, its HEAD, reflog and index protect their objects from garbage collection.
 * Once the record is moved away nothing does, unless a ref elsewhere reaches the same objects.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git, gitBytes, splitNul } from './git.ts';
import { writeTree, type TreeEntry } from './trees.ts';

/** Ours, not the user's: these commits are bookkeeping, and no identity need be configured. */
const identity = {
  GIT_AUTHOR_NAME: 'Lulu',
  GIT_AUTHOR_EMAIL: 'lulu@localhost',
  GIT_COMMITTER_NAME: 'Lulu',
  GIT_COMMITTER_EMAIL: 'lulu@localhost',
};

/** Writes a commit under nobody's name and returns its id. `root`: whose objects it joins. */
export async function commitTree(
  root: string,
  tree: string,
  parents: readonly string[],
  message: string,
): Promise<string> {
  const args = parents.flatMap((parent) => ['-p', parent]);
  const input = Buffer.from(message);
  return git(root, ['commit-tree', tree, ...args], { env: identity, input });
}

/**
 * A commit whose parents are the record's commits and whose tree holds all of its index. Its message
 * says where HEAD stood.
 */
export async function pinWorktree(root: string, record: string): Promise<string> {
  const [tree, commits, head] = await Promise.all([
    // An index nobody can read refers to nothing that could be pinned; the move must not fail for it.
    indexTree(root, record).catch(() => writeTree(root, [])),
    recordCommits(root, record),
    headOf(root, record),
  ]);
  return commitTree(root, tree, commits, `What a worktree in the trash needs\n\nHEAD ${head}\n`);
}

/**
 * Keeps what a record refers to that is about to be given up for an older snapshot, until `dropKept`.
 *
 * @returns the commit that HEAD stood at; '' before a first one.
 */
export async function keepRecord(root: string, record: string, id: string): Promise<string> {
  const pin = await pinWorktree(root, record);
  await git(root, ['update-ref', `${keptPrefix(id)}${pin}`, pin]);
  return headOf(root, record);
}

/** Lets go of all that `keepRecord` kept of a session. */
export async function dropKept({ root }: { readonly root: string }, id: string): Promise<void> {
  const refs = await git(root, ['for-each-ref', '--format=%(refname)', keptPrefix(id)]);
  for (const ref of refs.split('\n')) if (ref !== '') await git(root, ['update-ref', '-d', ref]);
}

function keptPrefix(id: string): string {
  return `refs/lulu/kept/${id}/`;
}

/** Where HEAD stood when a pin was made; '' before a first commit, or without a pin. */
export async function pinnedHead(root: string, ref: string): Promise<string> {
  const message = await git(root, ['for-each-ref', '--format=%(contents:body)', ref]);
  return /^HEAD ([0-9a-f]+)$/m.exec(message)?.[1] ?? '';
}

/** The commit a record's HEAD names; '' before the first commit of an orphan branch. */
export async function headOf(root: string, record: string): Promise<string> {
  const args = ['--git-dir', record, 'rev-parse', '--verify', '--quiet', 'HEAD'];
  return git(root, args).catch(() => '');
}

/**
 * Keeps HEAD at the commit it stood at: a branch that moved on or was removed while nobody had it
 * checked out is let go of, and HEAD detached. Resolves to whether that was necessary.
 */
export async function keepHead(root: string, record: string, head: string): Promise<boolean> {
  if (head === '' || (await headOf(root, record)) === head) return false;
  await writeFile(join(record, 'HEAD'), `${head}\n`);
  return true;
}

/** A tree of every index entry, a folder per stage: 0, and 1 to 3 where a merge is not resolved. */
export async function indexTree(root: string, record: string): Promise<string> {
  // An entry added with `add -N` names the empty blob, which need not exist; then nothing could.
  await git(root, ['hash-object', '-w', '--stdin']);
  const output = await gitBytes(root, ['--git-dir', record, 'ls-files', '--stage', '-z']);
  const entries = splitNul(output.toString('latin1')).flatMap((line): TreeEntry[] => {
    const match = /^(\d+) ([0-9a-f]+) ([0-3])\t(.*)$/s.exec(line);
    if (match === null) return [];
    const [, mode = '', oid = '', stage = '', path = ''] = match;
    return [{ path: `${stage}/${path}`, mode, oid }];
  });
  return writeTree(root, entries);
}

/**
 * The commits a record names: HEAD first, then `ORIG_HEAD`, `MERGE_HEAD` and their like, its own refs
 * (bisect, rewritten) and every end of its reflog. Those that are gone already are left out.
 */
export async function recordCommits(root: string, record: string): Promise<string[]> {
  const head = await headOf(root, record);
  const found = [head, ...(await idsIn(record))].filter((id) => !/^0*$/.test(id));
  if (found.length === 0) return [];
  const input = Buffer.from(`${[...new Set(found)].join('\n')}\n`);
  const known = await git(root, ['cat-file', '--batch-check=%(objecttype) %(objectname)'], {
    input,
  });
  return known.split('\n').flatMap((line) => /^commit ([0-9a-f]+)$/.exec(line)?.[1] ?? []);
}

async function idsIn(record: string): Promise<string[]> {
  const names = await readdir(record);
  const heads = names
    .filter((name) => /^[A-Z_]*HEAD$/.test(name))
    .map((name) => join(record, name));
  const own = await readdir(join(record, 'refs'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const refs = own
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = [...heads, ...refs, join(record, 'logs', 'HEAD')];
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')));
  // A reflog line begins with two ids; what follows is free text and may look like one.
  return texts.flatMap((text) => text.split('\n').flatMap((line) => leadingIds(line)));
}

function leadingIds(line: string): string[] {
  return /^[0-9a-f]{40,64}(?: [0-9a-f]{40,64})?(?=\s|$)/.exec(line)?.[0].split(' ') ?? [];
}
