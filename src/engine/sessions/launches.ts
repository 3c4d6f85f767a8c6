import { rm } from 'node:fs/promises';
import { fileError } from '../agents/agent-error.ts';
import type { Identity } from '../agents/process-host/identity.ts';
import { failpoint } from '../failpoint.ts';
import { Admission } from './admission.ts';
import type { LaunchPlan } from './launch.ts';
import type { LiveSession } from './live-session.ts';
import type { RunPlace, RunTools } from './run-tools.ts';

/** A run that has a place in the admission, or waits for one. */
export interface Admitted {
  readonly session: LiveSession;
  readonly place: RunPlace;
}

interface Pending extends Admitted {
  /** `waiting`: there is no process, and none comes unless this goes on. `spawning`: there may be one. */
  stage: 'waiting' | 'spawning' | 'cancelled';
  readonly cancelling: AbortController;
}

export interface LaunchesOptions {
  readonly tools: RunTools;
  /** How many agents may live at once. */
  readonly limit: number;
  /**
   * Everything that has to be there before the agent can be started: program, worktree, environment.
   * `signal`: it is wanted no more, and what takes long is given up.
   */
  readonly prepare: (admitted: Admitted, signal: AbortSignal) => Promise<LaunchPlan>;
  /** Settles when no earlier run of the session has a process any more. */
  readonly predecessor: (session: LiveSession) => Promise<unknown>;
  /** Called once for each run that got a process, after its identity was committed. */
  readonly started: (admitted: Admitted, identity: Identity) => void;
  /** A row's place in the admission queue has changed. */
  readonly moved: (session: LiveSession) => void;
}

const takenBack = 'Interrupted before it started';

function isInterrupted({ state }: LiveSession): boolean {
  return state.phase === 'starting' && state.interrupting;
}

