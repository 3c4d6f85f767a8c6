import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, sep } from 'node:path';

const most = 50;

/**
 * Folders a person may mean who has typed `prefix` so far; absolute, at most 50, hidden ones only
 * where a dot was typed. What cannot be read has no folders.
 */
export async function completePath(prefix: string): Promise<string[]> {
  const typed = prefix === '' || prefix === '~' ? `${homedir()}${sep}` : expandHome(prefix);
  const folder = typed.endsWith(sep) ? typed : dirname(typed);
  const start = typed.endsWith(sep) ? '' : typed.slice(folder === sep ? 1 : folder.length + 1);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .filter((name) => name.toLowerCase().startsWith(start.toLowerCase()))
    .filter((name) => start.startsWith('.') || !name.startsWith('.'))
    .sort((a, b) => a.localeCompare(b))
    .slice(0, most)
    .map((name) => join(folder, name));
}

function expandHome(path: string): string {
  return path.startsWith(`~${sep}`) ? join(homedir(), path.slice(2)) : path;
}
