/** Standard output: whole lines, written before the call returns, and copied to a log where asked. */
import { mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const stdout = 1;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * The one writer to standard output.
 *
 * Writes are synchronous, so what was written survives whatever happens to the process next, and
 * a file takes them at full speed. A reader that went away is ignored, as Claude Code does: the
 * work goes on.
 */
export class Output {
  readonly #log: number | undefined;
  #gone = false;

  /** `log`: a file that gets a copy of every byte, right after it was written. */
  constructor(log: string | undefined) {
    this.#log = log === undefined ? undefined : openSync(log, 'a');
  }

  line(value: object): void {
    this.write(`${JSON.stringify(value)}\n`);
  }

  write(text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    if (!this.#gone) this.#toStdout(bytes);
    if (this.#log !== undefined) writeSync(this.#log, bytes);
  }

  #toStdout(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      try {
        at += writeSync(stdout, bytes, at);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'EPIPE') this.#gone = true;
        if (code !== 'EAGAIN') {
          if (this.#gone) return;
          throw error;
        }
        // A pipe somebody made non-blocking, and it is full: try again in 2 ms.
        Atomics.wait(pause, 0, 0, 2);
      }
    }
  }
}

/** Where the copy goes: `place` itself, or a file named after the session where `place` is a folder. */
export function logFile(place: string | undefined, sessionId: string): string | undefined {
  if (place === undefined || place === '') return undefined;
  const folder =
    place.endsWith('/') || statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!folder) return place;
  mkdirSync(place, { recursive: true });
  return join(place, `${sessionId}.jsonl`);
}
