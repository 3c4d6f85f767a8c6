/** The page in the window, as the engine knows it: it may be reloaded, and then begins anew. */
import * as v from 'valibot';
import { RequestMessage } from '../../contract/wire.ts';
import { Connection, type Wire } from '../connection.ts';
import type { OpenLink } from '../link.ts';

const Hello = v.object({ ...RequestMessage.entries, n: v.literal(1), method: v.literal('hello') });

/**
 * One page at a time: Neutralino's one-time token admits no second. A page's first message is its
 * hello, repeated until it is answered; a hello with a new id begins a new connection, so that
 * numbers start again and what the last page watched is forgotten.
 */
export class Page {
  readonly #wire: Wire;
  readonly #open: OpenLink;
  #connection: Connection | undefined;
  #helloId: number | undefined;

  constructor(wire: Wire, open: OpenLink) {
    this.#wire = wire;
    this.#open = open;
  }

  receive(envelope: unknown): void {
    if (v.is(Hello, envelope) && envelope.id !== this.#helloId) {
      this.#helloId = envelope.id;
      this.#connection?.close();
      this.#connection = new Connection(this.#wire, this.#open, 'extension');
    }
    // Without a hello there is nobody to answer: the page says one when it hears of the engine.
    this.#connection?.receive(envelope);
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
