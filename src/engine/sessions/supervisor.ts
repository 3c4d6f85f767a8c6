import { rm } from 'node:fs/promises';
import type { Effect } from '../../core/session.ts';
import type { RunId } from '../../contract/ids.ts';
import type { Adapter, Refusal } from '../agents/adapter.ts';
import type { Identity } from '../agents/process-host/identity.ts';
import type { RunRecord } from '../store/runs.ts';
import { Admission } from './admission.ts';
import type { LaunchPlan } from './launch.ts';
import type { LiveSession } from './live-session.ts';
import type { Recorded } from './recorder.ts';
import { SupervisedRun, type RunPlace, type RunTools } from './supervised-run.ts';

/** A run that was accepted and has no process yet. */
interface Pending {
  readonly session: LiveSession;
  readonly place: RunPlace;
}

export interface SupervisorOptions {
  readonly tools: RunTools;
  /** How many agents may live at once. */
  readonly limit: number;
  readonly adapterOf: (session: LiveSession) => Adapter;
  /** Everything that has to be there before the agent can be started: program, worktree, environment. */
  readonly prepare: (session: LiveSession, place: RunPlace) => Promise<LaunchPlan>;
  /** A row's place in the admission queue has changed. */
  readonly moved: (session: LiveSession) => void;
}

