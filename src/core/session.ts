/**
 * The life of a session, as values.
 *
 * `decide` says whether a command may happen and which events record it, `evolve` says what an event
 * means, `derive` says which event must now follow by itself (a status, a withdrawn request), `react`
 * says what the world must then do. Everything is a fold of the event log: replaying calls `evolve`
 * alone, so reading history can never start an agent. A run's end is final; a session's is not.
 */
import type { EventBody, Exit, Payload, Status } from '../contract/events.ts';
import type { RequestId, RunId } from '../contract/ids.ts';
import { err, ok, type Result } from './result.ts';

/** An event with the run it belongs to; all the machine looks at. */
export type RunEvent = EventBody & { readonly runId: RunId | null };

export type Terminal = 'Completed' | 'Failed' | 'Interrupted';

interface InRun {
  readonly runId: RunId;
  /** How many runs there have been, this one included. */
  readonly runs: number;
}

interface LiveRun extends InRun {
  readonly interrupting: boolean;
  /** An interrupt could not end it: it goes on, whatever its last turn said, until its process is gone. */
  readonly unstoppable?: boolean;
  /** Set once the process is known to be gone. */
  readonly exit: { readonly exit: Exit; readonly text: string } | null;
}

export type SessionState =
  | { readonly phase: 'new' }
  | (LiveRun & { readonly phase: 'starting'; readonly status: Status | null })
  | (LiveRun & {
      readonly phase: 'active';
      readonly status: Status;
      readonly open: readonly RequestId[];
      /** A turn is under way. */
      readonly working: boolean;
      readonly tasks: readonly string[];
      /** Background tasks have ended since the last turn did: the agent may speak once more by itself. */
      readonly draining: boolean;
      /** It was told that nothing more will come: what is sent now would never be read. */
      readonly inputEnded?: boolean;
      readonly lastTurn: Payload<'usage'>['turn'] | null;
      /** Prompts sent into a turn that the agent has not taken up yet: a turn follows for them. */
      readonly steered?: readonly string[];
      /** Why this run cannot succeed, said by an agent that would go on trying. */
      readonly hopeless?: string;
    })
  | (InRun & {
      readonly phase: 'ended';
      readonly status: Terminal;
      /** The process may still be leaving; no new one may start before it has. */
      readonly leaving: boolean;
    })
  /** In flight when Lulu last stopped, and nobody can say how it ended. `status` is the last one known. */
  | (InRun & { readonly phase: 'lost'; readonly status: Status });

export type SessionCommand =
  | { readonly type: 'start'; readonly prompt: string }
  | { readonly type: 'prompt'; readonly prompt: string }
  /** A prompt for the turn that is under way. */
  | { readonly type: 'steer'; readonly prompt: string; readonly promptId: string }
  | { readonly type: 'interrupt' }
  /** What the agent asked is answered by this event. */
  | { readonly type: 'answer'; readonly answer: Answer };

export type Answer = Extract<EventBody, { type: 'approval_resolved' | 'question_answered' }>;

/** Why a command was refused. `phase` is where the session stood at the time. */
export interface Rejection {
  readonly reason: 'busy' | 'not-active' | 'not-open' | 'already-interrupting' | 'interrupting';
  readonly phase: SessionState['phase'];
}

export type Effect =
  | { readonly type: 'spawn' }
  | { readonly type: 'interrupt' }
  | { readonly type: 'end-input' }
  /** Its work is done: let it leave. */
  | { readonly type: 'end-run' }
  /** It would go on in vain: end it. */
  | { readonly type: 'stop-run' };

export const initialState: SessionState = { phase: 'new' };

/** Whether a command may happen now, and the events that record it. */
export function decide(
  state: SessionState,
  command: SessionCommand,
): Result<readonly EventBody[], Rejection> {
  const reject = (reason: Rejection['reason']) => err({ reason, phase: state.phase });
  const live = isLive(state);

  switch (command.type) {
    case 'start':
      if (live) return reject('busy');
      return ok([runStarted(runsOf(state) + 1), prompt(command.prompt)]);

    case 'prompt':
      if (state.phase !== 'active') return reject('not-active');
      if (state.interrupting) return reject('interrupting');
      return state.working ? reject('busy') : ok([prompt(command.prompt)]);

    case 'steer':
      if (state.phase !== 'active' || state.exit !== null || state.inputEnded === true) {
        return reject('not-active');
      }
      if (state.interrupting) return reject('interrupting');
      return ok([
        { type: 'prompt', payload: { text: command.prompt, promptId: command.promptId } },
      ]);

    case 'interrupt':
      if (!live) return reject('not-active');
      if (state.interrupting) return reject('already-interrupting');
      return ok([notice('interrupt-requested', 'Interrupt requested')]);

    case 'answer': {
      const { requestId } = command.answer.payload;
      if (state.phase !== 'active' || !state.open.includes(requestId)) return reject('not-open');
      return state.interrupting ? reject('interrupting') : ok([command.answer]);
    }
  }
}

