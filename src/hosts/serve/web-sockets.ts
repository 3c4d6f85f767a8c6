/** The serve host's WebSocket half: one connection per open page. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
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
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: messageLimit,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { port, token } = keys();
    const full = sockets.clients.size >= pageLimit;
    if (request.url !== '/ws' || full || !isAdmitted(request, port, token)) {
      refuse(socket);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => {
      serve(page, open, log);
    });
  });
  const terminate = (): void => {
    for (const page of sockets.clients) page.terminate();
  };
  return {
    terminate,
    close: () => {
      terminate();
      sockets.close();
    },
  };
}

function refuse(socket: Duplex): void {
  socket.on('error', () => undefined);
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
