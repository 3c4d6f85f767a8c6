/** Being told that a file may have changed. */
import { watch, type FSWatcher } from 'node:fs';

const statMs = 1000;

/**
 * Calls `look` when the file `name` of the folder changes, and once a second besides: a watch can be refused (EMFILE,
 * ENOSPC), can be lost with its folder, and says nothing about processes. Returns how to stop it.
 */
export function watchFile(dir: string, name: string, look: () => void): () => void {
  const watcher = tryWatch(dir, name, look);
  const timer = setInterval(look, statMs);
  return () => {
    clearInterval(timer);
    watcher?.close();
  };
}

function tryWatch(dir: string, name: string, look: () => void): FSWatcher | null {
  try {
    // The folder and not the file, which may not be there yet; others in it may change a lot.
    const watcher = watch(dir, (_, changed) => {
      if (changed === null || changed === name) look();
    });
    watcher.on('error', () => {
      watcher.close();
    });
    return watcher;
  } catch {
    return null;
  }
}
