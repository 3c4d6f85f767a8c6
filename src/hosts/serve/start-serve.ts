/** The serve host: the engine behind HTTP and WebSocket, for any browser on this machine. */
import { once } from 'node:events';
import { unwatchFile, watchFile } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OpenLink } from '../link.ts';
import type { Log } from '../log.ts';
import { answerHttp } from './http-requests.ts';
import {
  addressOf,
  keptKeys,
  keysPath,
  readKeys,
  rotateToken,
  writeKeys,
  type ServeKeys,
} from './serve-keys.ts';
import { staticFiles } from './static-files.ts';
import { acceptWebSockets } from './web-sockets.ts';

/** Nobody but programs of this machine. */
const loopback = '127.0.0.1';

/** Whoever trickles a request in is cut off. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 5000,
  maxHeaderSize: 16 * 1024,
} as const;
const connectionLimit = 256;
/** How soon a token rotated by another process is noticed. */
const tokenLookMs = 500;

export interface ServeOptions {
  /** `EngineHost.open`, or a `Reach`'s. */
  readonly open: OpenLink;
  /** Absolute path; its `serve.json` keeps token and port. */
  readonly dataDir: string;
  /** The folder with the UI's `index.html`. */
  readonly resources: string;
  readonly log: Log;
  /** The port wished for; the last one is kept without it. A taken one is replaced by another. */
  readonly port?: number | undefined;
  /** Makes earlier addresses and cookies worthless. */
  readonly newToken?: boolean | undefined;
}

export interface Serve {
  readonly port: number;
  /** With the token in its fragment; changes when the token is rotated. */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws {Error} when nothing can be listened on, or `resources` is not there. */
export async function startServe(options: ServeOptions): Promise<Serve> {
  const { dataDir, open, log } = options;
  let keys = options.newToken === true ? rotateToken(dataDir) : readKeys(dataDir);
  // Read anew for whoever asks: a token that was rotated is worth nothing at once.
  const current = (): ServeKeys => {
    const kept = keptKeys(dataDir);
    if (kept !== undefined) keys = { ...keys, token: kept.token };
    return keys;
  };
  const sendFile = staticFiles(options.resources);

  const answer = answerHttp({ keys: current, open, sendFile, log });
  const server = createServer(timeouts, (request, response) => void answer(request, response));
  server.maxConnections = connectionLimit;
  const pages = acceptWebSockets({ server, keys: current, open, log });

  const port = await listen(server, options.port ?? keys.port);
  keys = { ...keys, port, pid: process.pid };
  writeKeys(dataDir, keys);
  let admitting = keys.token;
  const stopWatching = watchToken(dataDir, (token) => {
    if (token === admitting) return;
    admitting = token;
    log.info({}, 'a new token: every page has to be opened again');
    pages.terminate();
  });

  return {
    port,
    get url() {
      return addressOf(current());
    },
    close: async () => {
      stopWatching();
      writeKeys(dataDir, { ...current(), pid: null });
      pages.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    server.listen(port, loopback);
    const problem = await once(server, 'listening').then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    if (problem === undefined) break;
    if (port === 0 || !isTaken(problem)) throw problem;
  }
  return (server.address() as AddressInfo).port;
}

/** In use, or (below 1024) not ours to use. */
function isTaken(problem: Error): boolean {
  const code = 'code' in problem ? problem.code : undefined;
  return code === 'EADDRINUSE' || code === 'EACCES';
}

/** By looking, not by `fs.watch`: a look costs next to nothing, and works where watches have run out. */
function watchToken(dataDir: string, changed: (token: string) => void): () => void {
  const path = keysPath(dataDir);
  const look = (): void => {
    const kept = keptKeys(dataDir);
    if (kept !== undefined) changed(kept.token);
  };
  watchFile(path, { interval: tokenLookMs, persistent: false }, look);
  return () => {
    unwatchFile(path, look);
  };
}
