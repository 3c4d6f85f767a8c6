import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** Requests that were taken on and not answered yet. */
export class InHand {
  readonly #clock: Clock;
  readonly #work = new Set<Promise<unknown>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param answer must not reject. */
  add<T>(answer: Promise<T>): Promise<T> {
    this.#work.add(answer);
    void answer.then(() => this.#work.delete(answer));
    return answer;
  }

  /** Settles when everything has been answered and the answers are written; after `ms` at the latest. */
  async finish(ms: number): Promise<void> {
    const late = Promise.withResolvers<'late'>();
    const cancel = this.#clock.after(ms, () => {
      late.resolve('late');
    });
    while (this.#work.size > 0) {
      if ((await Promise.race([Promise.all(this.#work), late.promise])) === 'late') break;
      await nextTurn();
    }
    cancel();
  }
}
