import { pino, type Logger } from 'pino';
import { logFile } from '../hosts/log-file.ts';
import type { Context } from './context.ts';

/** The engine's log: a file in the data directory, and stderr too with `--verbose`. */
export function openLog({ data, verbose }: Context): Logger {
  const file = { stream: logFile(data.log) };
  const streams = [file, ...(verbose ? [{ stream: pino.destination(2) }] : [])];
  return pino({ base: { pid: process.pid } }, pino.multistream(streams));
}
