/** Prompts that are written while a session is at work: they wait in its queue. */
import { err, ok } from '../../core/result.ts';
import { isLive } from '../../core/session.ts';
import { EngineError } from '../engine-error.ts';
import type { Store, Tx } from '../store/store.ts';
import type { LiveSession } from './live-session.ts';
import { mustBePresent } from './presence.ts';
import { planRun, startRun, type StartDesk } from './start-run.ts';
import { steer } from './talk.ts';

/** What follow-ups need of the engine. */
export interface FollowUpDesk extends StartDesk {
  readonly store: Store;
}

/** How a follow-up is sent. */
export interface Sending {
  /** Given to the agent in the middle of its turn. */
  readonly now?: boolean | undefined;
  /** Its own id; one that is known already is not stored again. */
  readonly promptId?: string | undefined;
}

/** Queues a prompt while the session is at work; after its end it starts a new run. */
export async function sendFollowUp(
  desk: FollowUpDesk,
  session: LiveSession,
  prompt: string,
  { now: steers, promptId }: Sending,
): Promise<void> {
  const { recorder, now, store } = desk;
  if (promptId !== undefined && store.wasSent(promptId)) return;
  const sent = (tx: Tx): void => {
    if (promptId !== undefined) tx.markSent(session.key, promptId);
  };
  if (steers === true && (await steer(desk, session, prompt, sent))) return;
  const queued = await recorder.record(session, ({ state }) => {
    mustBePresent(session);
    if (!isLive(state)) return err({ reason: 'not-active', phase: state.phase });
    return ok({
      events: [],
      also: (tx) => {
        tx.enqueue(session.key, prompt, now());
        sent(tx);
      },
    });
  });
  if (!queued.ok) await startRun(desk, session, prompt, sent);
}

/** Begins a run for what was queued while the agent was leaving, too late to be given to it. */
export async function takeUpQueue(desk: FollowUpDesk, session: LiveSession): Promise<void> {
  const { recorder, store } = desk;
  if (!mayTakeUp(session) || store.queue(session.key).length === 0) return;
  await recorder.record(session, (_, tx) => {
    const next = mayTakeUp(session) ? tx.queue(session.key)[0] : undefined;
    if (next === undefined) return ok({ events: [] });
    return planRun(desk, session, next.text, () => {
      tx.removeQueued(session.key, next.id);
    });
  });
}

/** Whether it has done all it was told, and nothing of it is left: what still waits came too late. */
function mayTakeUp({ state, deletedAt }: LiveSession): boolean {
  return (
    deletedAt === null && state.phase === 'ended' && state.status === 'Completed' && !state.leaving
  );
}

/**
 * Changes a follow-up that still waits, or takes it out (null).
 *
 * @throws {EngineError} `rejected` when the agent has been given it meanwhile.
 */
export async function changeQueued(
  { store, recorder }: FollowUpDesk,
  session: LiveSession,
  queuedId: number,
  prompt: string | null,
): Promise<void> {
  const isThere = await session.exclusive(() =>
    store.transact((tx) =>
      prompt === null
        ? tx.removeQueued(session.key, queuedId)
        : tx.editQueued(session.key, queuedId, prompt),
    ),
  );
  if (!isThere) {
    throw new EngineError('rejected', 'That follow-up has been given to the agent already.');
  }
  // An emptied queue may be all that kept the session from its end.
  await recorder.note(session, { events: [] });
}
