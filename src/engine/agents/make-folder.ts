import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a private folder and those above it. Node's own recursion never ends where the system lies, as
 * in /proc, and says of a disk that can only be read that the folder is missing.
 *
 * @throws {Error} of the file system.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(path)) throw error;
  }
}
