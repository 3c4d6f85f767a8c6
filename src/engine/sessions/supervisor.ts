import { setTimeout as delay } from 'node:timers/promises';
import type { EventBody } from '../../contract/events.ts';
import { ok } from '../../core/result.ts';
import { isInterrupting, isOver, type Effect } from '../../core/session.ts';
import type { Adapter, Refusal } from '../agents/adapter.ts';
import { AgentError } from '../agents/agent-error.ts';
import type { Identity } from '../agents/process-host/identity.ts';
import type { RunRecord } from '../store/runs.ts';
import { failpoint } from '../failpoint.ts';
import type { LaunchPlan } from './launch.ts';
import { Launches, type Admitted } from './launches.ts';
import type { LiveSession } from './live-session.ts';
import type { Recorded } from './recorder.ts';
import { forgetStart, releaseSpool } from './after-run.ts';
import { placeOf, type RunPlace, type RunTools } from './run-tools.ts';
import { SupervisedRun } from './supervised-run.ts';

export interface SupervisorOptions {
  readonly tools: RunTools;
  /** How many agents may live at once. */
  readonly limit: number;
  readonly adapterOf: (session: LiveSession) => Adapter;
  /** Everything that has to be there before the agent can be started: program, worktree, environment. */
  readonly prepare: (admitted: Admitted, signal: AbortSignal) => Promise<LaunchPlan>;
  /** A row's place in the admission queue has changed. */
  readonly moved: (session: LiveSession) => void;
  /** A run of the session has ended for good, and nothing of it is left. */
  readonly ended: (session: LiveSession) => Promise<void>;
}

