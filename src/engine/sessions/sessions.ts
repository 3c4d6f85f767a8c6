import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { EventBody } from '../../contract/events.ts';
import type { RequestId, RunId, SessionId } from '../../contract/ids.ts';
import type { NewSession } from '../../contract/requests.ts';
import type { SessionView } from '../../contract/rows.ts';
import { notBefore } from '../../core/age.ts';
import { nameFromPrompt } from '../../core/names.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { newFacts } from '../../core/row.ts';
import { decide, initialState, type Rejection, type SessionCommand } from '../../core/session.ts';
import type { Adapter } from '../agents/adapter.ts';
import { EngineError } from '../engine-error.ts';
import { failpoint } from '../failpoint.ts';
import { resolveRepository } from '../git/repository.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Change } from './changes.ts';
import { findBase } from './find-base.ts';
import { writeEnvironment } from './launch.ts';
import { LiveSession } from './live-session.ts';
import type { Plan, Recorder } from './recorder.ts';
import { unknownSession } from './queries.ts';
import { rejected } from './rejections.ts';
import type { Supervisor } from './supervisor.ts';
import { change, replyTo, steer } from './talk.ts';
import type { Trash } from './trash.ts';

export interface SessionsOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly recorder: Recorder;
  readonly adapterOf: (session: LiveSession) => Adapter;
  /** Where sessions keep their runs; absolute. */
  readonly folder: string;
  readonly supervisor: Supervisor;
  readonly trash: Trash;
  readonly publish: (session: LiveSession) => void;
}

/** How a follow-up is sent. */
export interface Sending {
  /** Given to the agent in the middle of its turn. */
  readonly now?: boolean | undefined;
  /** Its own id; one that is known already is not stored again. */
  readonly promptId?: string | undefined;
}

/** How long a delete waits for its session to end, in ms: an interrupt takes at most 10 s. */
const endMs = 12_000;

/** How often a session that is resumed meanwhile is ended once more, to be deleted. */
const endTries = 3;

