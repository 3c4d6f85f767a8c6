/** One timer for everybody who has to look now and then. */

/** Looks in one turn of the event loop: each is two or three calls of the system. */
const slice = 32;

/** Calls all who are on it, once every `everyMs`, from one timer; without anybody there is none. */
export class Heartbeat {
  readonly #everyMs: number;
  readonly #looks = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Returns how to end it. The same function can be on it only once. */
  add(look: () => void): () => void {
    this.#looks.add(look);
    this.#timer ??= setInterval(() => {
      this.#beat([...this.#looks]);
    }, this.#everyMs);
    return () => {
      this.#looks.delete(look);
      if (this.#looks.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #beat(looks: readonly (() => void)[]): void {
    for (const look of looks.slice(0, slice)) if (this.#looks.has(look)) look();
    const rest = looks.slice(slice);
    if (rest.length > 0)
      setImmediate(() => {
        this.#beat(rest);
      });
  }
}
