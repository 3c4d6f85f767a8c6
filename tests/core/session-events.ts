/** Events of a session, as short as a table of them can be read. */
import type { EventBody, Payload } from '../../src/contract/events.ts';
import type { RequestId, RunId } from '../../src/contract/ids.ts';
import {
  derive,
  evolve,
  initialState,
  type RunEvent,
  type SessionState,
} from '../../src/core/session.ts';

export const run1 = '11111111-1111-4111-8111-111111111111' as RunId;
export const run2 = '22222222-2222-4222-8222-222222222222' as RunId;
export const request1 = 'q1' as RequestId;

type Notice = Payload<'notice'>;

const of = (body: EventBody, runId: RunId = run1): RunEvent => ({ ...body, runId });

export function notice(
  kind: Notice['kind'],
  more: Partial<Notice> = {},
  runId: RunId = run1,
): RunEvent {
  return of({ type: 'notice', payload: { kind, text: kind, ...more } }, runId);
}

export const started = notice('run-started', { run: 1 });
export const spawned = notice('run-spawned');
export const prompted = of({ type: 'prompt', payload: { text: 'Fix it' } });
export const steered = of({ type: 'prompt', payload: { text: 'Also this', promptId: 'p1' } });
export const taken = notice('prompt-taken', { promptId: 'p1' });
export const said = of({ type: 'message', payload: { text: 'Done.' } });
export const interruptAsked = notice('interrupt-requested');
export const asked = of({
  type: 'approval_requested',
  payload: { requestId: request1, tool: 'Bash', input: { command: 'rm -r dist' } },
});
export const answered = of({
  type: 'approval_resolved',
  payload: { requestId: request1, behavior: 'allow', by: 'user' },
});
export const restarted = notice('run-started', { run: 2 }, run2);

export function exited(code: number | null, runId: RunId = run1): RunEvent {
  return notice('run-exited', { exit: { code, signal: null }, text: 'it exited' }, runId);
}

export function turn(
  outcome: Payload<'usage'>['turn']['outcome'],
  queued = 0,
  runId: RunId = run1,
): RunEvent {
  const reason = outcome === 'success' ? null : 'API Error: 529';
  const payload = {
    ...{ turn: { outcome, reason, queued }, costUsd: null, totalCostUsd: null },
    ...{ tokens: null, durationMs: null, model: null },
  };
  return of({ type: 'usage', payload }, runId);
}

export function tasks(...ids: string[]): RunEvent {
  return notice('background-tasks', { tasks: ids });
}

/** Folds the events and everything that follows from each by itself, as the engine does. */
export function live(events: readonly RunEvent[], queued = 0): SessionState {
  return log(events, queued).reduce(evolve, initialState);
}

/** The events as the log would hold them: with the derived ones in their places. */
export function log(events: readonly RunEvent[], queued = 0): RunEvent[] {
  const stored: RunEvent[] = [];
  let state = initialState;
  const add = (event: RunEvent): void => {
    stored.push(event);
    state = evolve(state, event);
  };
  for (const event of events) {
    add(event);
    for (let next = derive(state, queued); next.length > 0; next = derive(state, queued)) {
      for (const body of next) add(of(body, event.runId ?? run1));
    }
  }
  return stored;
}

/** The statuses a session went through. */
export function statuses(events: readonly RunEvent[], queued = 0): string[] {
  return log(events, queued).flatMap((event) =>
    event.type === 'status' ? [event.payload.to] : [],
  );
}
