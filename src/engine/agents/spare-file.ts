/** Looking at files when the system will open no more of them (EMFILE, ENFILE). */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentError, systemCode } from './agent-error.ts';

/** Whether the limit of open files was reached: it says nothing about the file, and passes. */
export function isOutOfFiles(error: unknown): boolean {
  const code = systemCode(error instanceof AgentError ? error.cause : error);
  return code === 'EMFILE' || code === 'ENFILE';
}

/** One file that is kept open to be given up: finding and ending processes must go on at the limit too. */
let spare: number | null = null;

/**
 * Does `work`, which opens one file and closes it before it returns; at the limit in the place of the spare.
 *
 * @throws what `work` threw; about the limit only where even the spare is gone for now.
 */
export function withSpareFile<T>(work: () => T): T {
  spare ??= openSpare();
  try {
    return work();
  } catch (error) {
    if (spare === null || !isOutOfFiles(error)) throw error;
  }
  closeSync(spare);
  spare = null;
  try {
    return work();
  } finally {
    spare = openSpare();
  }
}

/** How often, and how many ms apart, who cannot be served by the spare tries again. */
const loan = { tries: 80, pauseMs: 250 } as const;
let lent: Promise<unknown> = Promise.resolve();

/** The same for `work` that has its file open over turns of the loop: one at a time gets the spare. */
export async function lendSpareFile(work: () => Promise<void>): Promise<void> {
  spare ??= openSpare();
  try {
    await work();
  } catch (error) {
    if (!isOutOfFiles(error)) throw error;
    const turn = lent.then(() => inPlaceOfSpare(work));
    lent = turn.catch(() => undefined);
    await turn;
  }
}

async function inPlaceOfSpare(work: () => Promise<void>): Promise<void> {
  for (let left: number = loan.tries; ; left -= 1) {
    if (spare !== null) closeSync(spare);
    spare = null;
    try {
      await work();
      return;
    } catch (error) {
      if (left === 0 || !isOutOfFiles(error)) throw error;
    } finally {
      spare = openSpare();
    }
    await delay(loan.pauseMs);
  }
}

/** Open files that are left to whatever cannot wait: git, input, connections, processes. */
const reserve = 24;
let most: number | null = null;

/** Whether a file that was just opened is one of the last the system will open for us (Linux). */
export function isOneOfTheLast(fd: number): boolean {
  most ??= limitOfFiles();
  return fd >= (most ?? Infinity) - reserve;
}

/** Null where nobody says. */
function limitOfFiles(): number | null {
  try {
    const limits = withSpareFile(() => readFileSync('/proc/self/limits', 'latin1'));
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity);
  } catch {
    return null;
  }
}

function openSpare(): number | null {
  try {
    return openSync('/dev/null', 'r');
  } catch {
    return null;
  }
}
