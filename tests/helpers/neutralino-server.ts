/**
 * Stands in for Neutralino's own server: the page loads `@neutralinojs/lib` unmodified and an
 * extension connects as it would to the real one. It has the real one's manners as measured with
 * 6.9.0: what does not parse gets no answer, a dispatch to nobody is an error, what is broadcast
 * before a page listens is lost, a message above 32,000,000 bytes ends its connection, at the exit
 * sockets just break (1006), and every answer may be made to take its 44 ms.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import * as v from 'valibot';

const messageLimit = 32_000_000;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

const NativeCall = v.object({
  id: v.string(),
  method: v.string(),
  accessToken: v.string(),
  data: v.optional(
    v.object({
      extensionId: v.optional(v.string()),
      event: v.optional(v.string()),
      data: v.optional(v.unknown()),
    }),
    {},
  ),
});
type NativeCall = v.InferOutput<typeof NativeCall>;

interface NeutralinoConfig {
  readonly nativeAllowList: readonly string[];
  readonly serverHeaders?: Readonly<Record<string, string>>;
  readonly extensions: readonly { readonly id: string }[];
}

export interface NeutralinoServerOptions {
  /** The folder `documentRoot` stands for. */
  readonly resources: string;
  /** The parts of neutralino.config.json the real server obeys. */
  readonly config: NeutralinoConfig;
  /** How late every answer is; the real one's round trip is 44 ms. */
  readonly latencyMs?: number;
}

export interface NeutralinoServer {
  readonly url: string;
  /** What Neutralino writes to the stdin of an extension. */
  readonly credentials: {
    readonly nlPort: string;
    readonly nlToken: string;
    readonly nlConnectToken: string;
    readonly nlExtensionId: string;
  };
  /** Every native call that came, in order. */
  readonly calls: readonly { readonly from: 'page' | 'extension'; readonly method: string }[];
  /** How many extensions are connected. */
  connected(): number;
  /** Sends a text to the extensions as it is. */
  sendToExtensions(text: string): void;
  /** The person closes the window: told to everybody, and nothing else happens. */
  closeWindow(): void;
  /** What the end of the app looks like to everybody: sockets break without a word. */
  exit(): Promise<void>;
}

export async function startNeutralinoServer(
  options: NeutralinoServerOptions,
): Promise<NeutralinoServer> {
  const server = new StandIn(options);
  await server.listen();
  return server;
}

