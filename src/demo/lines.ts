/** Lines out of a stream of bytes. */
import { StringDecoder } from 'node:string_decoder';

/** Collects chunks and hands over each line that is complete, without its newline. */
export class Lines {
  readonly #decoder = new StringDecoder('utf8');
  #pieces: string[] = [];

  /** The lines that `chunk` completes. Linear in the bytes, however long a line is. */
  push(chunk: Buffer): string[] {
    const [first = '', ...rest] = this.#decoder.write(chunk).split('\n');
    this.#pieces.push(first);
    if (rest.length === 0) return [];
    const last = rest.pop() ?? '';
    const lines = [this.#pieces.join(''), ...rest];
    this.#pieces = [last];
    return lines;
  }

  /** What came after the last newline. */
  rest(): string {
    return this.#pieces.join('') + this.#decoder.end();
  }
}
