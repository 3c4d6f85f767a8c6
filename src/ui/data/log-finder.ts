/** Finds one's way in a log of any length: the engine looks, a few numbers travel. */
import type { Landmark } from '../../contract/detail-requests.ts';
import type { SessionId } from '../../contract/ids.ts';
import type { Transport } from './transport.ts';

export type Towards = 'after' | 'before';

/** What has been found for the words looked for. */
export interface Found {
  readonly text: string;
  /** Events that match, ascending: the newest thousand of them, and older ones once they were asked for. */
  readonly seqs: readonly number[];
  /** There are older ones still. */
  readonly more: boolean;
}

export const nothingFound: Found = { text: '', seqs: [], more: false };

export class LogFinder {
  readonly #transport: Transport;
  readonly #id: SessionId;

  constructor(transport: Transport, id: SessionId) {
    this.#transport = transport;
    this.#id = id;
  }

  /** @throws {RequestError} */
  async find(text: string): Promise<Found> {
    if (text.trim() === '') return nothingFound;
    const { seqs, more } = await this.#transport.request('events.find', { id: this.#id, text });
    return { text, seqs, more };
  }

  /** With the older ones before what is held. @throws {RequestError} */
  async older(found: Found): Promise<Found> {
    const [before] = found.seqs;
    if (before === undefined || !found.more) return found;
    const { text } = found;
    const page = await this.#transport.request('events.find', { id: this.#id, text, before });
    return { text, seqs: [...page.seqs, ...found.seqs], more: page.more };
  }

  /** @returns null where there is none in that direction. @throws {RequestError} */
  async landmark(kind: Landmark, towards: Towards, seq: number): Promise<number | null> {
    const from = towards === 'after' ? { after: seq } : { before: seq };
    return (await this.#transport.request('events.next', { id: this.#id, kind, ...from })).seq;
  }
}

/** The match next to `seq`; past either end it goes on from the other. Undefined where there is none. */
export function stepThrough(
  seqs: readonly number[],
  towards: Towards,
  seq: number,
): number | undefined {
  if (towards === 'after') return seqs.find((each) => each > seq) ?? seqs[0];
  return seqs.findLast((each) => each < seq) ?? seqs.at(-1);
}
