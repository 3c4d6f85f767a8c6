/** What a snapshot holds, and whether it is whole. */
import { createHash } from 'node:crypto';
import { GitError, type GitErrorKind } from './git-error.ts';
import { git, gitBytes, splitNul } from './git.ts';
import { readObjects } from './objects.ts';
import { parseManifest, type Manifest } from './snapshot-manifest.ts';
import type { TreeEntry } from './trees.ts';

/** What says nothing about the snapshot itself. */
const saysItself: ReadonlySet<GitErrorKind> = new Set(['snapshot-damaged', 'timed-out', 'raced']);

/**
 * The manifest of a snapshot and everything in its tree, bytes of paths as latin1.
 *
 * @throws {GitError} `snapshot-missing`, `snapshot-damaged`.
 */
export async function readSnapshot(
  root: string,
  ref: string,
): Promise<{ manifest: Manifest; entries: TreeEntry[] }> {
  const commit = await git(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    ref,
  ]).catch((cause: unknown) => {
    throw new GitError('snapshot-missing', `There is no snapshot ${ref}.`, { cause });
  });
  try {
    const output = await gitBytes(root, ['ls-tree', '-r', '-t', '-z', '--full-tree', commit]);
    const entries = splitNul(output.toString('latin1')).flatMap((line): TreeEntry[] => {
      const match = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line);
      return match === null
        ? []
        : [{ mode: match[1] ?? '', oid: match[2] ?? '', path: match[3] ?? '' }];
    });
    const manifest = parseManifest(await git(root, ['cat-file', 'blob', `${commit}:manifest`]));
    return { manifest, entries };
  } catch (cause) {
    if (cause instanceof GitError && saysItself.has(cause.kind)) throw cause;
    throw new GitError('snapshot-damaged', `The snapshot ${ref} cannot be read.`, { cause });
  }
}

/**
 * Reads every object of a snapshot and checks it against its id, and that the work
 * committed below it is there too.
 *
 * @throws {GitError} `snapshot-missing`; `snapshot-damaged` with the first thing that is wrong.
 */
export async function verifySnapshot(
  root: string,
  ref: string,
): Promise<{ objects: number; bytes: number }> {
  const { entries } = await readSnapshot(root, ref);
  const ids = [...new Set(entries.filter(({ mode }) => mode !== '160000').map(({ oid }) => oid))];
  let bytes = 0;
  await readObjects(root, ids, (index, type, size) => {
    const expected = ids[index] ?? '';
    const hash = createHash(expected.length === 40 ? 'sha1' : 'sha256');
    hash.update(`${type} ${size}\0`);
    bytes += size;
    return {
      write: (part) => void hash.update(part),
      end: () => {
        if (hash.digest('hex') === expected) return;
        throw new GitError('snapshot-damaged', `Object ${expected} of ${ref} is not what it was.`);
      },
    };
  });
  try {
    const elsewhere = ['--not', '--branches', '--tags', '--remotes'];
    await git(root, ['rev-list', '--quiet', '--objects', ref, ...elsewhere, '--']);
  } catch (cause) {
    throw new GitError('snapshot-damaged', `The history below ${ref} is not whole.`, { cause });
  }
  return { objects: ids.length, bytes };
}
