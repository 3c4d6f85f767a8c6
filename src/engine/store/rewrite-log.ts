/** Making sure of the write-ahead log after a sync that failed. */
import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';

const chunkBytes = 1024 * 1024;

/**
 * Writes the whole log again, byte for byte, and syncs it.
 *
 * A system that could not write some pages may take them for clean from then on: the next sync
 * succeeds and they are lost at a power cut, with everything that is stored behind them. SQLite writes
 * again what it had to undo, but not what was committed before without a sync, as the search index is.
 * The caller holds the write lock, so that nobody else appends.
 *
 * @param path the database's.
 * @throws {Error} of the file system.
 */
export function rewriteLog(path: string): void {
  const log = `${path}-wal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  const fd = openSync(log, 'r+');
  try {
    const chunk = Buffer.alloc(chunkBytes);
    for (let at = 0; ;) {
      const size = readSync(fd, chunk, 0, chunk.length, at);
      if (size === 0) break;
      for (let done = 0; done < size;) done += writeSync(fd, chunk, done, size - done, at + done);
      at += size;
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
