/**
 * WebKitGTK, the engine of the desktop window on Linux, driven by its own WebKitWebDriver (Debian:
 * webkit2gtk-driver) on a display of its own (xvfb), in the words of W3C WebDriver.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import * as v from 'valibot';
import { until } from '../helpers/until.ts';

/** What WebDriver calls a reference to an element. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';
const ElementReference = v.object({ [elementKey]: v.string() });

/** Runs in the page: a function that can be sent as text, with arguments and a result that JSON can hold. */
type InPage<A extends readonly unknown[], T> = (...args: A) => T;

/** A descendant by selector, through shadow roots; with `text`, one that holds it. */
export interface Step {
  readonly css: string;
  readonly text?: string;
}

/** What is missing here, with what to do; undefined where WebKitGTK can be driven. */
export function webKitMissing(): string | undefined {
  const missing = ['WebKitWebDriver', 'Xvfb'].filter((name) => findProgram(name) === undefined);
  if (missing.length === 0) return undefined;
  return `no ${missing.join(' and ')} here; Debian: apt-get install webkit2gtk-driver xvfb`;
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export class WebKit {
  readonly #processes: readonly ChildProcess[];
  readonly #driver: string;
  #session = '';

  private constructor(processes: readonly ChildProcess[], driver: string) {
    this.#processes = processes;
    this.#driver = driver;
  }

  static async start(): Promise<WebKit> {
    const { screen, display } = await startDisplay();
    const port = await freePort();
    const env = {
      ...process.env,
      DISPLAY: display,
      // Tiles in memory: there is no graphics card behind this display.
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
      // Its sandbox, like Chromium's, does not work for root.
      ...(process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } : {}),
    };
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore' });
    const webKit = new WebKit([driver, screen], `http://127.0.0.1:${port}`);
    await until('WebKitWebDriver answers', async () => {
      return (await fetch(`${webKit.#driver}/status`).catch(() => undefined))?.ok === true;
    });
    return webKit;
  }

  async close(): Promise<void> {
    await this.closePage();
    for (const child of this.#processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
  }

  /** Opens `url` in a browser that has seen nothing before. */
  async open(url: string): Promise<void> {
    await this.closePage();
    const capabilities = { alwaysMatch: {} };
    const made = await this.#call('POST', '/session', { capabilities });
    this.#session = `/session/${v.parse(v.object({ sessionId: v.string() }), made).sessionId}`;
    await this.#ask('POST', '/window/rect', { width: 1280, height: 800 });
    await this.#ask('POST', '/url', { url });
    await this.run(noteErrors);
  }

  async closePage(): Promise<void> {
    if (this.#session === '') return;
    await this.#ask('DELETE', '');
    this.#session = '';
  }

  /** Errors of the page since it was opened. */
  errors(): Promise<readonly string[]> {
    return this.run(notedErrors);
  }

  async run<A extends readonly unknown[], T>(look: InPage<A, T>, ...args: A): Promise<Awaited<T>> {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve((${look.toString()})(...Array.prototype.slice.call(arguments, 0, -1)))
        .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = v.parse(
      v.object({ value: v.optional(v.unknown()), error: v.optional(v.string()) }),
      await this.#ask('POST', '/execute/async', { script, args }),
    );
    if (answer.error !== undefined) throw new Error(`in the page: ${answer.error}`);
    return answer.value as Awaited<T>;
  }

  /** Waits until there is such an element in sight. */
  async find(...steps: readonly Step[]): Promise<string> {
    let found: string | undefined;
    await until(`WebKit shows ${JSON.stringify(steps)}`, async () => {
      const script = `return (${locate.toString()})(arguments[0])`;
      const value = await this.#unlessStale('/execute/sync', { script, args: [steps] });
      found = v.is(ElementReference, value) ? value[elementKey] : undefined;
      return found !== undefined;
    });
    return found ?? '';
  }

  /** Waits until there is no such element in sight. */
  async miss(...steps: readonly Step[]): Promise<void> {
    const script = `return (${locate.toString()})(arguments[0]) === null`;
    await until(`WebKit shows no ${JSON.stringify(steps)}`, async () => {
      return (await this.#ask('POST', '/execute/sync', { script, args: [steps] })) === true;
    });
  }

  async click(...steps: readonly Step[]): Promise<void> {
    await this.#with(steps, (element) => this.#unlessStale(`/element/${element}/click`, {}));
  }

  async doubleClick(...steps: readonly Step[]): Promise<void> {
    const click = [
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.#with(steps, (element) => {
      const move = { type: 'pointerMove', origin: { [elementKey]: element }, x: 0, y: 0 };
      const actions = [move, ...click, ...click];
      return this.#unlessStale('/actions', {
        actions: [{ type: 'pointer', id: 'mouse', actions }],
      });
    });
  }

  async write(text: string, ...steps: readonly Step[]): Promise<void> {
    await this.#with(steps, (element) => this.#unlessStale(`/element/${element}/value`, { text }));
  }

  /** Presses and releases one key after the other. */
  async press(...keys: readonly string[]): Promise<void> {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#ask('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async wheel(deltaY: number, ...steps: readonly Step[]): Promise<void> {
    await this.#with(steps, (element) => {
      const origin = { [elementKey]: element };
      const actions = [{ type: 'scroll', origin, x: 0, y: 0, deltaX: 0, deltaY }];
      return this.#unlessStale('/actions', { actions: [{ type: 'wheel', id: 'wheel', actions }] });
    });
  }

  /** A picture for people. */
  async shoot(path: string): Promise<void> {
    const png = v.parse(v.string(), await this.#ask('GET', '/screenshot'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(png, 'base64'));
  }

  /** Does something to an element; to the next one in its place where the page had drawn it anew. */
  async #with(steps: readonly Step[], act: (element: string) => Promise<unknown>): Promise<void> {
    await until(`WebKit keeps ${JSON.stringify(steps)}`, async () => {
      return (await act(await this.find(...steps))) !== stale;
    });
  }

  /** What was answered, or `stale` where the element left the page before anything was done to it. */
  async #unlessStale(path: string, body: object): Promise<unknown> {
    try {
      return await this.#ask('POST', path, body);
    } catch (error) {
      if (String(error).includes('"stale element reference"')) return stale;
      throw error;
    }
  }

  #ask(method: string, path: string, body?: object): Promise<unknown> {
    return this.#call(method, `${this.#session}${path}`, body);
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`${this.#driver}${path}`, init);
    const { value } = v.parse(v.object({ value: v.unknown() }), await answer.json());
    if (!answer.ok) throw new Error(`WebDriver ${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }
}

const stale = Symbol('stale');

async function startDisplay(): Promise<{ screen: ChildProcess; display: string }> {
  const args = ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'];
  const screen = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const told = screen.stdio[3];
  if (!(told instanceof Readable)) throw new Error('Xvfb has no third output');
  const [number] = (await once(told, 'data')) as [Buffer];
  return { screen, display: `:${number.toString().trim()}` };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs in the page. */
function locate(steps: readonly Step[]): Element | null {
  const below = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      element,
      ...(element.shadowRoot === null ? [] : below(element.shadowRoot)),
    ]);
  const textOf = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (node instanceof HTMLStyleElement) return '';
    const children = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
    return [...children.childNodes].map(textOf).join('');
  };
  const isSeen = (element: Element): boolean => element.getClientRects().length > 0;
  let found: ParentNode[] = [document];
  for (const { css, text = '' } of steps) {
    found = found.flatMap((root) => {
      const start = root instanceof Element && root.shadowRoot ? [root.shadowRoot, root] : [root];
      return start
        .flatMap(below)
        .filter((element) => element.matches(css) && isSeen(element))
        .filter((element) => textOf(element).includes(text));
    });
  }
  const [first = null] = found;
  return first as Element | null;
}

/** Runs in the page. */
function noteErrors(): void {
  const errors: string[] = [];
  Object.assign(globalThis, { notedErrors: errors });
  addEventListener('error', ({ message }) => errors.push(message));
  addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
  Object.assign(console, {
    error: (...said: unknown[]) => errors.push(said.map(String).join(' ')),
  });
}

/** Runs in the page. */
function notedErrors(): readonly string[] {
  return (globalThis as unknown as { notedErrors: string[] }).notedErrors;
}
