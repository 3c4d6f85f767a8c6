/**
 * Puts numbered messages in order.
 *
 * A message ahead of its turn is held for `holdMs` (0: not at all), so that what a wire has reordered
 * is mended; what is still missing then counts as lost, once, through `onGap`. A message whose turn
 * is over is handed on as late. Number 1 begins a new numbering: its sender has started again.
 */
export class Sequence<T extends { readonly n: number }> {
  readonly #deliver: (message: T, late: boolean) => void;
  readonly #onGap: () => void;
  readonly #holdMs: number;
  readonly #held = new Map<number, T>();
  #next: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deliver: (message: T, late: boolean) => void, onGap: () => void, holdMs: number) {
    this.#deliver = deliver;
    this.#onGap = onGap;
    this.#holdMs = holdMs;
  }

  /** Forgets what is held. `next` is the number to expect; without one the next message sets it. */
  reset(next?: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#held.clear();
    this.#next = next;
  }

  accept(message: T): void {
    if (message.n === 1 && this.#next !== undefined && this.#next !== 1) {
      this.reset(1);
      this.#onGap();
    }
    const next = this.#next ?? message.n;
    this.#next = next;
    if (message.n < next) {
      this.#deliver(message, true);
      return;
    }
    this.#held.set(message.n, message);
    this.#drain();
    if (this.#held.size > 0) this.#waitForMissing();
  }

  #drain(): void {
    for (;;) {
      const message = this.#next === undefined ? undefined : this.#held.get(this.#next);
      if (message === undefined) break;
      this.#held.delete(message.n);
      this.#next = message.n + 1;
      this.#deliver(message, false);
    }
    if (this.#held.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #waitForMissing(): void {
    if (this.#holdMs === 0) this.#giveUp();
    else
      this.#timer ??= setTimeout(() => {
        this.#giveUp();
      }, this.#holdMs);
  }

  #giveUp(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#held.size > 0) {
      this.#next = Math.min(...this.#held.keys());
      this.#drain();
    }
    this.#onGap();
  }
}
