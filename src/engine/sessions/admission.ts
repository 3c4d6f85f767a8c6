/**
 * Who may have a process now: at most `limit` at once, the others wait in order.
 *
 * The order is the order of the runs' acceptance, which the database keeps; this is only its view in
 * memory, filled again from there at start.
 */
export class Admission<T> {
  #limit: number;
  readonly #admitted = new Set<T>();
  readonly #waiting: T[] = [];
  readonly #admit: (one: T) => void;
  readonly #moved: (one: T, ahead: number | null) => void;

  /**
   * @param limit how many may be admitted at once, at least 1.
   * @param admit called once for each that gets its place.
   * @param moved called whenever somebody's number of predecessors changes; null: admitted or gone.
   */
  constructor(
    limit: number,
    admit: (one: T) => void,
    moved: (one: T, ahead: number | null) => void,
  ) {
    this.#limit = limit;
    this.#admit = admit;
    this.#moved = moved;
  }

  get live(): number {
    return this.#admitted.size;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  /** Takes a place when there is one, else the last place in the queue. */
  ask(one: T): void {
    this.#waiting.push(one);
    this.#advance(this.#waiting.length - 1);
  }

  /** Counts one that lives already (adopted), whatever the limit. */
  hold(one: T): void {
    this.#admitted.add(one);
  }

  /** Gives the place up, or leaves the queue. */
  release(one: T): void {
    this.#admitted.delete(one);
    const index = this.#waiting.indexOf(one);
    if (index !== -1) {
      this.#waiting.splice(index, 1);
      this.#moved(one, null);
    }
    this.#advance(Math.max(index, 0));
  }

  /** Whether it still waits for its place. */
  waits(one: T): boolean {
    return this.#waiting.includes(one);
  }

  limit(limit: number): void {
    this.#limit = limit;
    this.#advance(0);
  }

  /** Admits whom there is room for; tells everybody from `changedFrom` on where they stand. */
  #advance(changedFrom: number): void {
    let admitted = 0;
    while (this.#admitted.size < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      admitted += 1;
      this.#admitted.add(next);
      this.#moved(next, null);
      this.#admit(next);
    }
    const from = admitted > 0 ? 0 : changedFrom;
    for (const [ahead, one] of this.#waiting.entries()) if (ahead >= from) this.#moved(one, ahead);
  }
}
