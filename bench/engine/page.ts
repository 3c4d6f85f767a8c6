/** A page as the serve host sees one: a WebSocket that asks, and hears of what it watches. */
import { WebSocket, type RawData } from 'ws';
import * as v from 'valibot';
import type { Method, Params } from '../../src/contract/requests.ts';
import { ChunkMessage } from '../../src/contract/wire.ts';
import { ChunkAssembler } from '../../src/core/wire-chunks.ts';

export class Page {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, () => void>();
  readonly #parts = new ChunkAssembler();
  #n = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: RawData) => {
      if (Buffer.isBuffer(data)) this.#receive(data.toString('utf8'));
    });
  }

  /** Resolves when it is answered, whatever the answer. */
  async ask<M extends Method>(method: M, params: Params<M>): Promise<void> {
    this.#n += 1;
    const id = this.#n;
    const answered = new Promise<void>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ n: id, kind: 'request', id, method, params }));
    await answered;
    this.#answers.delete(id);
  }

  /** Never reads a byte more. */
  stopReading(): void {
    this.#socket.pause();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.terminate();
    await closed;
  }

  #receive(text: string): void {
    if (text.startsWith('{"kind":"chunk"')) {
      const whole = this.#parts.accept(v.parse(ChunkMessage, JSON.parse(text)));
      if (whole !== undefined) this.#receive(whole);
      return;
    }
    // The envelope comes first; what is answered is nobody's business here.
    const id = /^\{"n":\d+,"kind":"reply","id":(\d+)/u.exec(text)?.[1];
    if (id !== undefined) this.#answers.get(Number(id))?.();
  }
}

/** @param url the serve host's address, with its token. */
export async function openPage(url: string): Promise<Page> {
  const { origin, host, hash } = new URL(url);
  const admitted = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token: hash.replace('#token=', '') }),
  });
  const cookie = admitted.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${host}/ws`, { origin, headers: { cookie } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return new Page(socket);
}