class StandIn implements NeutralinoServer {
  readonly calls: { from: 'page' | 'extension'; method: string }[] = [];
  readonly #options: NeutralinoServerOptions;
  readonly #connectToken = randomBytes(16).toString('hex');
  readonly #token = `${randomBytes(16).toString('hex')}.${this.#connectToken}`;
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimit });
  readonly #pages = new Set<WebSocket>();
  readonly #extensions = new Map<string, WebSocket>();
  #tokenGiven = false;

  constructor(options: NeutralinoServerOptions) {
    this.#options = options;
    this.#http.on('upgrade', (request: IncomingMessage, socket, head) => {
      const query = new URL(request.url ?? '', 'http://127.0.0.1').searchParams;
      const id = query.get('extensionId');
      const known = id === null || this.#loaded().includes(id);
      if (query.get('connectToken') !== this.#connectToken || !known) {
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (peer) => {
        this.#welcome(peer, id);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port()}/`;
  }

  get credentials(): NeutralinoServer['credentials'] {
    return {
      nlPort: String(this.#port()),
      nlToken: this.#token,
      nlConnectToken: this.#connectToken,
      nlExtensionId: this.#loaded()[0] ?? '',
    };
  }

  async listen(): Promise<void> {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
  }

  connected(): number {
    return this.#extensions.size;
  }

  sendToExtensions(text: string): void {
    for (const extension of this.#extensions.values()) extension.send(text);
  }

  closeWindow(): void {
    this.#announce('windowClose', null);
  }

  async exit(): Promise<void> {
    if (!this.#http.listening) return;
    const closed = once(this.#http, 'close');
    this.#http.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await closed;
  }

  #port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  #loaded(): string[] {
    return this.#options.config.extensions.map(({ id }) => id);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const headers = { ...this.#options.config.serverHeaders };
    if (path === '/__neutralino_globals.js') {
      response
        .writeHead(200, { ...headers, 'content-type': 'text/javascript' })
        .end(this.#globals());
      return;
    }
    const name = path === '/' ? 'index.html' : path.slice(1);
    const file = await readFile(join(this.#options.resources, name)).catch(() => undefined);
    if (file === undefined) response.writeHead(404, headers).end();
    else response.writeHead(200, { ...headers, 'content-type': types[extname(name)] }).end(file);
  }

  /** The token is given once; a page that is loaded again has it in its session storage. */
  #globals(): string {
    const token = this.#tokenGiven ? '' : this.#token;
    this.#tokenGiven = true;
    return [
      `var NL_PORT=${this.#port()};`,
      `var NL_TOKEN=${JSON.stringify(token)};`,
      `var NL_ARGS=["lulu"];`,
      `var NL_CMETHODS=[];`,
      `var NL_EXTENABLED=true;`,
    ].join('\n');
  }

  #welcome(peer: WebSocket, extensionId: string | null): void {
    peer.on('error', () => undefined);
    peer.on('message', (data) => {
      this.#receive(peer, extensionId, Buffer.isBuffer(data) ? data.toString('utf8') : '');
    });
    peer.once('close', () => {
      this.#farewell(peer, extensionId);
    });
    if (extensionId === null) {
      this.#pages.add(peer);
      this.#announce('appClientConnect', this.#pages.size);
    } else {
      this.#extensions.set(extensionId, peer);
      this.#announce('extClientConnect', extensionId);
    }
  }

  /** A second socket of the same id, when it closes, deregisters the first. */
  #farewell(peer: WebSocket, extensionId: string | null): void {
    if (extensionId === null) {
      this.#pages.delete(peer);
      this.#announce('appClientDisconnect', this.#pages.size);
    } else {
      this.#extensions.delete(extensionId);
      this.#announce('extClientDisconnect', extensionId);
    }
  }

  #announce(event: string, data: unknown): void {
    for (const peer of [...this.#pages, ...this.#extensions.values()]) send(peer, { event, data });
  }

  #receive(peer: WebSocket, extensionId: string | null, text: string): void {
    const call = parse(text);
    if (call === undefined) return;
    this.calls.push({ from: extensionId === null ? 'page' : 'extension', method: call.method });
    const reply = { id: call.id, method: call.method, data: this.#perform(call) };
    const { latencyMs } = this.#options;
    if (latencyMs === undefined) send(peer, reply);
    else setTimeout(send, latencyMs, peer, reply);
  }

  #perform({ accessToken, method, data }: NativeCall): object {
    if (accessToken !== this.#token) return failure('NE_RT_INVTOKN');
    if (!this.#options.config.nativeAllowList.includes(method)) return failure('NE_RT_NATPRME');
    const message = { event: data.event, data: data.data };
    switch (method) {
      case 'extensions.getStats':
        return done({ loaded: this.#loaded(), connected: [...this.#extensions.keys()] });
      case 'extensions.dispatch': {
        const extension = this.#extensions.get(data.extensionId ?? '');
        if (extension === undefined) return failure('NE_EX_EXTNOTC');
        send(extension, message);
        return { success: true };
      }
      case 'extensions.broadcast':
        for (const extension of this.#extensions.values()) send(extension, message);
        return { success: true };
      case 'app.broadcast':
        for (const page of this.#pages) send(page, message);
        return { success: true };
      case 'app.exit':
        void this.exit();
        return { success: true };
      case 'os.open':
      case 'os.showNotification':
      case 'window.setTitle':
        return { success: true };
      default:
        return failure('NE_RT_NATNTIM');
    }
  }
}

const failure = (code: string): object => ({ error: { code, message: code } });
const done = (returnValue: unknown): object => ({ success: true, returnValue });

function send(peer: WebSocket, message: object): void {
  peer.send(JSON.stringify(message), () => undefined);
}

/** Strict as the real parser: half a surrogate pair makes the whole message worthless. */
function parse(text: string): NativeCall | undefined {
  try {
    const value: unknown = JSON.parse(text, (_key, item: unknown) => {
      if (typeof item === 'string' && !item.isWellFormed()) throw new Error('half a surrogate');
      return item;
    });
    const call = v.safeParse(NativeCall, value);
    return call.success ? call.output : undefined;
  } catch {
    return undefined;
  }
}
