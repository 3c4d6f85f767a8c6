/** Answering what an agent asks, once. */
import type { Params } from '../contract/requests.ts';
import type { SessionView } from '../contract/rows.ts';
import { askOnce, look, type Line } from './ask-once.ts';

type Replying = 'sessions.approve' | 'sessions.deny' | 'sessions.answer';

/** How a request was answered: yes and no to leave, or what was said to a question. */
export interface Said {
  readonly behavior?: 'allow' | 'deny' | 'withdrawn';
  readonly answers?: object;
}

/**
 * Replies to what a session's agent asks. Where the engine leaves before it has said so, the log tells how
 * the request was answered: `isOurs` where it is the reply that was asked for.
 */
export async function replyOnce<M extends Replying>(
  line: Line,
  method: M,
  asked: Params<M>,
  isOurs: (said: Said) => boolean,
): Promise<{ readonly row: SessionView }> {
  const { id } = asked;
  // What is meant is settled before it is answered: the next engine may know of another one.
  const requestId = asked.requestId ?? (await onlyOne(line, id));
  return await askOnce(line, method, { ...asked, requestId }, async () => {
    const said = requestId === null ? null : await saidTo(line, id, requestId);
    return said !== null && isOurs(said) ? await look(line, 'sessions.show', { id }) : null;
  });
}

/** The one thing that is open; null where there is none, or more: the engine says so. */
async function onlyOne(line: Line, id: string): Promise<string | null> {
  const { open } = await look(line, 'sessions.show', { id });
  return open.length === 1 ? (open[0]?.requestId ?? null) : null;
}

/** The last that was said about a request; null where that is long ago. */
async function saidTo(line: Line, id: string, requestId: string): Promise<Said | null> {
  const { events } = await look(line, 'events.page', { id, limit: 1000, cut: 1000 });
  const said = events.findLast(
    ({ payload }) => 'requestId' in payload && payload.requestId === requestId,
  );
  return said === undefined ? null : (said.payload as Said);
}
