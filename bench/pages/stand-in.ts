/** A stand-in for the engine: serves the built page, answers what it asks at start, and pushes what it is given. */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import * as v from 'valibot';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Push } from '../../src/contract/pushes.ts';
import type { SessionView } from '../../src/contract/rows.ts';
import { RequestMessage } from '../../src/contract/wire.ts';
import { chunksOf } from '../../src/core/wire-chunks.ts';
import { root } from '../../scripts/runtime.mjs';
import { settings } from '../../tests/helpers/rows.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

export interface StandIn {
  readonly url: string;
  /** To every page that is open. */
  readonly push: (push: Push) => void;
  readonly close: () => Promise<void>;
}

export async function startStandIn(rows: readonly SessionView[]): Promise<StandIn> {
  const answers: Readonly<Record<string, unknown>> = {
    hello: {
      ...{ version: '0.1.0', pid: 1, dataDir: '/data', settings, host: 'serve' },
      health: { ok: true, problem: null },
    },
    'sessions.list': { rows },
    'engine.status': {
      ...{ pid: 1, live: 8, queued: 0, attached: 1, rssBytes: 80e6, uptimeMs: 1000, url: null },
    },
    'usage.today': {
      since: new Date().toISOString(),
      costUsd: 1,
      tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    },
    doctor: { findings: [] },
  };
  const server = createServer(({ url = '/' }, response) => {
    const asked = normalize(new URL(url, 'http://stand-in').pathname);
    const file = join(root, 'resources', asked === '/' ? 'index.html' : asked);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' });
    createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new WebSocketServer({ server, path: '/ws' });
  const senders = new Set<(message: object) => void>();
  sockets.on('connection', (socket) => {
    const send = senderOf(socket);
    senders.add(send);
    socket.on('close', () => senders.delete(send));
    socket.on('message', (data: Buffer) => {
      const asked = v.safeParse(RequestMessage, JSON.parse(data.toString()));
      if (!asked.success) return;
      const value = answers[asked.output.method] ?? {};
      send({ kind: 'reply', id: asked.output.id, ok: true, value });
    });
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    push: (push) => {
      for (const send of senders) send({ kind: 'push', push });
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Numbers messages, and cuts up what is too large for one, as the engine's hosts do. */
function senderOf(socket: WebSocket): (message: object) => void {
  let n = 0;
  let group = 0;
  return (message) => {
    const text = JSON.stringify({ n: (n += 1), ...message });
    const parts = chunksOf(text, (group += 1));
    if (parts === undefined) socket.send(text);
    else for (const part of parts) socket.send(JSON.stringify(part));
  };
}
