/** Being told that a file may have changed. */
import { statSync, watch, type FSWatcher } from 'node:fs';
import { Heartbeat } from './heartbeat.ts';

const heartbeat = new Heartbeat(1000);

interface Watched {
  readonly watcher: FSWatcher;
  readonly tell: Set<(changed: string | null) => void>;
}

/** One watch a folder, whoever looks at what in it: each costs a call for each change. */
const folders = new Map<string, Watched>();

/**
 * Calls `look` when the file `name` of the folder changes, and once a second besides: a watch can be refused (EMFILE,
 * ENOSPC), can be lost with its folder, and says nothing about processes. Returns how to stop it.
 */
export function watchFile(dir: string, name: string, look: () => void): () => void {
  const unwatch = watchFolder(dir, (changed) => {
    if (changed === null || changed === name) look();
  });
  const stop = heartbeat.add(() => {
    look();
  });
  return () => {
    stop();
    unwatch();
  };
}

function watchFolder(dir: string, tell: (changed: string | null) => void): () => void {
  const key = keyOf(dir);
  if (key === null) return () => undefined;
  const watched = folders.get(key) ?? startWatching(dir, key);
  watched?.tell.add(tell);
  return () => {
    if (watched?.tell.delete(tell) !== true || watched.tell.size > 0) return;
    stopWatching(key, watched);
  };
}

function startWatching(dir: string, key: string): Watched | null {
  try {
    const tell: Watched['tell'] = new Set();
    // The folder and not the file, which may not be there yet; others in it may change a lot.
    const watcher = watch(dir, (_, changed) => {
      for (const each of [...tell]) each(changed);
    });
    const watched = { watcher, tell };
    folders.set(key, watched);
    watcher.on('error', () => {
      stopWatching(key, watched);
    });
    return watched;
  } catch {
    return null;
  }
}

function stopWatching(key: string, watched: Watched): void {
  watched.watcher.close();
  if (folders.get(key) === watched) folders.delete(key);
}

/** A folder that was removed and made again is another one, whose changes the old watch does not see. */
function keyOf(dir: string): string | null {
  try {
    const { ino, birthtimeNs } = statSync(dir, { bigint: true });
    return `${dir} ${String(ino)} ${String(birthtimeNs)}`;
  } catch {
    return null;
  }
}
