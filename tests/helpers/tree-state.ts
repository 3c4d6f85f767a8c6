/** Everything a folder holds, as a value two of which can be compared. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Path → what is there (mode and content's hash, or a link's target), paths as latin1 of their bytes.
 * Folders count, empty ones too. `without` drops a path and what is below it.
 */
export function treeState(
  root: string,
  without: (path: string) => boolean = () => false,
): Record<string, string> {
  const state: Record<string, string> = {};
  const visit = (folder: string): void => {
    const names = readdirSync(Buffer.from(`${toBytes(root)}${folder}`, 'latin1'), 'latin1');
    for (const name of names.toSorted()) {
      const path = `${folder}/${name}`;
      if (without(path.slice(1))) continue;
      const bytes = Buffer.from(`${toBytes(root)}${path}`, 'latin1');
      const found = lstatSync(bytes);
      const mode = (found.mode & 0o7777).toString(8);
      if (found.isDirectory()) {
        state[path.slice(1)] = 'folder';
        visit(path);
      } else if (found.isSymbolicLink()) {
        state[path.slice(1)] = `link ${readlinkSync(bytes)}`;
      } else if (found.isFile()) {
        const hash = createHash('sha256').update(readFileSync(bytes)).digest('hex');
        state[path.slice(1)] = `${mode} ${hash}`;
      } else {
        state[path.slice(1)] = `other ${mode}`;
      }
    }
  };
  visit('');
  return state;
}

function toBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}
