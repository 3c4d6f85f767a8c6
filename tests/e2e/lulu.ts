/** Lulu as its users start it: the built engine in a process of its own, behind one of its two hosts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Method, Params, Reply } from '../../src/contract/requests.ts';
import { connectControl } from '../../src/hosts/control/control-client.ts';
import type { Place } from '../helpers/lulu-command.ts';
import { neutralinoConfig } from '../helpers/neutralino-config.ts';
import { startNeutralinoServer, type NeutralinoServer } from '../helpers/neutralino-server.ts';
import { endProcessesWith } from '../helpers/processes.ts';
import { hermeticEnv } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

const root = join(import.meta.dirname, '..', '..');
const serveProgram = join(root, 'dist', 'lulu.mjs');
const extensionProgram = join(root, 'extensions', 'engine', 'main.mjs');

export const hostNames = ['serve', 'extension'] as const;
export type HostName = (typeof hostNames)[number];

/** How an engine's process is started; its address is for a page. */
interface Engine {
  readonly process: ChildProcess;
  readonly url: string;
}

export interface LuluOptions {
  readonly host?: HostName;
  /** For the engine and its agents. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One data directory with an engine on it. `close` ends everything that was started in its name. */
export class Lulu {
  readonly host: HostName;
  /** Holds all that belongs to it; removed at the end. */
  readonly folder: string;
  /** For the command line. */
  readonly place: Place;
  readonly #windows: NeutralinoServer[] = [];
  #engine: Engine | undefined;

  private constructor({ host = 'serve', env = {} }: LuluOptions) {
    this.host = host;
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'lulu-e2e-')));
    const runtimeDir = join(this.folder, 'run');
    mkdirSync(runtimeDir, { mode: 0o700 });
    this.place = {
      dataDir: join(this.folder, 'data'),
      env: {
        ...{ PATH: process.env['PATH'] ?? '', HOME: this.folder, LANG: 'C.UTF-8', SHELL: '' },
        ...{ XDG_RUNTIME_DIR: runtimeDir, LULU_DEMO_STATE: join(this.folder, 'demo') },
        ...hermeticEnv,
        LULU_DEMO_PACE: '0',
        LULU_E2E: this.folder,
        ...env,
      },
    };
  }

  /** @param prepare Runs on the data directory before the engine does. */
  static async start(
    options: LuluOptions = {},
    prepare?: (dataDir: string) => Promise<void>,
  ): Promise<Lulu> {
    const lulu = new Lulu(options);
    mkdirSync(lulu.place.dataDir, { mode: 0o700 });
    await prepare?.(lulu.place.dataDir);
    await lulu.startEngine();
    return lulu;
  }

  /** The address a page is opened at. */
  get url(): string {
    if (this.#engine === undefined) throw new Error('The engine was not started');
    return this.#engine.url;
  }

  /** An engine where there was one before: same data, same place. */
  async startEngine(): Promise<void> {
    this.#engine = this.host === 'serve' ? await this.#serve() : await this.#extension();
  }

  /** As a crash does it: no farewell, agents go on. */
  async killEngine(): Promise<void> {
    const child = this.#engine?.process;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /**
   * The address for one more page. A browser opens the same once more; a window is a program of its own,
   * whose extension attaches to the engine that runs.
   */
  async oneMore(): Promise<string> {
    if (this.host === 'serve') return this.url;
    return (await this.#openWindow()).url;
  }

  /** Asks the engine past the page. */
  async request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>> {
    const client = await connectControl(this.place.dataDir);
    if (client === null) throw new Error('No engine listens');
    try {
      return await client.request(method, params);
    } finally {
      client.close();
    }
  }

  async close(): Promise<void> {
    await endProcessesWith(`LULU_E2E=${this.folder}`);
    for (const window of this.#windows) await window.exit();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #serve(): Promise<Engine> {
    const args = [serveProgram, 'serve', '--json', '--data-dir', this.place.dataDir];
    const child = this.#spawn(args, 'pipe');
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await until('the serve host says where it is', () => {
      if (child.exitCode !== null) throw new Error(`serve ended: ${String(child.exitCode)}`);
      return printed.includes('\n');
    });
    const { url } = v.parse(v.object({ url: v.string() }), JSON.parse(printed));
    return { process: child, url };
  }

  async #extension(): Promise<Engine> {
    const [first] = this.#windows;
    return first === undefined ? this.#openWindow() : this.#attach(first);
  }

  async #openWindow(): Promise<Engine> {
    const window = await startNeutralinoServer({
      resources: join(root, 'resources'),
      config: neutralinoConfig,
      latencyMs: 44,
    });
    this.#windows.push(window);
    return this.#attach(window);
  }

  /** Starts an extension as the window does. */
  async #attach(window: NeutralinoServer): Promise<Engine> {
    const child = this.#spawn([extensionProgram], 'ignore');
    child.stdin?.end(JSON.stringify(window.credentials));
    await until('the extension is connected', () => window.connected() === 1);
    return { process: child, url: window.url };
  }

  #spawn(args: readonly string[], stdout: 'pipe' | 'ignore'): ChildProcess {
    const env = { ...this.place.env, LULU_DATA_DIR: this.place.dataDir };
    return spawn(process.execPath, [...args], { env, stdio: ['pipe', stdout, 'inherit'] });
  }
}
