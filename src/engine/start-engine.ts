import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { SessionEvent } from '../contract/events.ts';
import type { Finding, Health, ParsedParams, Reply } from '../contract/requests.ts';
import type { Settings } from '../contract/settings.ts';
import { listAgents } from './agent-list.ts';
import type { Environment } from './agents/environment.ts';
import { agentAdapters } from './agents/adapters.ts';
import { posixHost, type ProcessHost } from './agents/process-host.ts';
import type { DataDirectory } from './data-directory.ts';
import { diagnose, examine } from './doctor.ts';
import { EngineError } from './engine-error.ts';
import type { Activity, Change, Engine, EngineMethod } from './engine-port.ts';
import { failpoint } from './failpoint.ts';
import { toEngineError } from './faults.ts';
import { checkGit } from './git/check-git.ts';
import { openFolder } from './open-program.ts';
import { handlers, type SettingsPatch } from './requests.ts';
import type { LiveSession } from './sessions/live-session.ts';
import { Queries } from './sessions/queries.ts';
import { Runtime } from './sessions/runtime.ts';
import { defaultTimings, type Timings } from './sessions/timings.ts';
import { openStore, type Store } from './store/store.ts';

export interface EngineOptions {
  readonly data: DataDirectory;
  readonly log: Logger;
  /** What agents inherit; normally `process.env`. */
  readonly env: Environment;
  /** The demo agent's program, absolute. */
  readonly demoProgram: string;
  readonly now?: () => number;
  readonly timings?: Timings;
  /** Where agents' processes live; this machine unless said. */
  readonly host?: ProcessHost;
}

/**
 * Starts the engine of a data directory; the caller holds its lock.
 *
 * @throws {EngineError} kind `store` when the database cannot be used; it is left as it is.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const store = openOrExplain(options.data);
  const engine = new RunningEngine(store, options);
  try {
    await engine.start();
  } catch (error) {
    await engine.stop();
    throw toEngineError(error);
  }
  return engine;
}

function openOrExplain(data: DataDirectory): Store {
  try {
    return openStore({ path: data.database, mode: 'writer' });
  } catch (error) {
    throw toEngineError(error);
  }
}

class RunningEngine implements Engine {
  readonly dataDir: string;
  readonly #store: Store;
  readonly #runtime: Runtime;
  readonly #handlers: ReturnType<typeof handlers>;
  readonly #listeners = new Set<(change: Change) => void>();
  #indexing: NodeJS.Timeout | undefined;
  #fitGit: Promise<unknown> | null = null;
  #stopped = false;

  constructor(store: Store, options: EngineOptions) {
    this.dataDir = options.data.path;
    this.#store = store;
    const adapters = agentAdapters(options.demoProgram);
    this.#runtime = new Runtime({
      ...{ store, adapters, host: options.host ?? posixHost, env: options.env, log: options.log },
      folder: options.data.sessions,
      timings: options.timings ?? defaultTimings,
      now: options.now ?? Date.now,
      listener: {
        session: (session, events) => {
          this.#changed(session, events);
        },
        partial: ({ id, partial }) => {
          this.#tell({ type: 'partial', id, text: partial });
        },
        disk: () => {
          this.#tell({ type: 'health', health: this.health() });
        },
      },
    });
    const agents = () =>
      listAgents(Object.values(adapters), options.env, this.settings().claudePath);
    this.#handlers = handlers({
      store,
      queries: new Queries(store),
      runtime: this.#runtime,
      agents,
      now: options.now ?? Date.now,
      changeSettings: (patch) => this.#changeSettings(patch),
      openFolder: (folder, kind) =>
        openFolder(folder, kind, { settings: this.settings(), env: options.env }),
      findings: async () => ({
        findings: await examine({
          ...{ store, agents, dataDir: this.dataDir, health: this.health() },
          live: this.activity().live,
        }),
      }),
    });
  }

  async start(): Promise<void> {
    this.#store.onHealth(() => {
      this.#tell({ type: 'health', health: this.health() });
    });
    await this.#runtime.adopt();
    this.#indexSoon();
  }

  async request<M extends EngineMethod>(method: M, params: ParsedParams<M>): Promise<Reply<M>> {
    if (this.#stopped) {
      throw new EngineError('unavailable', 'The engine is stopping. Try again in a moment.');
    }
    try {
      if (method === 'sessions.create') await this.#gitIsFit();
      const reply = await this.#handlers[method](params);
      failpoint('request-done');
      return reply;
    } catch (error) {
      throw toEngineError(error);
    }
  }

  /** Asked once, and again after it was not: a git that was fit is rarely exchanged while we run. */
  async #gitIsFit(): Promise<void> {
    this.#fitGit ??= checkGit();
    try {
      await this.#fitGit;
    } catch (error) {
      this.#fitGit = null;
      throw error;
    }
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  activity(): Activity {
    const { live, queued } = this.#runtime.supervisor;
    return { live, queued };
  }

  settings(): Settings {
    return this.#runtime.settings();
  }

  health(): Health {
    const health = this.#store.health();
    if (health.ok) return this.#runtime.disk.health;
    const { kind, problem } = health;
    const told = kind === 'full' || kind === 'unwritable' ? kind : 'other';
    return { ok: false, problem, kind: told };
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#indexing);
    const leaving = this.#runtime.stop();
    // A disk that takes nothing is not waited for: events are in the spools, and nobody was told of the rest.
    const giveUp = (): void => {
      if (!this.#store.health().ok) void this.#store.close();
    };
    this.#store.onHealth(giveUp);
    giveUp();
    try {
      await leaving;
    } finally {
      await this.#store.close();
    }
  }

  async #changeSettings(patch: SettingsPatch): Promise<Settings> {
    await this.#store.transact((tx) => {
      for (const [name, value] of Object.entries(patch)) {
        if (value !== undefined) tx.setSetting(name, value);
      }
    });
    const settings = this.settings();
    this.#runtime.supervisor.limit(settings.liveAgents);
    this.#tell({ type: 'settings', settings });
    return settings;
  }

  #changed(session: LiveSession, events: readonly SessionEvent[]): void {
    this.#tell({ type: 'session', view: session.view(), events });
    if (events.length > 0) this.#indexSoon();
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Feeds the search index when there is nothing better to do. */
  #indexSoon(pauseMs = gatherMs): void {
    if (this.#stopped || this.#indexing !== undefined) return;
    this.#indexing = setTimeout(() => {
      this.#indexing = undefined;
      if (!this.#stopped && this.#store.indexSome(indexBatch)) this.#indexSoon(restMs);
    }, pauseMs);
  }
}

/** Events indexed in one go, which holds up the loop for some 5 ms. */
const indexBatch = 500;
/**
 * How long new events are gathered before that, in ms. Search reads what is not indexed yet by itself, and an
 * event of a batch of twenty costs three times what one of five hundred does.
 */
const gatherMs = 250;
/** Between two batches while there is more, in ms. */
const restMs = 25;

/** The demo agent beside a bundle, else its source. */
export function demoProgramBeside(folder: string): string {
  const bundled = join(folder, 'demo.mjs');
  return existsSync(bundled) ? bundled : join(folder, '..', 'demo', 'main.ts');
}

/** What `lulu doctor` says while no engine runs on the data directory. */
export function diagnoseWithoutEngine(
  options: Pick<EngineOptions, 'data' | 'env' | 'demoProgram'>,
): Promise<readonly Finding[]> {
  const adapters = Object.values(agentAdapters(options.demoProgram));
  return diagnose(options.data, (claudePath) => listAgents(adapters, options.env, claudePath));
}
