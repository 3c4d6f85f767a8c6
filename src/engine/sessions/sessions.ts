import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { RequestId, SessionId } from '../../contract/ids.ts';
import type { NewSession } from '../../contract/requests.ts';
import type { SessionView } from '../../contract/rows.ts';
import { notBefore } from '../../core/age.ts';
import type { Adapter } from '../agents/adapter.ts';
import { EngineError } from '../engine-error.ts';
import { resolveRepository } from '../git/repository.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Change } from './changes.ts';
import { createSession } from './create-session.ts';
import { removeSession, restoreSession, type DeletionDesk } from './deletion.ts';
import { findBase } from './find-base.ts';
import {
  changeQueued,
  sendFollowUp,
  takeUpQueue,
  type FollowUpDesk,
  type Sending,
} from './follow-ups.ts';
import { LiveSession } from './live-session.ts';
import { mustBePresent, mustBeTrashed } from './presence.ts';
import type { Recorder } from './recorder.ts';
import { unknownSession } from './queries.ts';
import { startRun } from './start-run.ts';
import type { Supervisor } from './supervisor.ts';
import { change, interrupt, replyTo } from './talk.ts';
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

/** Every session there is, and what may be asked of one. */
export class Sessions {
  readonly #desk: SessionsOptions & FollowUpDesk & DeletionDesk;
  readonly #byId = new Map<SessionId, LiveSession>();

  constructor(options: SessionsOptions) {
    this.#desk = { ...options, folderOf: (id) => this.folderOf(id) };
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

  /** @throws {EngineError} `unknown-session`, or `rejected` when it is not in the trash. */
  trashed(id: SessionId): LiveSession {
    const session = this.get(id);
    mustBeTrashed(session);
    return session;
  }

  all(): Iterable<LiveSession> {
    return this.#byId.values();
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

  /** Takes in a session that was stored some other way. */
  add(session: LiveSession): void {
    this.#byId.set(session.id, session);
  }

  /** Lets go of a session that is kept no more. */
  forget(session: LiveSession): void {
    this.#byId.delete(session.id);
  }

  folderOf(id: SessionId): string {
    return join(this.#desk.folder, id);
  }

  /**
   * Accepts a new session: checked, stored, and its first run queued. What can go wrong afterwards
   * (no agent, no worktree) is the session's own failure.
   *
   * @throws {GitError} `repo` is no repository or `base` no commit; nothing was stored then.
   */
  async create(asked: NewSession): Promise<LiveSession> {
    const repository = await resolveRepository(asked.repo);
    const id = this.#free(asked.id ?? (randomUUID() as SessionId));
    const base = await findBase(repository, id, asked);
    // A list by age shows the newest first, whatever the clock was set to meanwhile.
    const createdAt = notBefore(this.#desk.now(), this.#newest() + 1);
    const session = await createSession(this.#desk, asked, { id, repository, base, createdAt });
    this.#byId.set(id, session);
    return session;
  }

  #free(id: SessionId): SessionId {
    if (!this.#byId.has(id)) return id;
    throw new EngineError('rejected', `There is a session ${id} already.`, { field: 'id' });
  }

  /** When the newest session was made, in ms; 0 where there is none. */
  #newest(): number {
    let newest = 0;
    for (const { facts } of this.all()) newest = Math.max(newest, Date.parse(facts.createdAt));
    return newest;
  }

  /** A new run of a session that has ended. */
  async resume(id: SessionId, prompt: string): Promise<LiveSession> {
    return await this.#with(id, (session) => startRun(this.#desk, session, prompt));
  }

  /** A follow-up: queued while the session is at work, a new run after its end. */
  async send(id: SessionId, prompt: string, how: Sending = {}): Promise<LiveSession> {
    return await this.#with(id, (session) => sendFollowUp(this.#desk, session, prompt, how));
  }

  /** Begins a run for what came too late to be given to the last one; see `takeUpQueue`. */
  async takeUpQueue(session: LiveSession): Promise<void> {
    await takeUpQueue(this.#desk, session);
  }

  /** Changes a follow-up that still waits, or takes it out (null); see `changeQueued`. */
  async changeQueued(id: SessionId, queuedId: number, prompt: string | null): Promise<LiveSession> {
    return await this.#with(id, (session) => changeQueued(this.#desk, session, queuedId, prompt));
  }

  async interrupt(id: SessionId): Promise<LiveSession> {
    return await this.#with(id, (session) => interrupt(this.#desk, session));
  }

  /** Replies to what the agent asked; see `replyTo`. */
  async reply(
    id: SessionId,
    requestId: RequestId | null,
    make: Parameters<typeof replyTo>[3],
    also: (tx: Tx) => void = () => undefined,
  ): Promise<LiveSession> {
    return await this.#with(id, (session) => replyTo(this.#desk, session, requestId, make, also));
  }

  /** Changes mode or model, of the run that is under way or of the next. */
  async configure(id: SessionId, changes: readonly Change[]): Promise<LiveSession> {
    return await this.#with(id, (session) => change(this.#desk, session, changes));
  }

  async rename(id: SessionId, name: string): Promise<LiveSession> {
    const session = await this.#with(id, (renamed) =>
      renamed.exclusive(async () => {
        const facts = { ...renamed.facts, name };
        await this.#desk.store.transact((tx) => {
          tx.saveSession(renamed.key, { facts, state: renamed.state });
        });
        renamed.facts = facts;
      }),
    );
    this.#desk.publish(session);
    return session;
  }

  /** Moves a session to the trash; see `removeSession`. */
  async remove(id: SessionId): Promise<LiveSession> {
    const session = await this.#with(id, (removed) => removeSession(this.#desk, removed));
    this.#desk.publish(session);
    return session;
  }

  /** Brings a session back from the trash; see `restoreSession`. */
  async restore(id: SessionId): Promise<LiveSession> {
    const session = this.trashed(id);
    await restoreSession(this.#desk, session);
    return session;
  }

  /** @throws {EngineError} `unknown-session`, `rejected` from the trash, or what `work` throws. */
  async #with(
    id: SessionId,
    work: (session: LiveSession) => Promise<unknown>,
  ): Promise<LiveSession> {
    const session = this.get(id);
    mustBePresent(session);
    await work(session);
    return session;
  }
}
