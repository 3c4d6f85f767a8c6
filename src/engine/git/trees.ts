/** Trees written from a list of paths, whatever bytes the paths hold, without an index. */
import { gitBytes } from './git.ts';

/** One leaf. Paths are bytes read as latin1, `/`-separated, relative. */
export interface TreeEntry {
  readonly path: string;
  /** As git writes it: `100644`, `100755`, `120000` (link), `160000` (commit), `040000` (tree). */
  readonly mode: string;
  readonly oid: string;
}

interface Folder {
  readonly entries: Map<string, { readonly mode: string; readonly oid: string }>;
  readonly folders: Map<string, Folder>;
}

const treeMode = '040000';

/** Writes the tree that holds these leaves and returns its id; one git process per level of folders. */
export async function writeTree(root: string, entries: readonly TreeEntry[]): Promise<string> {
  const levels = levelsOf(nest(entries));
  for (const level of levels.toReversed()) {
    const ids = await makeTrees(
      root,
      level.map(({ folder }) => folder),
    );
    for (const [index, { name, parent }] of level.entries()) {
      const oid = ids[index] ?? '';
      if (parent === null) return oid;
      parent.entries.set(name, { mode: treeMode, oid });
    }
  }
  throw new RangeError('A tree always has its root');
}

function nest(entries: readonly TreeEntry[]): Folder {
  const top: Folder = { entries: new Map(), folders: new Map() };
  for (const { path, mode, oid } of entries) {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    let folder = top;
    for (const part of parts) {
      const next: Folder = folder.folders.get(part) ?? { entries: new Map(), folders: new Map() };
      folder.folders.set(part, next);
      folder = next;
    }
    folder.entries.set(name, { mode, oid });
  }
  return top;
}

interface Placed {
  readonly name: string;
  readonly folder: Folder;
  readonly parent: Folder | null;
}

/** Folders by depth, the root alone in the first level. */
function levelsOf(top: Folder): Placed[][] {
  const levels: Placed[][] = [];
  let level: Placed[] = [{ name: '', folder: top, parent: null }];
  while (level.length > 0) {
    levels.push(level);
    level = level.flatMap(({ folder }) =>
      [...folder.folders].map(([name, inner]) => ({ name, folder: inner, parent: folder })),
    );
  }
  return levels;
}

/** `--missing`: a partial clone need not have every object an index names. */
async function makeTrees(root: string, folders: readonly Folder[]): Promise<string[]> {
  const input = folders
    .map(({ entries }) => [...entries].map(([name, entry]) => line(name, entry)).join(''))
    .join('\0');
  const args = ['mktree', '-z', '--missing', '--batch'];
  const output = await gitBytes(root, args, { input: Buffer.from(`${input}\0`, 'latin1') });
  return output.toString('latin1').trimEnd().split('\n');
}

function line(name: string, { mode, oid }: { mode: string; oid: string }): string {
  const type = mode === treeMode ? 'tree' : mode === '160000' ? 'commit' : 'blob';
  return `${mode} ${type} ${oid}\t${name}\0`;
}