/** Every session there is, and what may be asked of one. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #byId = new Map<SessionId, LiveSession>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { store } = options;
    for (const deleted of [false, true]) {
      for (const record of store.sessions({ deleted })) {
        this.#byId.set(record.id, new LiveSession(record));
      }
    }
  }

  /** @throws {EngineError} `unknown-session`. */
  get(id: SessionId): LiveSession {
    const session = this.#byId.get(id);
    if (session === undefined) throw unknownSession(id);
    return session;
  }

  all(): Iterable<LiveSession> {
    return this.#byId.values();
  }

  /** Takes in a session that was stored some other way. */
  add(session: LiveSession): void {
    this.#byId.set(session.id, session);
  }

  folderOf(id: SessionId): string {
    return join(this.#options.folder, id);
  }

  /**
   * Accepts a new session: checked, stored, and its first run queued. What can go wrong afterwards
   * (no agent, no worktree) is the session's own failure.
   *
   * @throws {GitError} `repo` is no repository or `base` no commit; nothing was stored then.
   */
  async create(asked: NewSession): Promise<LiveSession> {
    const { now } = this.#options;
    const repository = await resolveRepository(asked.repo);
    const id = this.#free(asked.id ?? (randomUUID() as SessionId));
    const base = await findBase(repository, id, asked);
    // A list by age shows the newest first, whatever the clock was set to meanwhile.
    const createdAt = notBefore(now(), this.#newest() + 1);
    const { env, id: _, ...options } = asked;
    const facts = newFacts({
      id,
      name: asked.name ?? nameFromPrompt(asked.prompt),
      repo: repository.root,
      worktree: join(repository.root, '.lulu', 'worktrees', id),
      base: { ref: base.ref, commit: base.commit },
      agent: asked.agent,
      permissionMode: asked.permissionMode,
      model: asked.model,
      createdAt: new Date(createdAt).toISOString(),
    });
    await writeEnvironment(this.folderOf(id), env);
    // The prompt is an event; keeping it twice would only make rows heavier.
    const kept = { ...options, repo: repository.root, prompt: '' };
    const insert = { id, createdAt, facts, state: initialState, options: kept };
    const session = new LiveSession({
      ...insert,
      key: 0,
      createdAt: facts.createdAt,
      deletedAt: null,
      lastSeq: 0,
    });
    session.repository = repository;
    // Row, run, prompt and input are one commit: there is no half of a session.
    await this.#start(session, asked.prompt, (tx) => {
      tx.touchRepository(repository.root, createdAt);
      session.key = tx.insertSession(insert);
    });
    this.#byId.set(id, session);
    return session;
  }

  #free(id: SessionId): SessionId {
    if (!this.#byId.has(id)) return id;
    throw new EngineError('rejected', `There is a session ${id} already.`, { field: 'id' });
  }

  /** A new run of a session that has ended. */
  async resume(id: SessionId, prompt: string): Promise<LiveSession> {
    const session = this.#present(id);
    await this.#start(session, prompt);
    return session;
  }

  /** A follow-up: queued while the session is at work, a new run after its end. */
  async send(
    id: SessionId,
    prompt: string,
    { now: steers, promptId }: Sending = {},
  ): Promise<LiveSession> {
    const session = this.#present(id);
    const { recorder, now, store } = this.#options;
    if (promptId !== undefined && store.wasSent(promptId)) return session;
    const sent = (tx: Tx): void => {
      if (promptId !== undefined) tx.markSent(session.key, promptId);
    };
    if (steers === true && (await steer(this.#options, session, prompt, sent))) return session;
    const queued = await recorder.record(session, ({ state }) => {
      mustBePresent(session);
      if (state.phase !== 'active' && state.phase !== 'starting') {
        return err({ reason: 'not-active', phase: state.phase });
      }
      const plan: Plan = {
        events: [],
        also: (tx) => {
          tx.enqueue(session.key, prompt, now());
          sent(tx);
        },
      };
      return ok(plan);
    });
    if (!queued.ok) await this.#start(session, prompt, sent);
    return session;
  }

  /** Begins a run for what was queued while the agent was leaving, too late to be given to it. */
  async takeUpQueue(session: LiveSession): Promise<void> {
    const { recorder, store } = this.#options;
    if (!mayTakeUp(session) || store.queue(session.key).length === 0) return;
    await recorder.record(session, (_, tx) => {
      const next = mayTakeUp(session) ? tx.queue(session.key)[0] : undefined;
      if (next === undefined) return ok({ events: [] });
      return this.#planStart(session, next.text, () => {
        tx.removeQueued(session.key, next.id);
      });
    });
  }

  /**
   * Changes a follow-up that still waits, or takes it out (null).
   *
   * @throws {EngineError} `rejected` when the agent has been given it meanwhile.
   */
  async changeQueued(id: SessionId, queuedId: number, prompt: string | null): Promise<LiveSession> {
    const session = this.#present(id);
    const isThere = await session.exclusive(() =>
      this.#options.store.transact((tx) =>
        prompt === null
          ? tx.removeQueued(session.key, queuedId)
          : tx.editQueued(session.key, queuedId, prompt),
      ),
    );
    if (!isThere) {
      throw new EngineError('rejected', 'That follow-up has been given to the agent already.');
    }
    // An emptied queue may be all that kept the session from its end.
    await this.#options.recorder.note(session, { events: [] });
    return session;
  }

  async interrupt(id: SessionId): Promise<LiveSession> {
    const session = this.#present(id);
    const adapter = this.#options.adapterOf(session);
    await this.#command(session, { type: 'interrupt' }, () =>
      session.state.phase === 'active' ? [adapter.encodeInterrupt(randomUUID())] : [],
    );
    return session;
  }

  /** Replies to what the agent asked; see `replyTo`. */
  async reply(
    id: SessionId,
    requestId: RequestId | null,
    make: Parameters<typeof replyTo>[3],
    also: (tx: Tx) => void = () => undefined,
  ): Promise<LiveSession> {
    const session = this.#present(id);
    await replyTo(this.#options, session, requestId, make, also);
    return session;
  }

  /** Changes mode or model, of the run that is under way or of the next. */
  async configure(id: SessionId, changes: readonly Change[]): Promise<LiveSession> {
    const session = this.#present(id);
    await change(this.#options, session, changes);
    return session;
  }

  async rename(id: SessionId, name: string): Promise<LiveSession> {
    const session = this.#present(id);
    await session.exclusive(async () => {
      const facts = { ...session.facts, name };
      await this.#options.store.transact((tx) => {
        tx.saveSession(session.key, { facts, state: session.state });
      });
      session.facts = facts;
    });
    this.#options.publish(session);
    return session;
  }

  /** Rows of the list, newest first: by creation, then by insertion. */
  list(): SessionView[] {
    return [...this.#byId.values()]
      .filter((session) => session.deletedAt === null)
      .sort(
        (a, b) => Date.parse(b.facts.createdAt) - Date.parse(a.facts.createdAt) || b.key - a.key,
      )
      .map((session) => session.view());
  }

  /**
   * Moves a session to the trash, its worktree with everything in it; a running one is interrupted
   * first.
   *
   * @throws {EngineError} `rejected` when its agent could not be ended: nothing was moved then.
   */
  async remove(id: SessionId): Promise<LiveSession> {
    const session = this.#present(id);
    for (let left = endTries; ; left -= 1) {
      await this.#end(session);
      if (await session.exclusive(() => this.#discard(session))) break;
      // It was resumed between its end and the move.
      if (left === 0) throw stillAtWork(session);
    }
    this.#options.publish(session);
    return session;
  }

  /** @throws {EngineError} `unknown-session`, or `rejected` when it is not in the trash. */
  trashed(id: SessionId): LiveSession {
    const session = this.get(id);
    if (session.deletedAt !== null) return session;
    throw new EngineError('rejected', `"${session.facts.name}" is not in the trash.`);
  }

  /** When the newest session was made, in ms; 0 where there is none. */
  #newest(): number {
    let newest = 0;
    for (const { facts } of this.all()) newest = Math.max(newest, Date.parse(facts.createdAt));
    return newest;
  }

  /** Lets go of a session that is kept no more. */
  forget(session: LiveSession): void {
    this.#byId.delete(session.id);
  }

  /** Brings a session back from the trash as it was. */
  async restore(id: SessionId): Promise<LiveSession> {
    const session = this.trashed(id);
    const lost = await session.exclusive(async () => {
      this.trashed(id);
      const changed = await this.#options.trash.bringBack(session);
      failpoint('restore-unmarked');
      await this.#options.store.transact((tx) => {
        tx.setDeleted(session.key, null);
      });
      session.deletedAt = null;
      return changed;
    });
    const notice = (text: string): EventBody => ({
      type: 'notice',
      payload: { kind: 'worktree', text },
    });
    await this.#options.recorder.note(session, { events: lost === null ? [] : [notice(lost)] });
    return session;
  }

  /** Interrupts a session that is at work and waits until no process of it is left. */
  async #end(session: LiveSession): Promise<void> {
    const live = () => session.state.phase === 'active' || session.state.phase === 'starting';
    if (live() && !session.facts.interrupting) await this.interrupt(session.id).catch(unlessOver);
    const ended = await session.until(({ phase }) => phase === 'ended' || phase === 'lost', endMs);
    if (!ended && session.state.phase !== 'new') throw stillAtWork(session);
    await this.#options.supervisor.gone(session);
  }

  /** Marks and moves a session that has come to rest; false where it has not. */
  async #discard(session: LiveSession): Promise<boolean> {
    mustBePresent(session);
    const { state } = session;
    const rests = state.phase === 'ended' ? !state.leaving : state.phase === 'lost';
    if (!rests) return false;
    const at = this.#options.now();
    await this.#options.store.transact((tx) => {
      tx.setDeleted(session.key, at);
    });
    session.deletedAt = new Date(at).toISOString();
    failpoint('delete-marked');
    await this.#options.trash.discard(session);
    return true;
  }

  /** @throws {EngineError} the session is in the trash. */
  #present(id: SessionId): LiveSession {
    const session = this.get(id);
    mustBePresent(session);
    return session;
  }

  async #start(
    session: LiveSession,
    prompt: string,
    before: (tx: Tx) => void = () => undefined,
  ): Promise<void> {
    const result = await this.#options.recorder.record(session, () => {
      mustBePresent(session);
      return this.#planStart(session, prompt, before);
    });
    if (!result.ok) throw rejected(session, 'start', result.error);
  }

  /** A new run with its first prompt, where one may begin. */
  #planStart(
    session: LiveSession,
    prompt: string,
    before: (tx: Tx) => void,
  ): Result<Plan, Rejection> {
    const { now } = this.#options;
    const { state } = session;
    const decided = decide(state, { type: 'start', prompt });
    if (!decided.ok) return decided;
    const runId = randomUUID() as RunId;
    const dir = join(this.folderOf(session.id), runId);
    return ok({
      events: decided.value,
      inputs: [this.#options.adapterOf(session).encodePrompt(prompt)],
      runId,
      also: (tx) => {
        before(tx);
        const number = 'runs' in state ? state.runs + 1 : 1;
        tx.insertRun({ id: runId, sessionKey: session.key, number, dir, startedAt: now() });
      },
    });
  }

  async #command(
    session: LiveSession,
    command: SessionCommand,
    inputs: () => readonly string[],
  ): Promise<void> {
    const result = await this.#options.recorder.record(session, ({ state }) => {
      // Asked again when it has the session to itself: it may have been deleted meanwhile.
      mustBePresent(session);
      const decided = decide(state, command);
      return decided.ok ? ok({ events: decided.value, inputs: inputs() }) : decided;
    });
    if (!result.ok) throw rejected(session, command.type, result.error);
  }
}

/** @throws {EngineError} the session is in the trash. */
function mustBePresent({ id, facts, deletedAt }: LiveSession): void {
  if (deletedAt === null) return;
  throw new EngineError(
    'rejected',
    `"${facts.name}" is in the trash. Restore it first: \`lulu restore ${id}\`.`,
  );
}

function stillAtWork({ facts }: LiveSession): EngineError {
  return new EngineError(
    'rejected',
    `"${facts.name}" could not be ended, so it was not moved to the trash. Interrupt it, then delete it.`,
  );
}

/** There is nothing to interrupt in a session that ended a moment earlier. */
function unlessOver(error: unknown): void {
  if (!(error instanceof EngineError) || error.kind !== 'rejected') throw error;
}

/** Whether it has done all it was told, and nothing of it is left: what still waits came too late. */
function mayTakeUp({ state, deletedAt }: LiveSession): boolean {
  return (
    deletedAt === null && state.phase === 'ended' && state.status === 'Completed' && !state.leaving
  );
}
