/** Large messages in parts: cutting one up, and putting parts together again. Both ends use this. */
import { chunkLimit, type ChunkMessage } from '../contract/wire.ts';

/** A UTF-16 unit takes at most three bytes of UTF-8, so a part of this many stays below the limit. */
const unitsPerChunk = Math.floor(chunkLimit / 3);

/** The parts one group may have: 64 MiB of text, twice what any wire of ours carries. */
const countLimit = 800;

/** The parts of `text`, or undefined where it is small enough to travel whole. */
export function chunksOf(text: string, group: number): ChunkMessage[] | undefined {
  if (text.length <= unitsPerChunk) return undefined;
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    const to = wholeCharacterEnd(text, Math.min(from + unitsPerChunk, text.length));
    parts.push(text.slice(from, to));
    from = to;
  }
  const count = parts.length;
  return parts.map((part, index) => ({ kind: 'chunk', group, index, count, text: part }));
}

/** Half a surrogate pair does not survive UTF-8: a cut inside one moves back by a unit. */
function wholeCharacterEnd(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}

/** Collects parts, in any order, until a message is whole. Holds at most `groupLimit` unfinished ones. */
export class ChunkAssembler {
  readonly #groups = new Map<number, Map<number, string>>();
  readonly #groupLimit: number;

  constructor(groupLimit = 16) {
    this.#groupLimit = groupLimit;
  }

  /** The whole text once its last missing part came; undefined until then, and for parts that make no sense. */
  accept({ group, index, count, text }: ChunkMessage): string | undefined {
    if (count < 1 || count > countLimit || index < 0 || index >= count) return undefined;
    const parts = this.#groups.get(group) ?? new Map<number, string>();
    parts.set(index, text);
    this.#groups.set(group, parts);
    if (parts.size < count) {
      this.#forgetOldest();
      return undefined;
    }
    this.#groups.delete(group);
    return Array.from({ length: count }, (_, at) => parts.get(at) ?? '').join('');
  }

  /** Forgets every unfinished message: their sender has begun again. */
  clear(): void {
    this.#groups.clear();
  }

  #forgetOldest(): void {
    if (this.#groups.size <= this.#groupLimit) return;
    const [oldest] = this.#groups.keys();
    if (oldest !== undefined) this.#groups.delete(oldest);
  }
}
