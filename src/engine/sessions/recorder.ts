import type { EventBody, SessionEvent } from '../../contract/events.ts';
import type { RunId } from '../../contract/ids.ts';
import { notBefore } from '../../core/age.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { projectRow, type SessionFacts } from '../../core/row.ts';
import {
  currentRun,
  derive,
  evolve,
  isTerminal,
  react,
  type Effect,
  type Rejection,
  type SessionState,
  type Terminal,
} from '../../core/session.ts';
import type { Adapter } from '../agents/adapter.ts';
import { failpoint } from '../failpoint.ts';
import type { Store, Tx } from '../store/store.ts';
import { turnCost } from './cost.ts';
import type { LiveSession } from './live-session.ts';
import { noteRequests } from './requests.ts';

/** What one change of a session consists of. */
export interface Plan {
  readonly events: readonly EventBody[];
  /** Lines for the run's input file, in order. */
  readonly inputs?: readonly string[];
  /** Rows of the store that belong to the same commit. */
  readonly also?: (tx: Tx) => void;
  /** The run the events belong to; the session's current one unless said. */
  readonly runId?: RunId;
  /** That run's key, where it is known: then it is not looked up. */
  readonly runKey?: number;
}

/** Where a session stands while its change is being worked out. */
export interface Draft {
  readonly state: SessionState;
  readonly facts: SessionFacts;
}

export type Planner = (draft: Draft, tx: Tx) => Result<Plan, Rejection>;

export interface Recorded {
  readonly events: readonly SessionEvent[];
  readonly effects: readonly Effect[];
  /** Something was added to the run's input. */
  readonly input: boolean;
  /** One of the lines is a follow-up that waited in the queue. */
  readonly followUp: boolean;
}

/** What happens after a commit: tell everybody, then act. */
export interface Aftermath {
  publish(session: LiveSession, events: readonly SessionEvent[]): void;
  perform(session: LiveSession, recorded: Recorded): void;
}

interface Folding {
  state: SessionState;
  facts: SessionFacts;
  readonly bodies: EventBody[];
  readonly inputs: string[];
  readonly effects: Effect[];
  followUp: boolean;
}

/**
 * The one way a session changes: decide, fold, append and project in one transaction; then publish;
 * then act.
 */
export class Recorder {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #adapterOf: (session: LiveSession) => Adapter;
  readonly #after: Aftermath;

  constructor(options: {
    store: Store;
    now: () => number;
    adapterOf: (session: LiveSession) => Adapter;
    after: Aftermath;
  }) {
    this.#store = options.store;
    this.#now = options.now;
    this.#adapterOf = options.adapterOf;
    this.#after = options.after;
  }

  /**
   * Changes `session` as `plan` says, after everything asked for before.
   *
   * The plan is made inside the transaction and may be asked for again when the database was busy,
   * so it must not do anything but say what it wants.
   *
   * @throws {StoreError}
   */
  async record(session: LiveSession, plan: Planner): Promise<Result<Recorded, Rejection>> {
    return await session.exclusive(async () => {
      const change = await this.#store.transact((tx) => this.#apply(session, plan, tx));
      if (!change.ok) return change;
      const { state, facts, lastSeq, recorded } = change.value;
      session.state = state;
      session.facts = facts;
      session.lastSeq = lastSeq;
      session.committed();
      if (recorded.followUp) failpoint('follow-up-taken');
      this.#after.publish(session, recorded.events);
      this.#after.perform(session, recorded);
      return ok(recorded);
    });
  }

  /** The same for facts that no state can refuse. */
  async note(session: LiveSession, plan: Plan): Promise<Recorded> {
    const result = await this.record(session, () => ok(plan));
    if (!result.ok) throw new Error(`a fact was refused: ${result.error.reason}`);
    return result.value;
  }

  #apply(session: LiveSession, planner: Planner, tx: Tx) {
    const planned = planner(session, tx);
    if (!planned.ok) return err(planned.error);
    const plan = planned.value;
    plan.also?.(tx);

    const at = notBefore(this.#now(), Date.parse(session.facts.lastActivityAt));
    const runId = plan.runId ?? currentRun(session.state);
    const stamp = { runId, at: new Date(at).toISOString() };
    const folding: Folding = {
      state: session.state,
      facts: session.facts,
      bodies: [],
      inputs: [...(plan.inputs ?? [])],
      effects: [],
      followUp: false,
    };
    fold(folding, plan.events, stamp);
    this.#settle(session, folding, stamp, tx);

    const runKey = plan.runKey ?? (runId === null ? null : (tx.runKey(runId) ?? null));
    const events = tx.appendEvents(session.key, runKey, folding.bodies, at);
    noteRequests(tx, session.key, folding.bodies, at);
    if (runKey !== null) {
      for (const line of folding.inputs) tx.appendInput(runKey, line);
      const outcome = outcomeIn(folding.bodies);
      if (outcome !== null) tx.updateRun(runKey, { outcome });
    }
    const { state, facts, effects } = folding;
    tx.saveSession(session.key, { facts, state });
    const { followUp } = folding;
    const recorded: Recorded = { events, effects, followUp, input: folding.inputs.length > 0 };
    return ok({ state, facts, lastSeq: session.lastSeq + events.length, recorded });
  }

  /** Gives the agent its next follow-up when it is idle, and adds what follows by itself. */
  #settle(session: LiveSession, folding: Folding, stamp: Stamp, tx: Tx): void {
    // While the agent is at work nothing follows from what waits: no need to look, line by line.
    const queue = isAtWork(folding.state) ? [] : tx.queue(session.key);
    for (;;) {
      const next = mayPrompt(folding.state) ? queue.shift() : undefined;
      if (next !== undefined) {
        tx.removeQueued(session.key, next.id);
        folding.followUp = true;
        folding.inputs.push(this.#adapterOf(session).encodePrompt(next.text));
        fold(folding, [{ type: 'prompt', payload: { text: next.text } }], stamp);
      }
      const follows = derive(folding.state, queue.length);
      if (follows.length === 0 && next === undefined) return;
      fold(folding, follows, stamp);
    }
  }
}

function outcomeIn(bodies: readonly EventBody[]): Terminal | null {
  for (const body of bodies) {
    if (body.type === 'status' && isTerminal(body.payload.to)) return body.payload.to;
  }
  return null;
}

interface Stamp {
  readonly runId: RunId | null;
  readonly at: string;
}

function isAtWork(state: SessionState): boolean {
  return state.phase === 'active' && state.working;
}

/** Whether the agent is idle, sound and listening. */
function mayPrompt(state: SessionState): boolean {
  return (
    state.phase === 'active' &&
    !state.working &&
    !state.draining &&
    state.inputEnded !== true &&
    !state.interrupting &&
    state.exit === null &&
    state.lastTurn?.outcome === 'success'
  );
}

function fold(folding: Folding, bodies: readonly EventBody[], stamp: Stamp): void {
  for (const said of bodies) {
    const body = turnCost(said, folding.facts.totalCostUsd);
    const before = folding.state;
    folding.state = evolve(before, { ...body, runId: stamp.runId });
    folding.facts = projectRow(folding.facts, { ...body, ...stamp });
    folding.effects.push(...react(before, folding.state, body));
    folding.bodies.push(body);
  }
}
