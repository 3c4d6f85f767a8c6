/** When output is read: at once for one agent, in common turns when many write. */

/** Time as the pace needs it; the system's, or a test's own. `after` returns how to cancel. */
export interface PaceClock {
  now(): number;
  after(ms: number, then: () => void): () => void;
}

/** The part one reader has in a pace. */
export interface Turn {
  /** There may be something to read: `read` is called, now or in the next common turn. */
  readonly ask: () => void;
  /** No more turns for this one. */
  readonly leave: () => void;
}

/** More would be felt as a delay, and two hundred agents are served well by this. */
const mostMs = 20;

/**
 * The time between two turns with so many readers, in ms: none for one, 5 for twenty, 16 for two hundred.
 * Each turn is one commit, whoever wrote; the root keeps both the delay and the commits a second in bounds.
 */
export function gapMs(readers: number): number {
  return Math.min(mostMs, Math.round(1.1 * Math.sqrt(Math.max(0, readers - 1))));
}

/**
 * Gathers reads into turns that all readers share. Who asks after a pause longer than the gap is served at
 * once; who asks sooner waits for the end of the gap, and then all that have asked are served together.
 */
export class ReadPace {
  readonly #clock: PaceClock;
  readonly #waiting = new Set<() => void>();
  #readers = 0;
  #lastTurn = -Infinity;
  #pending: (() => void) | null = null;

  constructor(clock: PaceClock) {
    this.#clock = clock;
  }

  /** Takes part; `read` is never called before `ask` was, nor after `leave`. */
  join(read: () => void): Turn {
    this.#readers += 1;
    let here = true;
    return {
      ask: (): void => {
        if (here) this.#ask(read);
      },
      leave: () => {
        if (!here) return;
        here = false;
        this.#readers -= 1;
        this.#waiting.delete(read);
        if (this.#waiting.size > 0) return;
        this.#pending?.();
        this.#pending = null;
      },
    };
  }

  #ask(read: () => void): void {
    this.#waiting.add(read);
    if (this.#pending !== null) return;
    const restMs = this.#lastTurn + gapMs(this.#readers) - this.#clock.now();
    if (restMs <= 0) this.#serve();
    else this.#pending = this.#clock.after(restMs, this.#serve);
  }

  readonly #serve = (): void => {
    this.#pending = null;
    this.#lastTurn = this.#clock.now();
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const read of due) read();
  };
}

/** All spool files of this process. */
export const spoolPace = new ReadPace({
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => {
      clearTimeout(timer);
    };
  },
});
