/** An engine as a process of its own, to be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { SessionId } from '../../src/contract/ids.ts';
import type { SessionDetail, SessionView } from '../../src/contract/rows.ts';
import { connectControl, type ControlClient } from '../../src/hosts/control/control-client.ts';
import { bundle } from './bundle.ts';
import type { Stage } from './stage.ts';

/** What an engine is started on. */
type Ground = Pick<Stage, 'dataDir' | 'env'>;

/** How long an engine may take until it answers, in ms, on a machine with better things to do. */
const patienceMs = 30_000;

/** See there. Both limits: Node raises the soft one to the hard one. */
const fileHog = fileURLToPath(new URL('file-hog.ts', import.meta.url));
const limited = ['prlimit', '--nofile=300:300', '--'];

export class EngineProcess {
  readonly process: ChildProcess;
  /** Settles when it is gone, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  readonly #stage: Ground;
  readonly #startedAt = performance.now();
  #client: ControlClient | undefined;
  #stderr = '';

  constructor(
    stage: Ground,
    program: string,
    { env = {}, files }: { env?: Readonly<Record<string, string>>; files?: number | undefined },
  ) {
    this.#stage = stage;
    const hog = files === undefined ? [] : ['--import', fileHog];
    const serve = [...hog, program, 'serve', '--background', '--data-dir', stage.dataDir];
    const [file = '', ...args] = [
      ...(files === undefined ? [] : limited),
      process.execPath,
      ...serve,
    ];
    this.process = spawn(file, args, {
      env: { ...stage.env, ...env, FILE_HOG_LEAVES: String(files) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = once(this.process, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  }

  /** Connects as soon as it answers; the ms since its process was started. */
  async ready(): Promise<number> {
    const deadline = this.#startedAt + patienceMs;
    while (performance.now() < deadline && !this.isOver()) {
      if (await this.#connects()) return performance.now() - this.#startedAt;
      await delay(5);
    }
    throw new Error(this.#describe('did not answer within 30 s'));
  }

  /**
   * Whether it answers by now. A connection may still reach the engine before it: a child that one was
   * just forking when it was killed holds its socket until it becomes git or an agent.
   */
  async #connects(): Promise<boolean> {
    const client = await connectControl(this.#stage.dataDir);
    const answer = await client?.ask('sessions.list', {});
    if (answer?.ok === true && client !== null) this.#client = client;
    else client?.close();
    return answer?.ok === true;
  }

  isOver(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** What it said on stderr so far. */
  get said(): string {
    return this.#stderr;
  }

  /** With what it said last, on stderr and in its log. */
  #describe(what: string): string {
    const { exitCode, signalCode } = this.process;
    const path = join(this.#stage.dataDir, 'engine.log');
    const log = existsSync(path) ? readFileSync(path, 'utf8').slice(-2000) : '';
    return `the engine ${what} (${String(exitCode ?? signalCode)}): ${this.#stderr}${log}`;
  }

  get client(): ControlClient {
    if (this.#client === undefined) throw new Error('the engine is not ready');
    return this.#client;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Takes all files from it that it could still open, or gives them back. */
  hogFiles(): void {
    this.process.kill('SIGUSR2');
  }

  openFiles(): number {
    return readdirSync(`/proc/${String(this.pid)}/fd`).length;
  }

  /** Kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
    this.#client?.close();
  }

  async list(): Promise<readonly SessionView[]> {
    return (await this.client.request('sessions.list', {})).rows;
  }

  show(id: SessionId): Promise<SessionDetail> {
    return this.client.request('sessions.show', { id });
  }
}

/**
 * Starts an engine on a stage; with a failpoint it kills itself there, with `files` it may have so many of
 * them open, of 300. Not yet ready.
 */
export async function startEngineProcess(
  stage: Ground,
  failpoint?: string,
  files?: number,
): Promise<EngineProcess> {
  const { lulu } = await bundle();
  const env = failpoint === undefined ? {} : { LULU_FAILPOINT: failpoint };
  return new EngineProcess(stage, lulu, { env, files });
}

/** The same with more in its environment. */
export async function startEngineWith(
  stage: Ground,
  env: Readonly<Record<string, string>>,
): Promise<EngineProcess> {
  const { lulu } = await bundle();
  return new EngineProcess(stage, lulu, { env });
}