/** Starts, adopts, interrupts and ends runs. One failing run never touches another. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #tools: RunTools;
  readonly #launches: Launches;
  /** Every run with a process, by its session: never two. */
  readonly #runs = new Map<LiveSession, SupervisedRun>();
  /** What is under way in the background; awaited before the engine stops. */
  readonly #work = new Set<Promise<unknown>>();
  #stopped = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#tools = options.tools;
    this.#launches = new Launches({
      ...options,
      predecessor: (session) => this.#runs.get(session)?.ended ?? Promise.resolve(),
      started: (admitted, identity) => {
        this.#started(admitted, identity);
      },
    });
  }

  get live(): number {
    return this.#launches.live;
  }

  get queued(): number {
    return this.#launches.queued;
  }

  limit(limit: number): void {
    this.#launches.limit(limit);
  }

  /** Carries out what a commit asks of the world. */
  perform(session: LiveSession, { effects, input }: Recorded): void {
    if (this.#stopped) return;
    for (const effect of effects) this.#carryOut(session, effect);
    const run = this.#runs.get(session);
    if (input && run?.place.runId === session.facts.activeRunId) this.#send(run);
  }

  /** Takes over a run whose process is alive, or settles what it wrote when it is not. */
  adopt(session: LiveSession, record: RunRecord, identity: Identity, alive: boolean): void {
    const admitted = { session, place: placeOf(record) };
    const run = this.#supervise(admitted, identity, record, alive);
    this.#launches.hold(admitted);
    const { state } = session;
    if (isOver(state, record.id)) this.#leave(run);
    else if (alive && !(isInterrupting(state) && run.isUntold())) this.#send(run);
  }

  /** Tells a session's agent that nothing more will come. */
  endInput(session: LiveSession): void {
    this.#runs.get(session)?.endInput();
  }

  /** Puts a run that was accepted and never started (again) into the queue. */
  enqueue(session: LiveSession, place: RunPlace): void {
    this.#launches.enqueue(session, place);
  }

  /** Ends the tree of a session's run; see `SupervisedRun.interrupt`. */
  interrupt(session: LiveSession): void {
    this.#background(this.#interrupt(session), session);
  }

  /** Resolves when no process of the session's is left and its end is recorded. */
  async gone(session: LiveSession): Promise<void> {
    await this.#launches.settled(session);
    await this.#runs.get(session)?.ended;
  }

  /** Lets go of every process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#launches.stop();
    // Whatever keeps one from its last commit has been logged, and is for the next engine to settle.
    await Promise.allSettled([...this.#runs.values()].map((run) => run.detach()));
    await Promise.allSettled(this.#work);
  }

  #carryOut(session: LiveSession, effect: Effect): void {
    switch (effect.type) {
      case 'spawn': {
        const runId = session.facts.activeRunId;
        const record = runId === null ? undefined : this.#tools.store.run(runId);
        failpoint('run-accepted');
        if (record !== undefined) this.enqueue(session, placeOf(record));
        return;
      }
      case 'interrupt':
        failpoint('interrupt-stored');
        this.interrupt(session);
        return;
      case 'end-input':
        this.endInput(session);
        return;
      case 'end-run': {
        failpoint('outcome-stored');
        const run = this.#runs.get(session);
        if (run !== undefined) this.#leave(run);
        return;
      }
      case 'stop-run': {
        const run = this.#runs.get(session);
        if (run !== undefined) this.#background(run.stop(), session);
        return;
      }
    }
  }

  #started(admitted: Admitted, identity: Identity): void {
    const run = this.#supervise(admitted, identity, null, true);
    // An interrupt that came meanwhile ends it before it was told anything.
    if (!isInterrupting(admitted.session.state)) this.#send(run);
  }

  /** Writes what the agent is to be told; a run that cannot be told anything any more is ended. */
  #send(run: SupervisedRun): void {
    const send = async (): Promise<void> => {
      try {
        await run.flush();
      } catch (error) {
        if (!(error instanceof AgentError)) throw error;
        run.giveUp(error.message);
      }
    };
    this.#background(send(), run.session);
  }

  /** Ends what is left of a run whose outcome is known. */
  #leave(run: SupervisedRun): void {
    this.#background(run.leave(), run.session);
  }

  #supervise(
    admitted: Admitted,
    identity: Identity,
    record: RunRecord | null,
    witnessed: boolean,
  ): SupervisedRun {
    const { session, place } = admitted;
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
    this.#background(this.#afterwards(admitted, run), session);
    return run;
  }

  async #afterwards(admitted: Admitted, run: SupervisedRun): Promise<void> {
    const { session, place } = admitted;
    let refusal: Refusal | null;
    try {
      refusal = await run.ended;
    } finally {
      if (!this.#stopped) {
        if (this.#runs.get(session) === run) this.#runs.delete(session);
        this.#launches.release(admitted);
      }
    }
    if (this.#stopped) return;
    if (refusal === null) {
      await releaseSpool(this.#tools, place);
      await this.#options.ended(session);
    } else {
      await this.#beginAgain(admitted, refusal);
    }
  }

  /** Starts the same run once more, the other way; at most once each way. */
  async #beginAgain({ session, place }: Admitted, refusal: Refusal): Promise<void> {
    await forgetStart(this.#tools, session, place, refusal);
    this.enqueue(session, place);
  }

  async #interrupt(session: LiveSession): Promise<void> {
    if (await this.#launches.cancel(session)) return;
    // A process that is being started this moment has been told nothing: no use in asking it to stop.
    await within(this.#tools.timings.askMs, this.#launches.settled(session));
    const run = this.#runs.get(session);
    if (run !== undefined && (await run.interrupt())) return;
    await this.#tools.recorder.record(session, ({ state }) =>
      ok({ events: isInterrupting(state) ? [interruptFailed] : [] }),
    );
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

const interruptFailed: EventBody = {
  type: 'notice',
  payload: {
    kind: 'interrupt-failed',
    text: 'The agent could not be ended within 10 s: some of its processes do not react even to SIGKILL. It goes on as it was; try again later.',
  },
};

/** Waits for `work`, and no longer than `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const { signal } = enough;
  await Promise.race([work, delay(ms, undefined, { signal }).catch(() => undefined)]);
  enough.abort();
}

function skippingOf({ skipping }: RunRecord): { readonly startOffset: number } | null {
  return typeof skipping === 'object' && skipping !== null && 'startOffset' in skipping
    ? { startOffset: Number(skipping.startOffset) }
    : null;
}
