/** Folders of the bench: kept ones under .cache/bench, and passing ones. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/runtime.mjs';

/** What is expensive to make and never changes lies here; delete the folder at will. */
export const keptFolder = join(root, '.cache', 'bench');
mkdirSync(keptFolder, { recursive: true });

/** Gives `work` an empty folder, and removes it afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lulu-bench-')));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
