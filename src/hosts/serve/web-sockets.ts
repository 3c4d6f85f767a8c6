/** The serve host's WebSocket half: one connection per open page. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import { Connection } from '../connection.ts';
import type { OpenLink } from '../link.ts';
import type { Log } from '../log.ts';
import { isAdmitted } from './guard.ts';
import type { ServeKeys } from './serve-keys.ts';

/** Anything larger ends the connection; a page sends large messages in parts. */
const messageLimit = 16 * 1024 * 1024;
/** A page that leaves this unread is cut off; it comes back and reads by seq. */
const unreadLimit = 8 * 1024 * 1024;
/** A page that does not answer a ping until the next one is gone. */
const pingMs = 30_000;
const pageLimit = 64;

export interface WebSocketOptions {
  readonly server: Server;
  readonly keys: () => ServeKeys;
  readonly open: OpenLink;
  readonly log: Log;
}

export interface WebSockets {
  /** Cuts off every page. */
  terminate(): void;
  close(): void;
}

export function acceptWebSockets({ server, keys, open, log }: WebSocketOptions): WebSockets {
  const pages = new Set<WebSocket>();
  let acceptor: WebSocketServer | null = null;
  let closed = false;
  const isWelcome = (request: IncomingMessage): boolean => {
    const { port, token } = keys();
    const hasRoom = !closed && pages.size < pageLimit;
    return hasRoom && request.url === '/ws' && isAdmitted(request, port, token);
  };
  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    acceptor ??= await newAcceptor();
    // Once more: the keys may have changed while it was loaded.
    if (!isWelcome(request)) {
      refuse(socket);
      return;
    }
    acceptor.handleUpgrade(request, socket, head, (page) => {
      pages.add(page);
      page.once('close', () => pages.delete(page));
      serve(page, open, log);
    });
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    if (isWelcome(request)) void accept(request, socket, head);
    else refuse(socket);
  });
  const terminate = (): void => {
    for (const page of pages) page.terminate();
  };
  return {
    terminate,
    close: () => {
      closed = true;
      terminate();
    },
  };
}

/** Loaded by the first page: with its TLS it is 5 MB that an engine nobody looks at does not hold. */
async function newAcceptor(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: messageLimit,
    perMessageDeflate: false,
  });
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function serve(page: WebSocket, open: OpenLink, log: Log): void {
  const wire = {
    send: (text: string): void => {
      page.send(text, () => undefined);
      if (page.bufferedAmount <= unreadLimit) return;
      log.warn({ unread: page.bufferedAmount }, 'a page does not read and is cut off');
      page.terminate();
    },
    unread: (): number => page.bufferedAmount,
  };
  const connection = new Connection(wire, open, 'serve');
  const stopPinging = keepAlive(page);
  page.on('message', (data: RawData) => {
    connection.receive(textOf(data));
  });
  page.on('error', (error) => {
    log.info({ err: error }, 'a page broke its connection');
  });
  page.once('close', () => {
    stopPinging();
    connection.close();
  });
}

function keepAlive(page: WebSocket): () => void {
  let alive = true;
  page.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (!alive) {
      page.terminate();
      return;
    }
    alive = false;
    page.ping();
  }, pingMs);
  return () => {
    clearInterval(timer);
  };
}

/** `ws` hands over one Buffer unless told otherwise. */
function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}
