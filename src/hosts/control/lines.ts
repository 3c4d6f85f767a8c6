/** Splits a stream of bytes into lines without ever holding more than one. */

const newline = 0x0a;

/** Whole lines of UTF-8, without their ends, in order. */
export class Lines {
  #parts: Buffer[] = [];
  #size = 0;
  readonly #limit: number;

  /** @param limit the bytes one line may have. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that `bytes` completes; null when a line is longer than allowed, and then for good. */
  accept(bytes: Buffer): string[] | null {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(newline, from);
      const part = bytes.subarray(from, end === -1 ? bytes.length : end);
      this.#size += part.length;
      if (this.#size > this.#limit) return null;
      this.#parts.push(part);
      if (end === -1) return lines;
      lines.push(Buffer.concat(this.#parts).toString('utf8'));
      this.#parts = [];
      this.#size = 0;
      from = end + 1;
    }
  }
}
