import { randomUUID } from 'node:crypto';
import type { RequestId } from '../../contract/ids.ts';
import { err, ok } from '../../core/result.ts';
import { decide } from '../../core/session.ts';
import type { Adapter } from '../agents/adapter.ts';
import { EngineError } from '../engine-error.ts';
import type { OpenRequestRecord } from '../store/open-requests.ts';
import type { Store, Tx } from '../store/store.ts';
import { changed, changeId, encodeChange, type Change } from './changes.ts';
import type { LiveSession } from './live-session.ts';
import { mustBePresent } from './presence.ts';
import type { Recorder } from './recorder.ts';
import { rejected } from './rejections.ts';
import type { AgentReply } from './replies.ts';

/** What talking to a running agent needs of the engine. */
export interface Desk {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly adapterOf: (session: LiveSession) => Adapter;
}

/**
 * Replies to what the agent asked; `requestId` null: the one thing that is open.
 *
 * @param make what the reply is, for the request and the session's agent.
 * @param also what belongs to the same commit.
 * @throws {EngineError} `nothing-to-answer`, `ambiguous`, or what `make` throws.
 */
export async function replyTo(
  { store, recorder, adapterOf }: Desk,
  session: LiveSession,
  requestId: RequestId | null,
  make: (adapter: Adapter, request: OpenRequestRecord) => AgentReply,
  also: (tx: Tx) => void,
): Promise<void> {
  const request = openRequest(store, session, requestId);
  const { answer, line } = make(adapterOf(session), request);
  const result = await recorder.record(session, ({ state }) => {
    const decided = decide(state, { type: 'answer', answer });
    return decided.ok ? ok({ events: decided.value, inputs: [line], also }) : decided;
  });
  if (!result.ok) throw rejected(session, 'answer', result.error);
}

/**
 * Gives the agent a prompt in the middle of its turn.
 *
 * @param also what belongs to the same commit.
 * @returns false where it is not at work.
 */
export async function steer(
  { recorder, adapterOf }: Desk,
  session: LiveSession,
  prompt: string,
  also: (tx: Tx) => void,
): Promise<boolean> {
  const promptId = randomUUID();
  const line = adapterOf(session).encodePrompt(prompt, promptId);
  const result = await recorder.record(session, ({ state }) => {
    const decided = decide(state, { type: 'steer', prompt, promptId });
    return decided.ok ? ok({ events: decided.value, inputs: [line], also }) : decided;
  });
  if (result.ok) return true;
  if (result.error.reason === 'not-active') return false;
  throw rejected(session, 'steer', result.error);
}

/** Asks for the end of the run in hand: of the agent in its own words, and of its processes. */
export async function interrupt(
  { recorder, adapterOf }: Desk,
  session: LiveSession,
): Promise<void> {
  const adapter = adapterOf(session);
  const result = await recorder.record(session, ({ state }) => {
    // Asked again when it has the session to itself: it may have been deleted meanwhile.
    mustBePresent(session);
    const decided = decide(state, { type: 'interrupt' });
    if (!decided.ok) return decided;
    const inputs = state.phase === 'active' ? [adapter.encodeInterrupt(randomUUID())] : [];
    return ok({ events: decided.value, inputs });
  });
  if (!result.ok) throw rejected(session, 'interrupt', result.error);
}

/** How long a change waits for the agent to confirm it, in ms: a running one answers at once. */
const confirmMs = 5000;

/**
 * Changes mode or model: of the run where there is one, else of the next. What the agent has not
 * confirmed in time shows when it has.
 *
 * @throws {EngineError} `rejected` when it refuses.
 */
export async function change(
  desk: Desk,
  session: LiveSession,
  changes: readonly Change[],
): Promise<void> {
  for (const asked of changes) {
    const refusal = await changeOne(desk, session, asked);
    if (refusal !== null) {
      const text = `"${session.facts.name}" did not change to ${asked.value}: ${refusal}`;
      throw new EngineError('rejected', text);
    }
  }
}

async function changeOne(
  { recorder, adapterOf }: Desk,
  session: LiveSession,
  asked: Change,
): Promise<string | null> {
  const requestId = changeId(asked);
  const line = encodeChange(adapterOf(session), requestId, asked);
  const reply = session.replyTo(requestId, confirmMs);
  const sent = await recorder.record(session, ({ state }) => {
    const live = state.phase === 'active' && state.exit === null && !state.interrupting;
    if (live) return ok({ events: [], inputs: [line] });
    return err({ reason: 'not-active', phase: state.phase });
  });
  if (sent.ok) return await reply.refusal;
  reply.forget();
  await recorder.note(session, { events: [changed(asked, ', from the next run on')] });
  return null;
}

function openRequest(
  store: Store,
  session: LiveSession,
  requestId: RequestId | null,
): OpenRequestRecord {
  const open = store.openRequests(session.key);
  const { name } = session.facts;
  if (requestId !== null) {
    const found = open.find((request) => request.requestId === requestId);
    if (found !== undefined) return found;
    const text = `"${name}" has no open request ${requestId}: it was answered or withdrawn. \`lulu show ${session.id}\` lists what is open.`;
    throw new EngineError('nothing-to-answer', text, { field: 'requestId' });
  }
  const [first, ...others] = open;
  if (first === undefined) {
    throw new EngineError('nothing-to-answer', `"${name}" is not waiting for an answer.`);
  }
  if (others.length === 0) return first;
  const ids = open.map((request) => request.requestId).join(', ');
  throw new EngineError('ambiguous', `"${name}" asks more than one thing. Name one of: ${ids}`, {
    field: 'requestId',
  });
}
