/** The extension's end of Neutralino's messaging: one socket, which is also the only sign that the window lives. */
import { once } from 'node:events';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import type { Log } from '../log.ts';

/** What Neutralino writes to an extension's stdin. Ports are strings there. */
export const Credentials = v.object({
  nlPort: v.pipe(
    v.union([v.string(), v.number()]),
    v.transform(Number),
    v.integer(),
    v.minValue(1),
  ),
  nlToken: v.string(),
  nlConnectToken: v.string(),
  nlExtensionId: v.string(),
});
export type Credentials = v.InferOutput<typeof Credentials>;

/** Neutralino itself ends a connection at 32,000,000 bytes. */
const messageLimit = 32_000_000;
const connectMs = 10_000;

const Incoming = v.union([
  v.object({ event: v.string(), data: v.optional(v.unknown()) }),
  v.object({
    id: v.string(),
    method: v.optional(v.string()),
    data: v.optional(v.object({ error: v.optional(v.object({ code: v.string() })) })),
  }),
]);

export interface NeutralinoSocket {
  /** Sends `json`, which is JSON text already, to the page as the event's detail. */
  broadcast(event: string, json: string): void;
  /** Ends the window's program, with or without its page's help. */
  exit(): void;
  /** Bytes that have not left this process. */
  unread(): number;
  /** Settles when the window, or this end, has closed the connection. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface NeutralinoOptions {
  readonly credentials: Credentials;
  /** An event that was sent to this extension, or that every extension is told of. */
  readonly onEvent: (event: string, data: unknown) => void;
  readonly log: Log;
}

/** @throws {Error} when Neutralino does not take the connection. */
export async function connectNeutralino(options: NeutralinoOptions): Promise<NeutralinoSocket> {
  const { credentials, onEvent, log } = options;
  const { nlPort, nlToken, nlConnectToken, nlExtensionId } = credentials;
  const query = new URLSearchParams({ extensionId: nlExtensionId, connectToken: nlConnectToken });
  const socket = new WebSocket(`ws://127.0.0.1:${nlPort}?${query.toString()}`, {
    handshakeTimeout: connectMs,
    maxPayload: messageLimit,
    perMessageDeflate: false,
  });
  const { promise: closed, resolve } = Promise.withResolvers<undefined>();
  socket.once('close', () => {
    resolve(undefined);
  });
  socket.on('message', (data) => {
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
    receive(text, onEvent, log);
  });
  await once(socket, 'open');
  socket.on('error', (error) => {
    log.warn({ err: error }, 'the connection to the window broke');
  });

  let sent = 0;
  const token = JSON.stringify(nlToken);
  const call = (method: string, data: string): void => {
    sent += 1;
    const head = `"id":"lulu-${sent}","method":"${method}","accessToken":${token}`;
    socket.send(`{${head},"data":${data}}`, () => undefined);
  };
  return {
    broadcast: (event, json) => {
      call('app.broadcast', `{"event":${JSON.stringify(event)},"data":${json}}`);
    },
    exit: () => {
      call('app.exit', '{"code":0}');
    },
    unread: () => socket.bufferedAmount,
    closed,
    close: () => {
      socket.close();
    },
  };
}

function receive(text: string, onEvent: NeutralinoOptions['onEvent'], log: Log): void {
  const message = v.safeParse(Incoming, parsed(text));
  if (!message.success) log.warn({ length: text.length }, 'the window sent what is no message');
  else if ('event' in message.output) onEvent(message.output.event, message.output.data);
  else if (message.output.data?.error !== undefined) {
    log.error({ code: message.output.data.error.code }, 'the window refused a message');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
