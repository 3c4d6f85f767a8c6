/** Cutting a stream of bytes into lines, however it arrives and however long they are. */

export interface SplitLimits {
  /** A longer line is cut: 16 MiB, beyond which parsing one line would hold up every session. */
  readonly lineBytes: number;
  /** How much of a cut line is kept: 64 KiB, enough to see what it was. */
  readonly headBytes: number;
}

export const splitLimits: SplitLimits = { lineBytes: 16 * 1024 * 1024, headBytes: 64 * 1024 };

/**
 * `line`: one whole line. `cut`: the head of a line beyond the limit, said once, as soon as that is
 * known. `cut-end`: where that line ended, `bytes` being its full size. Sizes without the newline.
 * Bytes that are not UTF-8 have become U+FFFD; NUL is kept.
 */
export type SpoolItem =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'cut'; readonly head: string }
  | { readonly kind: 'cut-end'; readonly bytes: number };

/** In the middle of a line that was cut; `startOffset` is where it began in the file. */
export interface Skipping {
  readonly startOffset: number;
}

/** What a reader must remember to go on: everything before `offset` has been delivered. */
export interface SpoolPlace {
  readonly offset: number;
  readonly skipping: Skipping | null;
}

const newline = 10;

export class LineSplitter {
  readonly #limits: SplitLimits;
  #place: SpoolPlace;
  /** The unfinished line: bytes from `#place.offset` on. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  constructor(place: SpoolPlace, limits: SplitLimits = splitLimits) {
    this.#place = place;
    this.#limits = limits;
  }

  /** Where a new splitter would have to begin to deliver exactly what this one has not. */
  get place(): SpoolPlace {
    return this.#place;
  }

  /** Where the next bytes given to `push` stand in the file. */
  get readOffset(): number {
    return this.#place.offset + this.#pendingBytes;
  }

  push(bytes: Buffer): SpoolItem[] {
    const items: SpoolItem[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#finish(bytes.subarray(start, end), 1, items);
      start = end + 1;
    }
    if (start < bytes.length) this.#hold(bytes.subarray(start), items);
    return items;
  }

  /** The stream's end: what is left is a line without its newline. */
  end(): SpoolItem[] {
    const items: SpoolItem[] = [];
    if (this.#pendingBytes > 0 || this.#place.skipping !== null) {
      this.#finish(Buffer.alloc(0), 0, items);
    }
    return items;
  }

  #finish(tail: Buffer, newlineBytes: number, items: SpoolItem[]): void {
    const { offset, skipping } = this.#place;
    const end = offset + this.#pendingBytes + tail.length;
    if (skipping !== null) {
      items.push({ kind: 'cut-end', bytes: end - skipping.startOffset });
    } else if (end - offset > this.#limits.lineBytes) {
      items.push({ kind: 'cut', head: this.#head(tail) }, { kind: 'cut-end', bytes: end - offset });
    } else {
      items.push({ kind: 'line', text: this.#text(tail) });
    }
    this.#forget({ offset: end + newlineBytes, skipping: null });
  }

  #hold(bytes: Buffer, items: SpoolItem[]): void {
    const { offset, skipping } = this.#place;
    const end = this.readOffset + bytes.length;
    if (skipping !== null) {
      this.#forget({ offset: end, skipping });
    } else if (end - offset > this.#limits.lineBytes) {
      items.push({ kind: 'cut', head: this.#head(bytes) });
      this.#forget({ offset: end, skipping: { startOffset: offset } });
    } else {
      // Copied: what it was read into is used again. Of its own, so that it can be let go of at once.
      const copy = Buffer.allocUnsafeSlow(bytes.length);
      bytes.copy(copy);
      this.#pending.push(copy);
      this.#pendingBytes += bytes.length;
    }
  }

  #text(tail: Buffer): string {
    if (this.#pending.length === 0) return tail.toString('utf8');
    const whole = Buffer.allocUnsafeSlow(this.#pendingBytes + tail.length);
    let at = 0;
    for (const part of [...this.#pending, tail]) at += part.copy(whole, at);
    const text = whole.toString('utf8');
    letGo(whole);
    return text;
  }

  #head(tail: Buffer): string {
    return Buffer.concat([...this.#pending, tail]).toString('utf8', 0, this.#limits.headBytes);
  }

  #forget(place: SpoolPlace): void {
    this.#place = place;
    for (const part of this.#pending) letGo(part);
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

/** Frees a buffer of its own now: the bytes of long lines would else wait for a collector that does not see them. */
function letGo(buffer: Buffer): void {
  if (buffer.buffer instanceof ArrayBuffer) buffer.buffer.transfer(0);
}
