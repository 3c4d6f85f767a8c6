/** Whether what is stored is what the agents say they wrote. */
import type { EventBody, NoticeKind, SessionEvent } from '../../src/contract/events.ts';
import { decode } from '../../src/engine/agents/claude/decode.ts';

/** Notices the engine makes itself; every other comes from an agent's line. */
const ours: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'run-started',
  'run-spawned',
  'run-exited',
  'interrupt-requested',
  'interrupt-failed',
  'conversation-exists',
  'conversation-missing',
  'prompt-taken',
  'restored',
  'stderr',
  'worktree',
]);

/** The stored events that came out of an agent, in order, as it said them. */
export function saidByAgent(events: readonly SessionEvent[]): EventBody[] {
  return events.flatMap((event): EventBody[] => {
    if (event.type === 'prompt' || event.type === 'status') return [];
    if (event.type === 'notice' && ours.has(event.payload.kind)) return [];
    if (event.type === 'approval_resolved' && event.payload.by !== 'agent') return [];
    if (event.type === 'question_answered' && event.payload.by !== 'agent') return [];
    return [withoutCost({ type: event.type, payload: event.payload } as EventBody)];
  });
}

/** What these lines of output should have become. */
export function decoded(lines: readonly string[]): EventBody[] {
  return lines.flatMap((line) =>
    decode(line).flatMap((signal) => (signal.kind === 'event' ? [withoutCost(signal.event)] : [])),
  );
}

/** A turn's cost is worked out by the engine, from the totals that are compared. */
function withoutCost(body: EventBody): EventBody {
  if (body.type !== 'usage') return body;
  return { ...body, payload: { ...body.payload, costUsd: null } };
}