/** Total: an event that does not fit the state leaves it alone. Agents do say things late. */
export function evolve(state: SessionState, event: RunEvent): SessionState {
  if (event.type === 'notice' && event.payload.kind === 'run-started' && event.runId !== null) {
    if (isLive(state)) return state;
    return {
      phase: 'starting',
      status: state.phase === 'new' ? null : state.status,
      runId: event.runId,
      runs: runsOf(state) + 1,
      interrupting: false,
      exit: null,
    };
  }
  if (state.phase === 'new' || event.runId !== state.runId) return state;
  if (event.type === 'notice') return evolveByNotice(state, event.payload);
  if (event.type === 'status') return evolveByStatus(state, event.payload.to);
  if (state.phase !== 'active') return state;

  switch (event.type) {
    case 'prompt': {
      const { promptId } = event.payload;
      const steered = promptId === undefined ? state.steered : [...steeredOf(state), promptId];
      return { ...state, working: true, draining: false, ...(steered && { steered }) };
    }
    case 'approval_requested':
    case 'question_asked':
      return state.open.includes(event.payload.requestId)
        ? state
        : { ...state, open: [...state.open, event.payload.requestId] };
    case 'approval_resolved':
    case 'question_answered': {
      const { requestId } = event.payload;
      return { ...state, open: state.open.filter((id) => id !== requestId) };
    }
    case 'usage': {
      const { turn } = event.payload;
      // Nobody counts the prompts that came too late for the turn: they make one of their own.
      const more = turn.queued > 0 || (steeredOf(state).length > 0 && !state.interrupting);
      return { ...state, working: more, draining: false, lastTurn: turn };
    }
    case 'message':
    case 'thinking':
    case 'tool_call':
    case 'tool_result':
    case 'error':
    case 'unrecognised':
      return state;
  }
}

type RunState = Exclude<SessionState, { phase: 'new' }>;

function evolveByNotice(state: RunState, payload: Payload<'notice'>): SessionState {
  if (payload.kind === 'run-exited' && state.phase === 'ended') return { ...state, leaving: false };
  if (payload.kind === 'restored' && state.phase !== 'ended' && state.phase !== 'lost') {
    const { runId, runs, status } = state;
    return { phase: 'lost', runId, runs, status: status ?? 'Starting' };
  }
  if (!isLive(state)) return state;

  switch (payload.kind) {
    case 'run-spawned':
      return state.phase === 'active' ? state : activated(state);
    case 'run-exited':
      return { ...state, exit: { exit: payload.exit ?? noExit, text: payload.text } };
    case 'interrupt-requested':
      return { ...state, interrupting: true };
    case 'interrupt-failed':
      return { ...state, interrupting: false, unstoppable: true };
    case 'authentication-failed':
      return state.phase === 'active' ? { ...state, hopeless: payload.text } : state;
    case 'prompt-taken': {
      // Said twice, or of a prompt that nobody waits for, it begins no turn.
      const { promptId } = payload;
      if (state.phase !== 'active' || !waitsFor(state, promptId)) return state;
      const steered = steeredOf(state).filter((id) => id !== promptId);
      return { ...state, working: true, draining: false, steered };
    }
    case 'agent-started':
      return state.phase === 'active' ? { ...state, working: true, draining: false } : state;
    case 'background-tasks': {
      if (state.phase !== 'active') return state;
      const tasks = payload.tasks ?? [];
      const emptied = tasks.length === 0 && state.tasks.length > 0 && !state.working;
      if (!emptied) return { ...state, tasks };
      return { ...state, tasks, draining: true, inputEnded: true };
    }
    default:
      return state;
  }
}

function activated(state: Extract<SessionState, { phase: 'starting' }>): SessionState {
  const { runId, runs, interrupting, exit, status } = state;
  return {
    ...(state.unstoppable === true ? { unstoppable: true } : {}),
    ...{ phase: 'active', runId, runs, interrupting, exit, status: status ?? 'Starting' },
    ...{ open: [], working: true, tasks: [], draining: false, lastTurn: null },
  };
}

function evolveByStatus(state: RunState, to: Status): SessionState {
  if (!isLive(state)) return state;
  if (isTerminal(to)) {
    const { runId, runs } = state;
    return { phase: 'ended', runId, runs, status: to, leaving: state.exit === null };
  }
  return { ...state, status: to };
}

/**
 * The events that follow by themselves from where the session stands: fold them and ask again until
 * there is none. `queued`: follow-ups that wait to be given to the agent.
 */