/** Starts, adopts, interrupts and ends runs. One failing run never touches another. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #tools: RunTools;
  readonly #admission: Admission<Pending>;
  /** Every run with a process, by its session: never two. */
  readonly #runs = new Map<LiveSession, SupervisedRun>();
  readonly #pending = new Map<LiveSession, Pending>();
  readonly #launching = new Map<LiveSession, Promise<void>>();
  /** What is under way in the background; awaited before the engine stops. */
  readonly #work = new Set<Promise<unknown>>();
  #stopped = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#tools = options.tools;
    this.#admission = new Admission<Pending>(
      options.limit,
      (pending) => {
        const launching = this.#launch(pending);
        this.#launching.set(pending.session, launching);
        this.#background(launching, pending.session);
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

  /** Carries out what a commit asks of the world. */
  perform(session: LiveSession, { effects, input }: Recorded): void {
    if (this.#stopped) return;
    for (const effect of effects) this.#carryOut(session, effect);
    const run = this.#runs.get(session);
    if (input && run?.place.runId === session.facts.activeRunId) {
      this.#background(run.flush(), session);
    }
  }

  /** Takes over a run whose process is alive, or settles what it wrote when it is not. */
  adopt(session: LiveSession, record: RunRecord, identity: Identity, alive: boolean): void {
    const pending = { session, place: placeOf(record) };
    const run = this.#supervise(pending, identity, record, alive);
    this.#admission.hold(pending);
    if (alive) this.#background(run.flush(), session);
  }

  /** Tells a session's agent that nothing more will come. */
  endInput(session: LiveSession): void {
    this.#runs.get(session)?.endInput();
  }

  /** Puts a run that was accepted and never started (again) into the queue. */
  enqueue(session: LiveSession, place: RunPlace): void {
    const pending = { session, place };
    this.#pending.set(session, pending);
    this.#admission.ask(pending);
  }

  /** Ends the tree of a session's run; see `SupervisedRun.interrupt`. */
  interrupt(session: LiveSession): void {
    this.#background(this.#interrupt(session), session);
  }

  /** Ends what is left of a run whose outcome is known. */
  endRun(session: LiveSession): void {
    const run = this.#runs.get(session);
    if (run !== undefined) this.#background(run.leave(), session);
  }

  /** Resolves when no process of the session's is left and its end is recorded. */
  async gone(session: LiveSession): Promise<void> {
    await this.#runs.get(session)?.ended;
  }

  /** Lets go of every process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#runs.values()].map((run) => run.detach()));
    await Promise.allSettled(this.#work);
  }

  #carryOut(session: LiveSession, effect: Effect): void {
    switch (effect.type) {
      case 'spawn': {
        const runId = session.facts.activeRunId;
        const record = runId === null ? undefined : this.#tools.store.run(runId);
        if (record !== undefined) this.enqueue(session, placeOf(record));
        return;
      }
      case 'interrupt':
        this.interrupt(session);
        return;
      case 'end-input':
        this.endInput(session);
        return;
      case 'end-run':
        this.endRun(session);
        return;
    }
  }

  async #launch(pending: Pending): Promise<void> {
    const { session, place } = pending;
    try {
      // A run that is still leaving has its session to itself.
      await this.#runs.get(session)?.ended;
      if (this.#stopped) return;
      if (interrupted(session)) throw new Error('Interrupted before it started');
      const identity = await this.#start(pending);
      if (identity === null) return;
      const run = this.#supervise(pending, identity, null, true);
      await run.flush();
    } catch (error) {
      if (this.#stopped) return;
      this.#admission.release(pending);
      await this.#recordNoStart(session, place, error);
    } finally {
      this.#pending.delete(session);
      this.#launching.delete(session);
    }
  }

  /** Starts the process and commits who it is, before it is told anything. */
  async #start({ session, place }: Pending): Promise<Identity | null> {
    const { host, recorder } = this.#tools;
    const plan = await this.#options.prepare(session, place);
    if (interrupted(session)) throw new Error('Interrupted before it started');
    if (this.#stopped) return null;
    // Without an identity it was told nothing: what is there is of a start that did not count.
    await rm(place.dir, { recursive: true, force: true });
    await host.prepareRun(place.dir);
    const identity = await host.startRun({ dir: place.dir, runId: place.runId, ...plan });
    await recorder.note(session, {
      runId: place.runId,
      events: [{ type: 'notice', payload: { kind: 'run-spawned', text: 'The agent is running' } }],
      also: (tx) => {
        tx.updateRun(place.runKey, { identity });
      },
    });
    return identity;
  }

  #supervise(
    pending: Pending,
    identity: Identity,
    record: RunRecord | null,
    witnessed: boolean,
  ): SupervisedRun {
    const { session, place } = pending;
    const run = new SupervisedRun({
      session,
      place,
      identity,
      adapter: this.#options.adapterOf(session),
      position: {
        offset: record?.spoolOffset ?? 0,
        skipping: record === null ? null : skippingOf(record),
      },
      witnessed,
      tools: this.#tools,
    });
    this.#runs.set(session, run);
    this.#background(this.#afterwards(pending, run), session);
    return run;
  }

  async #afterwards(pending: Pending, run: SupervisedRun): Promise<void> {
    const { session, place } = pending;
    let refusal: Refusal | null = null;
    try {
      refusal = await run.ended;
    } finally {
      if (!this.#stopped) {
        if (this.#runs.get(session) === run) this.#runs.delete(session);
        this.#admission.release(pending);
      }
    }
    if (this.#stopped) return;
    if (refusal === null) await this.#releaseSpool(run);
    else await this.#beginAgain(session, place, refusal);
  }

  /** Starts the same run once more, the other way; at most once each way. */
  async #beginAgain(session: LiveSession, place: RunPlace, refusal: Refusal): Promise<void> {
    const text = refusalTexts[refusal];
    await this.#tools.recorder.note(session, {
      runId: place.runId,
      events: [{ type: 'notice', payload: { kind: refusal, text } }],
      also: (tx) => {
        tx.updateRun(place.runKey, { identity: null, spoolOffset: 0, skipping: null });
      },
    });
    this.enqueue(session, place);
  }

  /** The spool has become events and the events are synced: it is not needed any more. */
  async #releaseSpool({ place }: SupervisedRun): Promise<void> {
    await rm(place.dir, { recursive: true, force: true });
    await this.#tools.store.transact((tx) => {
      tx.updateRun(place.runKey, { released: true });
    });
  }

  async #interrupt(session: LiveSession): Promise<void> {
    const pending = this.#pending.get(session);
    if (pending !== undefined && this.#admission.waits(pending)) {
      this.#pending.delete(session);
      this.#admission.release(pending);
      await this.#recordNoStart(session, pending.place, new Error('Interrupted before it started'));
      return;
    }
    // A launch sees the interrupt by itself, or ends with a process that can be ended.
    await this.#launching.get(session)?.catch(() => undefined);
    const run = this.#runs.get(session);
    if (run === undefined || (await run.interrupt())) return;
    await this.#tools.recorder.record(session, ({ state }) => {
      const live = state.phase === 'active' && state.interrupting;
      const text =
        'The agent could not be ended within 10 s: some of its processes do not react even to SIGKILL. It goes on as it was; try again later.';
      return {
        ok: true,
        value: {
          events: live ? [{ type: 'notice', payload: { kind: 'interrupt-failed', text } }] : [],
        },
      };
    });
  }

  async #recordNoStart(session: LiveSession, place: RunPlace, error: unknown): Promise<void> {
    const { recorder, host, now, log } = this.#tools;
    log.info({ err: error, run: place.runId }, 'a run did not start');
    await host.sweep(place.runId, 'SIGKILL');
    const text = error instanceof Error ? error.message : String(error);
    await recorder.note(session, {
      runId: place.runId,
      events: [
        {
          type: 'notice',
          payload: { kind: 'run-exited', text, exit: { code: null, signal: null } },
        },
      ],
      also: (tx) => {
        tx.updateRun(place.runKey, { endedAt: now() });
      },
    });
  }

  /** Work nobody waits for: its failure belongs to this session and to the log. */
  #background(work: Promise<unknown>, session: LiveSession): void {
    const settled = work.catch((error: unknown) => {
      this.#tools.log.error({ err: error, session: session.id }, 'supervising failed');
    });
    this.#work.add(settled);
    void settled.then(() => this.#work.delete(settled));
  }
}

function interrupted({ state }: LiveSession): boolean {
  return (state.phase === 'starting' || state.phase === 'active') && state.interrupting;
}

const refusalTexts: Readonly<Record<Refusal, string>> = {
  'conversation-missing':
    'The agent no longer knows this conversation. It starts again under the same id, without what was said before.',
  'conversation-exists': 'The agent knows this conversation already, so it is resumed.',
};

export function placeOf(record: RunRecord): RunPlace {
  return { runKey: record.key, runId: record.id as RunId, dir: record.dir };
}

function skippingOf({ skipping }: RunRecord): { readonly startOffset: number } | null {
  return typeof skipping === 'object' && skipping !== null && 'startOffset' in skipping
    ? { startOffset: Number(skipping.startOffset) }
    : null;
}
