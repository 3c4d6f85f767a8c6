/** A conversation of the past as the log, the row and the state of a session. Pure. */
import type { EventBody } from '../../contract/events.ts';
import type { RunId } from '../../contract/ids.ts';
import { projectRow, type SessionFacts } from '../../core/row.ts';
import { derive, evolve, initialState, type SessionState } from '../../core/session.ts';
import type { ConversationHistory, PastEvent } from '../agents/archive.ts';

export interface Past {
  readonly events: readonly PastEvent[];
  readonly facts: SessionFacts;
  readonly state: SessionState;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * One run that is over: its history between a beginning and an end. Whoever had the last word decides
 * whether it is Completed or Interrupted.
 */
export function pastRun(facts: SessionFacts, runId: RunId, history: ConversationHistory): Past {
  const startedAt = history.events[0]?.at ?? Date.parse(facts.createdAt);
  const endedAt = history.events.at(-1)?.at ?? startedAt;
  const told: readonly PastEvent[] = [
    ...beginning(history).map((event) => ({ at: startedAt, event })),
    ...history.events,
    ...ending(history).map((event) => ({ at: endedAt, event })),
  ];
  const events: PastEvent[] = [];
  const past = { events, facts, state: initialState };
  const add = ({ at, event }: PastEvent): void => {
    past.events.push({ at, event });
    past.state = evolve(past.state, { ...event, runId });
    past.facts = projectRow(past.facts, { ...event, runId, at: new Date(at).toISOString() });
  };
  for (const one of told) {
    add(one);
    for (const event of derive(past.state, 0)) add({ at: one.at, event });
  }
  return { ...past, startedAt, endedAt };
}

function beginning({ model }: ConversationHistory): readonly EventBody[] {
  return [
    notice('run-started', 'Imported from Claude Code', { run: 1 }),
    notice('run-spawned', 'The agent was running'),
    notice(
      'agent-started',
      `Started with ${model ?? 'an unnamed model'}`,
      model === null ? {} : { model },
    ),
  ];
}

function ending({ finished, totalCostUsd }: ConversationHistory): readonly EventBody[] {
  const turn = finished
    ? ({ outcome: 'success', reason: null, queued: 0 } as const)
    : ({ outcome: 'aborted', reason: 'It was not finished', queued: 0 } as const);
  // What it cost before was spent elsewhere: only what comes on top counts here.
  const usage: EventBody = {
    type: 'usage',
    payload: {
      ...{ turn, totalCostUsd },
      ...{ costUsd: null, tokens: null, durationMs: null, model: null },
    },
  };
  const exit = { code: null, signal: null };
  return [usage, notice('run-exited', 'It was over when it was imported', { exit })];
}

function notice(
  kind: 'run-started' | 'run-spawned' | 'agent-started' | 'run-exited',
  text: string,
  more: object = {},
): EventBody {
  return { type: 'notice', payload: { kind, text, ...more } };
}
