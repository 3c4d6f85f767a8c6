/** Deleting a session, which is a move to the trash, and bringing it back. */
import type { EventBody } from '../../contract/events.ts';
import { isLive } from '../../core/session.ts';
import { EngineError } from '../engine-error.ts';
import { failpoint } from '../failpoint.ts';
import type { LiveSession } from './live-session.ts';
import { mustBePresent, mustBeTrashed } from './presence.ts';
import type { Supervisor } from './supervisor.ts';
import { interrupt, type Desk } from './talk.ts';
import type { Trash } from './trash.ts';

/** What deleting needs of the engine. */
export interface DeletionDesk extends Desk {
  readonly now: () => number;
  readonly supervisor: Supervisor;
  readonly trash: Trash;
}

/** How long a delete waits for its session to end, in ms: an interrupt takes at most 10 s. */
const endMs = 12_000;

/** How often a session that is resumed meanwhile is ended once more, to be deleted. */
const endTries = 3;

/**
 * Moves a session to the trash, its worktree with everything in it; a running one is interrupted first.
 *
 * @throws {EngineError} `rejected` when its agent could not be ended: nothing was moved then.
 */
export async function removeSession(desk: DeletionDesk, session: LiveSession): Promise<void> {
  for (let left = endTries; ; left -= 1) {
    await endSession(desk, session);
    if (await session.exclusive(() => discard(desk, session))) return;
    // It was resumed between its end and the move.
    if (left === 0) throw stillAtWork(session);
  }
}

/** Brings a session back from the trash as it was; what could not come back is said in its timeline. */
export async function restoreSession(
  { store, recorder, trash }: DeletionDesk,
  session: LiveSession,
): Promise<void> {
  const lost = await session.exclusive(async () => {
    mustBeTrashed(session);
    const changed = await trash.bringBack(session);
    failpoint('restore-unmarked');
    await store.transact((tx) => {
      tx.setDeleted(session.key, null);
    });
    session.deletedAt = null;
    return changed;
  });
  const notice = (text: string): EventBody => ({
    type: 'notice',
    payload: { kind: 'worktree', text },
  });
  await recorder.note(session, { events: lost === null ? [] : [notice(lost)] });
}

/** Interrupts a session that is at work and waits until no process of it is left. */
async function endSession(desk: DeletionDesk, session: LiveSession): Promise<void> {
  const { state, facts } = session;
  if (isLive(state) && !facts.interrupting) await interrupt(desk, session).catch(unlessOver);
  const ended = await session.until(({ phase }) => phase === 'ended' || phase === 'lost', endMs);
  if (!ended && session.state.phase !== 'new') throw stillAtWork(session);
  await desk.supervisor.gone(session);
}

/** Marks and moves a session that has come to rest; false where it has not. */
async function discard(
  { store, now, trash }: DeletionDesk,
  session: LiveSession,
): Promise<boolean> {
  mustBePresent(session);
  const { state } = session;
  const rests = state.phase === 'ended' ? !state.leaving : state.phase === 'lost';
  if (!rests) return false;
  const at = now();
  await store.transact((tx) => {
    tx.setDeleted(session.key, at);
  });
  session.deletedAt = new Date(at).toISOString();
  failpoint('delete-marked');
  await trash.discard(session);
  return true;
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
