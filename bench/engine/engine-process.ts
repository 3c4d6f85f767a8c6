/** An engine in a process of its own, so that it can be measured, and killed. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Method, Params, Reply } from '../../src/contract/requests.ts';
import { connectControl, type ControlClient } from '../../src/hosts/control/control-client.ts';
import { endProcessesWith } from '../../tests/helpers/processes.ts';
import { engineFlags, root } from '../../scripts/runtime.mjs';
import { bundleOf } from './bundle.ts';
import type { Reading } from './meter.ts';

const pollMs = 200;
/** Nothing more comes after this long without an event, in ms. */
const silenceMs = 10_000;
const patienceMs = 300_000;

interface Message {
  readonly ready?: string;
  readonly reading?: Reading;
  readonly cpu?: NodeJS.CpuUsage;
}

export class EngineProcess {
  /** With the token in its fragment. */
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its first answer, in ms. */
  readonly readyMs: number;
  readonly #child: ChildProcess;
  readonly #client: ControlClient;

  constructor(child: ChildProcess, client: ControlClient, url: string, readyMs: number) {
    this.#child = child;
    this.#client = client;
    this.url = url;
    this.pid = child.pid ?? 0;
    this.readyMs = readyMs;
  }

  request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>> {
    return this.#client.request(method, params);
  }

  begin(): void {
    this.#child.send('begin');
  }

  async read(): Promise<Reading & { readonly cpuTotalMs: number }> {
    this.#child.send('read');
    const [{ reading, cpu }] = (await once(this.#child, 'message')) as [Message];
    if (reading === undefined || cpu === undefined) throw new Error('no reading');
    return { ...reading, cpuTotalMs: (cpu.user + cpu.system) / 1000 };
  }

  /** Resolves when so many agents have their process and were given their prompt. */
  async running(agents: number): Promise<void> {
    await this.#until(`${agents} agents run`, async () => {
      const { rows } = await this.request('sessions.list', {});
      return rows.filter(({ status }) => status === 'Running').length >= agents;
    });
  }

  /** Resolves when so many events of writers are committed since `begin`, or none has come for long. */
  async committed(events: number): Promise<Reading> {
    let last = await this.read();
    let changedAt = performance.now();
    while (last.events < events && performance.now() - changedAt < silenceMs) {
      await delay(pollMs);
      const next = await this.read();
      if (next.events > last.events) changedAt = performance.now();
      last = next;
    }
    return last;
  }

  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
    this.#client.close();
  }

  /** Stops the engine, and then every agent it has left behind. */
  async end(folder: string): Promise<void> {
    if (this.#child.connected) {
      const gone = once(this.#child, 'exit');
      this.#child.send('leave');
      await Promise.race([gone, delay(10_000, undefined, { ref: false })]);
    }
    this.#child.kill('SIGKILL');
    this.#client.close();
    await endProcessesWith(`BENCH_GO=${folder}`);
  }

  async #until(claim: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`not true in time: ${claim}`);
      await delay(pollMs);
    }
  }
}

/** @param dataDir absolute; it may hold what an earlier engine has left. */
export async function startEngineProcess(dataDir: string): Promise<EngineProcess> {
  const program = await bundleOf('bench/engine/main.ts');
  const from = performance.now();
  const profile = process.env['BENCH_PROFILE'];
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = fork(program, [dataDir, root], { execArgv: [...engineFlags, ...profiling] });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the engine ended with ${String(code)}`);
  });
  failed.catch(() => undefined);
  const [{ ready }] = (await Promise.race([once(child, 'message'), failed])) as [Message];
  const client = await connectControl(dataDir);
  if (client === null || ready === undefined) throw new Error('the engine does not answer');
  await client.request('sessions.list', {});
  return new EngineProcess(child, client, ready, performance.now() - from);
}

/** Gives `work` an engine on `dataDir`; afterwards neither it nor an agent of its `folder` is left. */
export async function withEngine<T>(
  dataDir: string,
  folder: string,
  work: (engine: EngineProcess) => Promise<T>,
): Promise<T> {
  const engine = await startEngineProcess(dataDir);
  try {
    return await work(engine);
  } finally {
    await engine.end(folder);
  }
}
