/** The engine inside Neutralino's extension process: Lulu in its own window. */
import type { events, extensions } from '@neutralinojs/lib';
import type { ChunkMessage, RequestMessage } from '../../contract/wire.ts';
import type { Transport } from './transport.ts';
import { WireClient } from './wire-client.ts';

/** As named in neutralino.config.json. */
export const extensionId = 'lulu.engine';
/** The event both directions travel under. */
const channel = 'lulu';

/** A broadcast before the other side listens is lost, so hello is said until it is answered. */
const helloEveryMs = 1000;
/** `extensions.dispatch` was seen to reorder ten messages after a reconnect; they come within one round trip (44 ms). */
const holdMs = 250;
const probeEveryMs = 2000;

/** The part of `@neutralinojs/lib` this needs. */
export interface Messaging {
  readonly events: Pick<typeof events, 'on'>;
  readonly extensions: Pick<typeof extensions, 'dispatch'>;
}

export interface NeutralinoOptions {
  /** Called when the window's own connection is gone for good: the library never reconnects. */
  readonly onOffline: () => void;
}

/** Says hello until the engine answers, and again whenever its process has come back. */
export function connectNeutralino(lib: Messaging, { onOffline }: NeutralinoOptions): Transport {
  const client = new WireClient({ holdMs });
  let greeting: ReturnType<typeof setInterval> | undefined;
  let helloId = newHelloId();

  const send = (envelope: RequestMessage | ChunkMessage): void => {
    lib.extensions.dispatch(extensionId, channel, wellFormed(envelope)).catch((error: unknown) => {
      // It has no extension just now: what was asked fails by itself, and greetings go on.
      console.warn('Neutralino did not take a message', error);
    });
  };
  const greet = (): void => {
    send({ n: 1, kind: 'request', id: helloId, method: 'hello', params: {} });
  };
  const begin = (): void => {
    clearInterval(greeting);
    helloId = newHelloId();
    greeting = setInterval(greet, helloEveryMs);
    greet();
  };
  const end = (): void => {
    clearInterval(greeting);
    greeting = undefined;
    client.closed();
  };

  void lib.events.on(channel, ({ detail }: CustomEvent<unknown>) => {
    if (greeting === undefined) client.receive(detail);
    else if (answers(detail, helloId)) {
      clearInterval(greeting);
      greeting = undefined;
      client.opened(send, 1);
    }
  });
  const aboutEngine = (then: () => void) => (event: CustomEvent<unknown>) => {
    if (event.detail === extensionId) then();
  };
  void lib.events.on('extClientDisconnect', aboutEngine(end));
  void lib.events.on('extClientConnect', aboutEngine(begin));
  void lib.events.on('serverOffline', () => {
    end();
    onOffline();
  });
  client.reconnect = begin;
  begin();
  return client;
}

/**
 * Calls `reload` once the window's server answers again (after a sleep it does, with a new socket to
 * be had only by a fresh page).
 */
export function reloadWhenBack(url: string, reload: () => void): void {
  const timer = setInterval(() => {
    fetch(url, { cache: 'no-store' }).then(
      () => {
        clearInterval(timer);
        reload();
      },
      () => undefined,
    );
  }, probeEveryMs);
}

/** Below the ids of `WireClient`'s requests, and not the last page's. */
function newHelloId(): number {
  return -1 - Math.floor(Math.random() * 2 ** 40);
}

function answers(detail: unknown, id: number): boolean {
  const message: unknown = typeof detail === 'string' ? JSON.parse(detail) : detail;
  return typeof message === 'object' && message !== null && 'id' in message && message.id === id;
}

/** Neutralino drops a message that holds half a surrogate pair, without a word. */
function wellFormed<T>(envelope: T): T {
  const text = JSON.stringify(envelope, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
  return JSON.parse(text) as T;
}
