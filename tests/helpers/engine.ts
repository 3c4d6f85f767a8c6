/** A real engine on a data directory of its own, with the real demo agent. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { SessionEvent } from '../../src/contract/events.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import type { NewSession } from '../../src/contract/requests.ts';
import type { SessionView } from '../../src/contract/rows.ts';
import { dataDirectory, startEngine, takeLock, type Engine } from '../../src/engine/engine.ts';
import { posixHost, type ProcessHost } from '../../src/engine/agents/process-host.ts';
import { endProcessesWith } from './processes.ts';
import { createRepository, temporaryFolder, type TestRepository } from './repository.ts';

const demoProgram = fileURLToPath(new URL('../../src/demo/main.ts', import.meta.url));

/** Steps of the demo agent's script, as docs/demo-agent.md has them. */
export type Script = readonly Readonly<Record<string, unknown>>[];

export function scripted(...steps: Script): string {
  return `demo: ${JSON.stringify(steps)}`;
}

export interface PlaceOptions {
  readonly host?: ProcessHost;
  /** The demo agent's program. */
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** One user with one data directory and one repository; the engine can be stopped and started again. */
export class Workplace {
  readonly folder = temporaryFolder();
  readonly repository: TestRepository = createRepository();
  now: () => number = Date.now;
  /** Added to what agents inherit, from the engine's next start on. */
  env: Readonly<Record<string, string>>;
  readonly #host: ProcessHost;
  readonly #program: string;
  #engine: Engine | undefined;
  #release = (): void => undefined;

  constructor({ host = posixHost, program = demoProgram, env = {} }: PlaceOptions = {}) {
    this.#host = host;
    this.#program = program;
    this.env = env;
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('the engine is not running');
    return this.#engine;
  }

  async start(): Promise<this> {
    const data = dataDirectory(join(this.folder, 'data'));
    const lock = takeLock(data.lock);
    if (lock === null) throw new Error('another engine holds the lock');
    this.#release = () => {
      lock.release();
    };
    this.#engine = await startEngine({
      ...{ data, demoProgram: this.#program, now: () => this.now(), host: this.#host },
      env: { ...process.env, LULU_DEMO_PACE: '0', LULU_TEST_PLACE: this.folder, ...this.env },
      log: pino({ level: 'silent' }),
    });
    return this;
  }

  async stop(): Promise<void> {
    await this.#engine?.stop();
    this.#engine = undefined;
    this.#release();
  }

  async create(prompt: string, more: Partial<NewSession> = {}): Promise<SessionView> {
    const { row } = await this.engine.request('sessions.create', {
      ...{ repo: this.repository.path, prompt, name: null, base: null, agent: 'demo' },
      ...{
        agentBin: null,
        permissionMode: 'acceptEdits',
        model: null,
        env: {},
        uncommitted: false,
        ...more,
      },
    });
    return row;
  }

  async row(id: SessionId): Promise<SessionView> {
    return (await this.engine.request('sessions.show', { id })).row;
  }

  /** Resolves with the first committed row of the session for which `holds`. */
  async until(id: SessionId, holds: (view: SessionView) => boolean): Promise<SessionView> {
    const { promise, resolve } = Promise.withResolvers<SessionView>();
    const stop = this.engine.subscribe((change) => {
      if (change.type === 'session' && change.view.id === id && holds(change.view)) {
        resolve(change.view);
      }
    });
    const now = await this.row(id);
    const view = holds(now) ? now : await promise;
    stop();
    return view;
  }

  /** Resolves when the session's last run has ended and its process is gone. */
  async ended(id: SessionId): Promise<SessionView> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const look = async (): Promise<void> => {
      const { runs } = await this.engine.request('sessions.show', { id });
      if (runs.every(({ endedAt }) => endedAt !== null)) resolve(undefined);
    };
    const stop = this.engine.subscribe((change) => {
      if (change.type === 'session' && change.view.id === id) void look();
    });
    await look();
    await promise;
    stop();
    return await this.row(id);
  }

  async events(id: SessionId): Promise<SessionEvent[]> {
    const params = { id, after: 0, before: null, limit: 1000, cut: null };
    return (await this.engine.request('events.page', params)).events;
  }
}

/** A workplace with its engine running; everything it started is ended with the test. */
export async function openWorkplace(options: PlaceOptions = {}): Promise<Workplace> {
  const place = new Workplace(options);
  onTestFinished(async () => {
    await place.stop();
    await endProcessesWith(`LULU_TEST_PLACE=${place.folder}`);
  });
  return await place.start();
}
