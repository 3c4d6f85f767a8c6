/** One look at the machine for everybody who waits for one. */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Serves all who ask from as few looks as possible, and each of them only from one that began after they
 * asked: what a look in hand has passed by already is not news for who asks now.
 *
 * Between two looks it rests as long as the last one took, so that hundreds who ask without end leave
 * at least half of the loop to others.
 */
export class SharedLook<T> {
  readonly #look: () => Promise<T>;
  #next: Promise<T> | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #restUntil = 0;

  constructor(look: () => Promise<T>) {
    this.#look = look;
  }

  /** What the next look sees; rejects with what it threw. */
  ask(): Promise<T> {
    this.#next ??= this.#afterLast();
    return this.#next;
  }

  async #afterLast(): Promise<T> {
    await this.#last.catch(() => undefined);
    // At least one turn of the loop, in which others can still join.
    await delay(Math.max(0, this.#restUntil - performance.now()));
    const startedAt = performance.now();
    const looking = this.#look();
    this.#last = looking;
    this.#next = null;
    try {
      return await looking;
    } finally {
      const endedAt = performance.now();
      this.#restUntil = endedAt + (endedAt - startedAt);
    }
  }
}
