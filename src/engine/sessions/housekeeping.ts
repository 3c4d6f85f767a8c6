import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { ProcessHost } from '../agents/process-host.ts';
import type { Store } from '../store/store.ts';
import type { LiveSession } from './live-session.ts';
import type { Recorder } from './recorder.ts';
import type { Trash } from './trash.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** After so long in the trash, files that a snapshot can bring back are destroyed. */
export const emptyAfterMs = 7 * dayMs;
/** After so long, history and snapshot go too. */
export const forgetAfterMs = 30 * dayMs;
/** How often time is looked at. */
const everyMs = dayMs / 4;
/** Events forgotten in one transaction, so that nothing waits long behind it. */
const purgeBatch = 2000;

export interface HousekeepingOptions {
  readonly store: Store;
  readonly host: ProcessHost;
  readonly recorder: Recorder;
  readonly trash: Trash;
  readonly log: Logger;
  readonly now: () => number;
  readonly sessions: () => Iterable<LiveSession>;
  readonly folderOf: (session: LiveSession) => string;
  readonly forgotten: (session: LiveSession) => void;
}

/** What a crash left half done is finished, and what has had its time goes. Never anything a user kept. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  /** Begins in the background; every step's failure is logged and the next one done. */
  start(): void {
    this.#timer = setInterval(() => {
      this.#next(() => this.#expire());
    }, everyMs).unref();
    this.#next(() => this.#endStrays());
    this.#next(() => this.#releaseSpools());
    this.#next(() => this.#finishDeletes());
    this.#next(() => this.#expire());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#work;
  }

  #next(step: () => Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.#stopped ? undefined : step()))
      .catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'housekeeping failed');
      });
  }

  /** Processes of runs whose end is recorded: nothing they do would be seen by anybody. */
  async #endStrays(): Promise<void> {
    const { store, host } = this.#options;
    for (const runId of host.allMarked().keys()) {
      const run = store.run(runId as Parameters<Store['run']>[0]);
      if (run !== undefined && run.endedAt !== null) await host.sweep(runId, 'SIGKILL');
    }
  }

  async #releaseSpools(): Promise<void> {
    const { store } = this.#options;
    for (const { key, dir } of store.unreleasedRuns()) {
      await rm(dir, { recursive: true, force: true });
      await store.transact((tx) => {
        tx.updateRun(key, { released: true });
      });
    }
  }

  async #finishDeletes(): Promise<void> {
    for (const session of this.#options.sessions()) {
      if (session.deletedAt === null || !existsSync(session.facts.worktree)) continue;
      await session.exclusive(async () => {
        // Asked again when it has the session to itself: it may have been restored meanwhile.
        if (session.deletedAt === null) return;
        try {
          await this.#options.trash.discard(session);
        } catch (error) {
          this.#options.log.warn({ err: error, session: session.id }, 'a delete stays unfinished');
        }
      });
    }
  }

  async #expire(): Promise<void> {
    for (const session of this.#options.sessions()) {
      if (session.deletedAt === null || this.#stopped) continue;
      const age = this.#options.now() - Date.parse(session.deletedAt);
      try {
        if (age >= forgetAfterMs) await this.#forget(session);
        else if (age >= emptyAfterMs) await this.empty(session);
      } catch (error) {
        this.#options.log.warn({ err: error, session: session.id }, 'the trash stays as it is');
      }
    }
  }

  /**
   * Empties the trash of one session and says in its history what that lost.
   *
   * @throws {GitError} when its snapshot is missing or damaged: nothing was destroyed then.
   */
  async empty(session: LiveSession): Promise<void> {
    const { trash, recorder } = this.#options;
    const { bytes, loses } = await trash.contents(session);
    if (bytes === 0) return;
    await trash.empty(session);
    const lost = loses === null || loses.length === 0 ? 'nothing' : loses.join(', ');
    const text = `The trash was emptied. Not in the snapshot: ${lost}`;
    await recorder.note(session, {
      events: [{ type: 'notice', payload: { kind: 'information', text } }],
    });
  }

  async #forget(session: LiveSession): Promise<void> {
    const { trash, store, folderOf, forgotten } = this.#options;
    await trash.forget(session);
    await rm(folderOf(session), { recursive: true, force: true });
    while (!(await store.transact((tx) => tx.purgeSession(session.key, purgeBatch))));
    forgotten(session);
  }
}
