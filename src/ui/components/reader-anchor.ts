/**
 * Keeps what a reader looks at where it is while content comes and goes around it.
 *
 * The place of the entries in sight is measured before a change and one of them is put back there after it. The
 * browser's own scroll anchoring is not used: WebKit has none, and two of them would correct each other.
 */

interface Mark {
  readonly element: Element;
  readonly top: number;
}

export class ReaderAnchor {
  readonly #scroller: Element;
  #marks: readonly Mark[] = [];

  constructor(scroller: Element) {
    this.#scroller = scroller;
  }

  /** The first entry in sight at the last `mark`. */
  get element(): Element | undefined {
    return this.#marks[0]?.element;
  }

  /** Remembers where the entries in sight are. `entries` stand below each other, in order. */
  mark(entries: HTMLCollection): void {
    const frame = this.#scroller.getBoundingClientRect();
    const marks: Mark[] = [];
    for (let index = firstBelow(entries, frame.top); index < entries.length; index += 1) {
      const element = entries[index];
      if (element === undefined) break;
      const { top } = element.getBoundingClientRect();
      if (top > frame.bottom && marks.length > 0) break;
      marks.push({ element, top: top - frame.top });
    }
    this.#marks = marks;
  }

  /** Scrolls so that the first remembered entry that is still there stands where it stood. */
  restore(): void {
    const mark = this.#marks.find(({ element }) => element.isConnected);
    if (mark === undefined) return;
    const frame = this.#scroller.getBoundingClientRect();
    const moved = mark.element.getBoundingClientRect().top - frame.top - mark.top;
    if (Math.abs(moved) >= 0.5) this.#scroller.scrollTop += moved;
  }
}

/** The first of `entries` that ends below `y`, by bisection. */
function firstBelow(entries: HTMLCollection, y: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const bottom = entries[middle]?.getBoundingClientRect().bottom ?? 0;
    if (bottom > y) high = middle;
    else low = middle + 1;
  }
  return low;
}
