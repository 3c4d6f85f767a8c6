/** The message layer of every host: envelopes, numbers, large messages in parts. */
import * as v from 'valibot';
import type { WireError } from '../contract/errors.ts';
import type { Push } from '../contract/pushes.ts';
import { ChunkMessage, chunkLimit, RequestMessage } from '../contract/wire.ts';
import { ChunkAssembler, chunksOf } from '../core/wire-chunks.ts';
import { wellFormedJson } from '../core/wire-text.ts';
import type { Answer, HostName, Link, Listener, OpenLink } from './link.ts';

/** A peer that has more than this to read is told no news until it has read. */
const unreadLimit = 1024 * 1024;
/** Parts of unfinished messages, in characters. */
const partsLimit = 64 * 1024 * 1024;
/** Requests of one peer that are being answered. */
const inFlightLimit = 256;

/** What carries texts to a peer, whole and in order. */
export interface Wire {
  send(text: string): void;
  /** Bytes handed over that have not left this process. */
  unread(): number;
}

type Envelope =
  | ({ readonly kind: 'reply'; readonly id: number } & Answer)
  | { readonly kind: 'push'; readonly push: Push };

export class Connection implements Listener {
  readonly #wire: Wire;
  readonly #link: Link;
  readonly #chunks = new ChunkAssembler();
  #parts = 0;
  #n = 0;
  #group = 0;
  #inFlight = 0;
  #open = true;

  constructor(wire: Wire, open: OpenLink, host: HostName) {
    this.#wire = wire;
    this.#link = open(host, this);
  }

  /** One envelope from the wire, as its JSON text or already parsed. Whatever it holds, it is answered. */
  receive(data: unknown): void {
    const envelope = typeof data === 'string' ? parsed(data) : data;
    const request = v.safeParse(RequestMessage, envelope);
    if (request.success) {
      void this.#answer(request.output);
      return;
    }
    const chunk = v.safeParse(ChunkMessage, envelope);
    if (chunk.success) this.#collect(chunk.output);
    else this.#refuse(idOf(envelope), 'That is not a message Lulu understands.');
  }

  push(push: Push): void {
    this.#send({ kind: 'push', push });
  }

  ready(): boolean {
    return this.#wire.unread() < unreadLimit;
  }

  /** Leaves out a number: the peer sees the gap and reads again. */
  resync(): void {
    this.#n += 1;
    this.push({});
  }

  close(): void {
    this.#open = false;
    this.#link.close();
  }

  async #answer({ id, method, params }: RequestMessage): Promise<void> {
    if (this.#inFlight >= inFlightLimit) {
      this.#refuse(id, 'Too many requests at once. Wait for answers before you ask more.');
      return;
    }
    this.#inFlight += 1;
    const answer = await this.#link.request(method, params);
    this.#inFlight -= 1;
    this.#send({ kind: 'reply', id, ...answer });
  }

  #collect(chunk: ChunkMessage): void {
    this.#parts += chunk.text.length;
    if (chunk.text.length > chunkLimit || this.#parts > partsLimit) {
      this.#chunks.clear();
      this.#parts = 0;
      this.#refuse(0, 'That message is too large, or its parts are.');
      return;
    }
    const text = this.#chunks.accept(chunk);
    if (text === undefined) return;
    this.#parts = Math.max(0, this.#parts - text.length);
    this.receive(text);
  }

  #refuse(id: number, message: string): void {
    const error: WireError = { kind: 'bad-request', message };
    this.#send({ kind: 'reply', id, ok: false, error });
  }

  #send(envelope: Envelope): void {
    if (!this.#open) return;
    this.#n += 1;
    const text = wellFormedJson({ n: this.#n, ...envelope });
    const chunks = chunksOf(text, this.#group);
    if (chunks === undefined) {
      this.#wire.send(text);
      return;
    }
    this.#group += 1;
    for (const chunk of chunks) this.#wire.send(JSON.stringify(chunk));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The id of a message that is not one of ours, where it has one; 0 answers to nobody in particular. */
function idOf(envelope: unknown): number {
  if (typeof envelope !== 'object' || envelope === null || !('id' in envelope)) return 0;
  return typeof envelope.id === 'number' ? envelope.id : 0;
}