/** Runs on their way from being accepted to having a process: admitted in order, at most one a session. */
export class Launches {
  readonly #options: LaunchesOptions;
  readonly #tools: RunTools;
  readonly #admission: Admission<Admitted>;
  readonly #pending = new Map<LiveSession, Pending>();
  /** The last launch of each session; it goes on for a while after it was cancelled. */
  readonly #underWay = new Map<LiveSession, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(options: LaunchesOptions) {
    this.#options = options;
    this.#tools = options.tools;
    this.#admission = new Admission<Admitted>(
      options.limit,
      (admitted) => {
        this.#begin(admitted);
      },
      ({ session }, ahead) => {
        session.ahead = ahead;
        options.moved(session);
      },
    );
  }

  get live(): number {
    return this.#admission.live;
  }

  get queued(): number {
    return this.#admission.queued;
  }

  limit(limit: number): void {
    this.#admission.limit(limit);
  }

  /** Puts an accepted run in the queue. */
  enqueue(session: LiveSession, place: RunPlace): void {
    const cancelling = new AbortController();
    const pending: Pending = { session, place, stage: 'waiting', cancelling };
    this.#pending.set(session, pending);
    this.#admission.ask(pending);
  }

  /** Counts a run that has its process already. */
  hold(admitted: Admitted): void {
    this.#admission.hold(admitted);
  }

  /** Gives a run's place to the next. */
  release(admitted: Admitted): void {
    this.#admission.release(admitted);
  }

  /**
   * Takes a run back that has no process yet, and records its end.
   *
   * @returns false where there is no such run, or it may have a process: await `settled` then.
   */
  async cancel(session: LiveSession): Promise<boolean> {
    const pending = this.#pending.get(session);
    if (pending?.stage !== 'waiting') return false;
    pending.stage = 'cancelled';
    pending.cancelling.abort();
    this.#pending.delete(session);
    this.#admission.release(pending);
    await this.#recordNoStart(pending, new Error(takenBack));
    return true;
  }

  /** Settles when nothing is being launched for the session. */
  async settled(session: LiveSession): Promise<void> {
    await this.#underWay.get(session);
  }

  /** Begins nothing more, gives up worktrees that are being made, and waits for what has begun. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underWay.values());
  }

  #begin(admitted: Admitted): void {
    const { session } = admitted;
    const pending = this.#pending.get(session);
    if (pending !== admitted) return;
    const launch = this.#launch(pending, this.#underWay.get(session));
    const settled = launch.catch((error: unknown) => {
      this.#tools.log.error({ err: error, session: session.id }, 'a launch failed');
    });
    this.#underWay.set(session, settled);
    void settled.then(() => {
      if (this.#underWay.get(session) === settled) this.#underWay.delete(session);
    });
  }

  async #launch(pending: Pending, earlier: Promise<void> | undefined): Promise<void> {
    const { session } = pending;
    const mayGoOn = (): boolean => !this.#stopping.signal.aborted && pending.stage !== 'cancelled';
    try {
      // An earlier launch or run that is still leaving has the session to itself.
      await earlier;
      await this.#options.predecessor(session);
      if (!mayGoOn()) return;
      const signal = AbortSignal.any([this.#stopping.signal, pending.cancelling.signal]);
      const plan = await this.#options.prepare(pending, signal);
      failpoint('run-prepared');
      if (!mayGoOn()) return;
      const identity = await this.#start(pending, plan, mayGoOn);
      this.#pending.delete(session);
      // Its identity is committed: the next engine finds it.
      if (!this.#stopping.signal.aborted) this.#options.started(pending, identity);
    } catch (error) {
      if (!mayGoOn()) return;
      this.#pending.delete(session);
      await this.#recordNoStart(pending, error);
      this.#admission.release(pending);
    }
  }

  /** Starts the process and commits who it is, before it is told anything. */
  async #start(pending: Pending, plan: LaunchPlan, mayGoOn: () => boolean): Promise<Identity> {
    const { recorder, disk } = this.#tools;
    const { session, place } = pending;
    const identity = await disk.outlast(async () => {
      if (!mayGoOn() || isInterrupted(session)) throw new Error(takenBack);
      pending.stage = 'spawning';
      try {
        return await this.#spawn(place, plan);
      } catch (error) {
        // Nothing has come of it, so that it can be taken back while it waits for the disk.
        pending.stage = 'waiting';
        throw error;
      }
    }, this.#stopping.signal);
    failpoint('run-spawned');
    await recorder.note(session, {
      runId: place.runId,
      events: [{ type: 'notice', payload: { kind: 'run-spawned', text: 'The agent is running' } }],
      also: (tx) => {
        tx.updateRun(place.runKey, { identity });
      },
    });
    failpoint('run-identified');
    return identity;
  }

  async #spawn({ dir, runId }: RunPlace, plan: LaunchPlan): Promise<Identity> {
    const { host } = this.#tools;
    // Without an identity it was told nothing: what is there is of a start that did not count.
    await rm(dir, { recursive: true, force: true }).catch((error: unknown) => {
      throw fileError(`The run's folder ${dir} cannot be prepared`, error);
    });
    await host.prepareRun(dir);
    failpoint('run-folder-made');
    return await host.startRun({ dir, runId, ...plan });
  }

  async #recordNoStart({ session, place }: Pending, error: unknown): Promise<void> {
    const { recorder, host, now, log } = this.#tools;
    log.info({ err: error, run: place.runId }, 'a run did not start');
    await host.sweep(place.runId, 'SIGKILL').catch((failure: unknown) => {
      // It was told nothing, and the next start ends what carries its mark.
      log.warn({ err: failure, run: place.runId }, 'a run that did not start was not swept');
    });
    const text = error instanceof Error ? error.message : String(error);
    const exit = { code: null, signal: null };
    await recorder.note(session, {
      runId: place.runId,
      events: [{ type: 'notice', payload: { kind: 'run-exited', text, exit } }],
      also: (tx) => {
        tx.updateRun(place.runKey, { endedAt: now() });
      },
    });
  }
}
