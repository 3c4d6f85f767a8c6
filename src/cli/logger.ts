import { renameSync, statSync } from 'node:fs';
import { pino, type Logger } from 'pino';
import type { Context } from './context.ts';

/** One earlier log is kept beside the current one. */
const rotateBytes = 5 * 1024 * 1024;

/** The engine's log: a file in the data directory, and stderr too with `--verbose`. */
export function openLog({ data, verbose }: Context): Logger {
  rotate(data.log);
  const file = pino.destination({ dest: data.log, mkdir: true, mode: 0o600, sync: true });
  // A log that cannot be written costs its lines, and nothing else.
  file.on('error', () => undefined);
  const streams = [{ stream: file }, ...(verbose ? [{ stream: pino.destination(2) }] : [])];
  return pino({ base: { pid: process.pid } }, pino.multistream(streams));
}

function rotate(path: string): void {
  try {
    if (statSync(path).size > rotateBytes) renameSync(path, `${path}.1`);
  } catch {
    // There is no log yet.
  }
}
