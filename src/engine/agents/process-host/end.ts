/** Learning that a run has ended, and how. */
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Exit } from '../../../contract/events.ts';
import { isOutOfFiles, withSpareFile } from '../spare-file.ts';
import { watchFile } from '../watch-file.ts';
import { hasProcess, type Identity } from './identity.ts';

/**
 * How the agent ended, or null while nobody has recorded that. A shell reports a signal as 128 + its
 * number, which is also what some agents exit with by themselves, so `code` then comes with `signal`.
 */
export function readExit(dir: string): Exit | null {
  const code = readCode(join(dir, 'exit'));
  return code === null ? null : { code, signal: code > 128 ? signalName(code - 128) : null };
}

function readCode(path: string): number | null {
  // Asked every second of every run: an error that is thrown costs more than the look.
  if (!existsSync(path)) return null;
  try {
    const text = withSpareFile(() => readFileSync(path, 'latin1')).trim();
    return /^\d{1,3}$/.test(text) ? Number(text) : null;
  } catch (error) {
    if (isOutOfFiles(error)) throw error;
    return null;
  }
}

function signalName(number: number): string | null {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null;
}

export interface WaitOptions {
  /** How long to wait, in ms; absent: for ever. */
  readonly deadlineMs?: number;
  /** Gives up early: the wait then resolves to null. */
  readonly signal?: AbortSignal;
}

/**
 * Waits until the agent's end is recorded, or its shim and agent are gone without a record (both
 * fields null then). Null: the deadline came first. A mere folder is watched for the record alone.
 */
export function waitForEnd(
  run: Identity | string,
  { deadlineMs, signal }: WaitOptions = {},
): Promise<Exit | null> {
  const dir = typeof run === 'string' ? run : run.dir;
  const look = (): Exit | null => {
    try {
      const gone = typeof run !== 'string' && !hasProcess(run);
      // Read after the look at the processes: the record is written before the shim ends.
      return readExit(dir) ?? (gone ? { code: null, signal: null } : null);
    } catch (error) {
      if (isOutOfFiles(error)) return null; // Nothing was seen, so nothing is over.
      throw error;
    }
  };
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = (exit: Exit | null): void => {
      stop();
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(exit);
    };
    const abort = (): void => {
      settle(null);
    };
    const stop = watchFile(dir, 'exit', () => {
      const exit = look();
      if (exit !== null) settle(exit);
    });
    if (deadlineMs !== undefined) timer = setTimeout(abort, deadlineMs);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) settle(null);
    else {
      const exit = look();
      if (exit !== null) settle(exit);
    }
  });
}