export function derive(state: SessionState, queued: number): readonly EventBody[] {
  if (!isLive(state)) return [];
  const wanted = wantedStatus(state, queued);
  if (wanted.to === state.status) return [];

  const open = state.phase === 'active' && isTerminal(wanted.to) ? state.open : [];
  return [
    ...open.map(withdrawn),
    { type: 'status', payload: { from: state.status, to: wanted.to, reason: wanted.reason } },
  ];
}

type LiveState = Extract<SessionState, LiveRun>;
interface Wanted {
  readonly to: Status;
  readonly reason: string | null;
}

function wantedStatus(state: LiveState, queued: number): Wanted {
  if (state.phase === 'starting') {
    return state.exit === null
      ? { to: 'Starting', reason: null }
      : endOf(state, null, state.exit.text);
  }
  const { lastTurn, working, tasks, draining } = state;
  const idle = !working && lastTurn !== null;
  if (state.exit !== null) return endOf(state, idle ? lastTurn : null, state.exit.text);
  if (state.hopeless !== undefined && !state.interrupting) {
    return { to: 'Failed', reason: state.hopeless };
  }
  if (idle && lastTurn.outcome === 'success' && tasks.length === 0 && !draining && queued === 0) {
    return { to: 'Completed', reason: null };
  }
  if (idle && lastTurn.outcome !== 'success' && !wasInterrupted(state)) {
    return lastTurn.outcome === 'aborted'
      ? { to: 'Interrupted', reason: lastTurn.reason }
      : { to: 'Failed', reason: lastTurn.reason };
  }
  return { to: state.open.length > 0 ? 'Waiting' : 'Running', reason: null };
}

function wasInterrupted({ interrupting, unstoppable }: LiveRun): boolean {
  return interrupting || unstoppable === true;
}

/** Success is exit 0 and a last turn that succeeded; an interrupt explains any other end. */
function endOf(state: LiveState, turn: Payload<'usage'>['turn'] | null, text: string): Wanted {
  if (wasInterrupted(state)) return { to: 'Interrupted', reason: null };
  if (turn?.outcome === 'success' && state.exit?.exit.code === 0) {
    return { to: 'Completed', reason: null };
  }
  return { to: 'Failed', reason: text };
}

/** What the world must do after `event` has been committed. */
export function react(before: SessionState, after: SessionState, event: EventBody): Effect[] {
  if (event.type === 'notice' && event.payload.kind === 'run-started') return [{ type: 'spawn' }];
  if (event.type === 'notice' && event.payload.kind === 'interrupt-requested') {
    return [{ type: 'interrupt' }];
  }
  if (after.phase === 'ended' && before.phase !== 'ended') {
    if (!after.leaving) return [];
    const hopeless = before.phase === 'active' && before.hopeless !== undefined;
    return [{ type: hopeless ? 'stop-run' : 'end-run' }];
  }
  const drains = after.phase === 'active' && after.draining;
  return drains && !(before.phase === 'active' && before.draining) ? [{ type: 'end-input' }] : [];
}

export function isTerminal(status: Status | null): status is Terminal {
  return status === 'Completed' || status === 'Failed' || status === 'Interrupted';
}

/** Whether a run is in hand: accepted, and not ended. */
export function isLive(state: SessionState): state is LiveState {
  return state.phase === 'starting' || state.phase === 'active';
}

/** Whether that run is to be ended because somebody asked for it. */
export function isInterrupting(state: SessionState): boolean {
  return isLive(state) && state.interrupting;
}

/** The run a session is in or was in last. */
export function currentRun(state: SessionState): RunId | null {
  return state.phase === 'new' ? null : state.runId;
}

function steeredOf(state: Extract<SessionState, { phase: 'active' }>): readonly string[] {
  return state.steered ?? [];
}

/** Whether this run's outcome is known, whatever its process still does. */
export function isOver(state: SessionState, runId: RunId): boolean {
  return state.phase === 'ended' || currentRun(state) !== runId;
}

/** Whether a prompt was sent into a turn and not taken up yet. */
export function waitsFor(state: SessionState, promptId: string | undefined): boolean {
  return state.phase === 'active' && promptId !== undefined && steeredOf(state).includes(promptId);
}

const noExit: Exit = { code: null, signal: null };

/** How many runs there have been. */
export function runsOf(state: SessionState): number {
  return state.phase === 'new' ? 0 : state.runs;
}

function prompt(text: string): EventBody {
  return { type: 'prompt', payload: { text } };
}

function runStarted(run: number): EventBody {
  const text = run === 1 ? 'Run 1' : `Resumed, run ${String(run)}`;
  return { type: 'notice', payload: { kind: 'run-started', text, run } };
}

function notice(kind: Payload<'notice'>['kind'], text: string): EventBody {
  return { type: 'notice', payload: { kind, text } };
}

function withdrawn(requestId: RequestId): EventBody {
  return {
    type: 'approval_resolved',
    payload: { requestId, behavior: 'withdrawn', by: 'engine' },
  };
}
