/** A new run of a session: decided, stored and asked for in one commit. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { RunId, SessionId } from '../../contract/ids.ts';
import { ok, type Result } from '../../core/result.ts';
import { decide, runsOf, type Rejection } from '../../core/session.ts';
import type { Adapter } from '../agents/adapter.ts';
import type { Tx } from '../store/store.ts';
import type { LiveSession } from './live-session.ts';
import { mustBePresent } from './presence.ts';
import type { Plan, Recorder } from './recorder.ts';
import { rejected } from './rejections.ts';

/** What starting a run needs of the engine. */
export interface StartDesk {
  readonly now: () => number;
  readonly recorder: Recorder;
  readonly adapterOf: (session: LiveSession) => Adapter;
  /** Where a session keeps its runs; absolute. */
  readonly folderOf: (id: SessionId) => string;
}

/**
 * Starts a run with its first prompt.
 *
 * @param before what belongs to the same commit and comes first.
 * @throws {EngineError} `rejected` while another run is in hand, or from the trash.
 */
export async function startRun(
  desk: StartDesk,
  session: LiveSession,
  prompt: string,
  before: (tx: Tx) => void = () => undefined,
): Promise<void> {
  const result = await desk.recorder.record(session, () => {
    mustBePresent(session);
    return planRun(desk, session, prompt, before);
  });
  if (!result.ok) throw rejected(session, 'start', result.error);
}

/** The same as a plan, for who has the session to themselves already. */
export function planRun(
  { now, adapterOf, folderOf }: StartDesk,
  session: LiveSession,
  prompt: string,
  before: (tx: Tx) => void,
): Result<Plan, Rejection> {
  const { state } = session;
  const decided = decide(state, { type: 'start', prompt });
  if (!decided.ok) return decided;
  const runId = randomUUID() as RunId;
  const dir = join(folderOf(session.id), runId);
  return ok({
    events: decided.value,
    inputs: [adapterOf(session).encodePrompt(prompt)],
    runId,
    also: (tx) => {
      before(tx);
      const number = runsOf(state) + 1;
      tx.insertRun({ id: runId, sessionKey: session.key, number, dir, startedAt: now() });
    },
  });
}
