import { join } from 'node:path';
import type { Logger } from 'pino';
import type { EventBody, SessionEvent } from '../../contract/events.ts';
import type { Settings } from '../../contract/settings.ts';
import type { AgentId } from '../../contract/rows.ts';
import type { Adapter } from '../agents/adapter.ts';
import type { Environment } from '../agents/environment.ts';
import type { ProcessHost } from '../agents/process-host.ts';
import type { Store } from '../store/store.ts';
import { adoptRuns } from './adoption.ts';
import { DiskTrouble } from './disk-trouble.ts';
import { Housekeeping } from './housekeeping.ts';
import { withImages } from './images.ts';
import { prepareLaunch, type LaunchPlan } from './launch.ts';
import { Imports } from './imports.ts';
import type { LiveSession } from './live-session.ts';
import { Recorder } from './recorder.ts';
import { Rules } from './rules.ts';
import { Sessions } from './sessions.ts';
import { readSettings } from './settings.ts';
import type { RunPlace, RunTools } from './run-tools.ts';
import { Supervisor } from './supervisor.ts';
import type { Timings } from './timings.ts';
import { Trash } from './trash.ts';

/** Whom a runtime tells what has happened, always after it was committed. */
export interface Listener {
  readonly session: (session: LiveSession, events: readonly SessionEvent[]) => void;
  readonly partial: (session: LiveSession) => void;
  /** Whether runs' files can be written may have changed. */
  readonly disk: () => void;
}

export interface RuntimeOptions {
  readonly store: Store;
  readonly host: ProcessHost;
  readonly adapters: Readonly<Record<AgentId, Adapter>>;
  readonly env: Environment;
  /** Where sessions keep their runs; absolute. */
  readonly folder: string;
  readonly timings: Timings;
  readonly log: Logger;
  readonly now: () => number;
  readonly listener: Listener;
}

/** Sessions, their recorder and their supervisor, put together. */
export class Runtime {
  readonly sessions: Sessions;
  readonly supervisor: Supervisor;
  readonly trash: Trash;
  readonly rules: Rules;
  readonly housekeeping: Housekeeping;
  /** Null: no agent here keeps conversations that can be brought in. */
  readonly imports: Imports | null;
  readonly recorder: Recorder;
  readonly disk: DiskTrouble;
  readonly #options: RuntimeOptions;
  readonly #tools: RunTools;

  constructor(options: RuntimeOptions) {
    const { store, host, timings, log, now, listener } = options;
    this.#options = options;
    this.trash = new Trash(log);
    this.rules = new Rules(store, now);
    const adapterOf = (session: LiveSession): Adapter =>
      withImages(options.adapters[session.facts.agent], join(options.folder, session.id));
    this.recorder = new Recorder({
      store,
      now,
      adapterOf,
      after: {
        publish: listener.session,
        perform: (session, recorded) => {
          this.supervisor.perform(session, recorded);
        },
      },
    });
    this.disk = new DiskTrouble(listener.disk);
    const { recorder, rules, disk } = this;
    const { partial } = listener;
    this.#tools = { store, host, recorder, rules, disk, timings, log, now, partial };
    this.supervisor = new Supervisor({
      tools: this.#tools,
      limit: this.settings().liveAgents,
      adapterOf,
      prepare: ({ session, place }, signal) =>
        this.#prepare(session, place, adapterOf(session), signal),
      moved: (session) => {
        listener.session(session, []);
      },
      ended: (session) => this.sessions.takeUpQueue(session),
    });
    this.sessions = new Sessions({
      ...{ store, now, recorder, adapterOf, folder: options.folder },
      supervisor: this.supervisor,
      trash: this.trash,
      publish: (session) => {
        listener.session(session, []);
      },
    });
    const { archive } = options.adapters.claude;
    this.imports =
      archive === null
        ? null
        : new Imports({
            ...{ store, archive, now, env: options.env, sessions: this.sessions },
            publish: (session) => {
              listener.session(session, []);
            },
          });
    this.housekeeping = new Housekeeping({
      ...{ store, host, recorder, log, now, trash: this.trash },
      sessions: () => this.sessions.all(),
      folderOf: ({ id }) => this.sessions.folderOf(id),
      forgotten: (session) => {
        this.sessions.forget(session);
      },
    });
  }

  /** Lets go of everything; agents go on. */
  async stop(): Promise<void> {
    await this.housekeeping.stop();
    await this.supervisor.stop();
  }

  settings(): Settings {
    return readSettings(this.#options.store.settings());
  }

  /** Takes over what an earlier engine left running. */
  async adopt(): Promise<void> {
    const { store } = this.#options;
    const byKey = new Map([...this.sessions.all()].map((session) => [session.key, session]));
    await adoptRuns({
      runs: store.liveRuns(),
      sessionOf: (run) => byKey.get(run.sessionKey),
      supervisor: this.supervisor,
      tools: this.#tools,
    });
    for (const session of this.sessions.all()) await this.sessions.takeUpQueue(session);
    this.housekeeping.start();
  }

  #prepare(
    session: LiveSession,
    { runId }: RunPlace,
    adapter: Adapter,
    signal: AbortSignal,
  ): Promise<LaunchPlan> {
    const { env } = this.#options;
    const folder = this.sessions.folderOf(session.id);
    const setting = session.facts.agent === 'claude' ? this.settings().claudePath : null;
    const said = (event: EventBody) => this.recorder.note(session, { runId, events: [event] });
    const { trash } = this;
    return prepareLaunch({ session, adapter, base: env, setting, folder, trash, said, signal });
  }
}
