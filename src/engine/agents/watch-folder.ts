/** Being told that something in a folder may have changed. */
import { watch, type FSWatcher } from 'node:fs';

const statMs = 1000;

/**
 * Calls `look` when the folder changes, and once a second besides: a watch can be refused (EMFILE,
 * ENOSPC), can be lost with its folder, and says nothing about processes. Returns how to stop it.
 */
export function watchFolder(dir: string, look: () => void): () => void {
  const watcher = tryWatch(dir, look);
  const timer = setInterval(look, statMs);
  return () => {
    clearInterval(timer);
    watcher?.close();
  };
}

function tryWatch(dir: string, look: () => void): FSWatcher | null {
  try {
    const watcher = watch(dir, { persistent: true }, look);
    watcher.on('error', () => {
      watcher.close();
    });
    return watcher;
  } catch {
    return null;
  }
}
