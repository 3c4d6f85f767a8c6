/** What only the trash still has: files of a deleted session that its snapshot could not hold. */
import { readdir } from 'node:fs/promises';
import type { Repository } from './repository.ts';
import { readSnapshot } from './snapshot-read.ts';
import { trashedFiles } from './trash.ts';

/** Enough to see what it is about; a `node_modules` counts as one. */
const most = 200;

/**
 * Paths below the trashed worktree that the snapshot `ref` does not hold, folders with a trailing
 * slash where nothing of them is kept. At most 200; relative, bytes that are no UTF-8 as U+FFFD.
 *
 * @throws {GitError} `snapshot-missing`, `snapshot-damaged`.
 */
export async function onlyInTrash(
  { root }: Repository,
  id: string,
  ref: string,
): Promise<string[]> {
  const { entries } = await readSnapshot(root, ref);
  const kept = new Set(
    entries.flatMap(({ path }) => (path.startsWith('files/') ? [path.slice('files/'.length)] : [])),
  );
  const lost: string[] = [];
  await collect(trashedFiles(root, id), '', kept, lost);
  return lost;
}

async function collect(
  folder: string,
  prefix: string,
  kept: ReadonlySet<string>,
  lost: string[],
): Promise<void> {
  // Names as latin1, like the paths of a snapshot: any bytes survive.
  const entries = await readdir(Buffer.from(folder, prefix === '' ? 'utf8' : 'latin1'), {
    withFileTypes: true,
    encoding: 'latin1',
  }).catch(() => []);
  for (const entry of entries) {
    if (lost.length >= most) return;
    if (entry.name === '.git') continue;
    const path = `${prefix}${entry.name}`;
    const isFolder = entry.isDirectory();
    if (!kept.has(path)) lost.push(readable(isFolder ? `${path}/` : path));
    else if (isFolder) {
      const base = prefix === '' ? Buffer.from(folder).toString('latin1') : folder;
      await collect(`${base}/${entry.name}`, `${path}/`, kept, lost);
    }
  }
}

function readable(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}
