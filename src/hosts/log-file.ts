/** The engine's log on disk: a file, and the one before it. */
import { closeSync, fstatSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

/** At this size, in bytes, a file is put aside and a new one begun. */
const rotateBytes = 5 * 1024 * 1024;

/**
 * Appends lines to the file at `path`, which only its owner can read; one earlier file is kept beside it
 * as `<path>.1`. A line that cannot be written is lost, and nothing else: no log may end an engine.
 */
export function logFile(path: string, mostBytes = rotateBytes): { write(line: string): void } {
  let file: { readonly fd: number; size: number } | null = null;
  const write = (line: string): void => {
    try {
      if (file !== null && file.size >= mostBytes) {
        putAside(path, file.fd);
        file = null;
      }
      file ??= openLog(path);
      file.size += writeSync(file.fd, line);
    } catch {
      // Where would it be said?
    }
  };
  // So that there is one to look at before there is anything to tell.
  write('');
  return { write };
}

function openLog(path: string) {
  const fd = openSync(path, 'a', 0o600);
  return { fd, size: fstatSync(fd).size };
}

/** Only where it still is the one at `path`: an engine of another process may have put it aside already. */
function putAside(path: string, fd: number): void {
  const { ino } = fstatSync(fd);
  closeSync(fd);
  if (statSync(path, { throwIfNoEntry: false })?.ino === ino) renameSync(path, `${path}.1`);
}
