/**
 * One session as the list shows it: a pure fold of its events.
 *
 * This is the only place that maps what happens inside to the words a row shows.
 */
import type { EventBody, Status, Tokens } from '../contract/events.ts';
import type { Instant, RunId, SessionId } from '../contract/ids.ts';
import type { AgentId, SessionView, WaitingFor } from '../contract/rows.ts';
import { askText } from './ask.ts';
import { isTerminal } from './session.ts';

/** Everything of a row but what the store itself keeps (`lastSeq`, `deletedAt`) and the admission queue says (`queued`). */
export interface SessionFacts {
  readonly id: SessionId;
  readonly name: string;
  readonly status: Status;
  readonly repo: string;
  readonly worktree: string;
  readonly base: { readonly ref: string; readonly commit: string };
  readonly agent: AgentId;
  readonly permissionMode: string;
  readonly model: string | null;
  readonly createdAt: Instant;
  readonly lastActivityAt: Instant;
  readonly failureReason: string | null;
  /** Everything open, oldest first; the row shows the first. */
  readonly waiting: readonly WaitingFor[];
  readonly restored: boolean;
  readonly recoveryHint: string | null;
  readonly resumeCount: number;
  readonly activeRunId: RunId | null;
  readonly lastResumeAt: Instant | null;
  readonly costUsd: number | null;
  /** The agent's own running total at the last turn: costs are differences of it. */
  readonly totalCostUsd: number | null;
  readonly tokens: Tokens | null;
  /** The agent has spoken: it knows the session's id, and later runs resume it. */
  readonly agentSeen: boolean;
  /** The worktree was made once: if it is gone, something took it away. */
  readonly worktreeMade: boolean;
  readonly interrupting: boolean;
  readonly interruptError: string | null;
  /** What the session waits for, until something else happens, and what runs behind its back. */
  readonly retrying?: string | null;
  readonly background?: string | null;
  /** What was chosen since the session began; the next run is started with it. */
  readonly chosenMode?: string;
  readonly chosenModel?: string;
  /** The conversation it was imported from. */
  readonly conversation?: ImportedConversation;
}

/** A conversation of the agent's own: its id, and the file it is kept in. */
export interface ImportedConversation {
  readonly id: string;
  readonly path: string;
}

export interface Stamp {
  readonly runId: RunId | null;
  readonly at: Instant;
}

/** The row after `event`. Total; an event that says nothing about the row changes only its age. */
export function projectRow(facts: SessionFacts, event: EventBody & Stamp): SessionFacts {
  const fresh: SessionFacts = {
    ...facts,
    lastActivityAt: event.at,
    restored: false,
    recoveryHint: null,
    interruptError: null,
    retrying: null,
  };
  switch (event.type) {
    case 'status':
      return projectStatus(fresh, event.payload.to, event.payload.reason);
    case 'usage':
      return projectUsage(fresh, event.payload);
    case 'approval_requested': {
      const { requestId, tool, input } = event.payload;
      const kind = tool === 'ExitPlanMode' ? 'plan' : 'approval';
      return opened(fresh, { requestId, kind, text: askText(tool, input, facts.worktree) });
    }
    case 'question_asked': {
      const { requestId, input } = event.payload;
      return opened(fresh, {
        requestId,
        kind: 'question',
        text: askText('AskUserQuestion', input, facts.worktree),
      });
    }
    case 'approval_resolved':
    case 'question_answered': {
      const { requestId } = event.payload;
      return { ...fresh, waiting: facts.waiting.filter((open) => open.requestId !== requestId) };
    }
    case 'notice':
      return projectNotice(facts, fresh, event);
    case 'prompt':
    case 'message':
    case 'thinking':
    case 'tool_call':
    case 'tool_result':
    case 'error':
    case 'unrecognised':
      return fresh;
  }
}

function opened(facts: SessionFacts, asked: WaitingFor): SessionFacts {
  return facts.waiting.some((open) => open.requestId === asked.requestId)
    ? facts
    : { ...facts, waiting: [...facts.waiting, asked] };
}

function projectStatus(facts: SessionFacts, status: Status, reason: string | null): SessionFacts {
  const failureReason = status === 'Failed' ? (reason ?? 'The agent failed') : null;
  return isTerminal(status)
    ? { ...facts, status, failureReason, ...nothingLive }
    : { ...facts, status, failureReason };
}

/** What no session has that is not at work. */
const nothingLive = {
  activeRunId: null,
  interrupting: false,
  waiting: [],
  retrying: null,
  background: null,
} as const;

type Usage = Extract<EventBody, { type: 'usage' }>['payload'];

function projectUsage(facts: SessionFacts, usage: Usage): SessionFacts {
  const { costUsd, totalCostUsd, tokens, model } = usage;
  return {
    ...facts,
    costUsd: costUsd === null ? facts.costUsd : (facts.costUsd ?? 0) + costUsd,
    totalCostUsd: totalCostUsd ?? facts.totalCostUsd,
    tokens: tokens === null ? facts.tokens : addTokens(facts.tokens, tokens),
    model: model ?? facts.model,
  };
}

function addTokens(sum: Tokens | null, more: Tokens): Tokens {
  if (sum === null) return more;
  return {
    input: sum.input + more.input,
    output: sum.output + more.output,
    cacheRead: sum.cacheRead + more.cacheRead,
    cacheWrite: sum.cacheWrite + more.cacheWrite,
  };
}

type Notice = Extract<EventBody, { type: 'notice' }> & Stamp;

function projectNotice(before: SessionFacts, fresh: SessionFacts, event: Notice): SessionFacts {
  const { kind, text, run, model, permissionMode } = event.payload;
  switch (kind) {
    case 'run-started':
      return run === undefined || run === 1
        ? { ...fresh, activeRunId: event.runId }
        : {
            ...fresh,
            activeRunId: event.runId,
            resumeCount: before.resumeCount + 1,
            lastResumeAt: event.at,
          };
    case 'interrupt-requested':
      return { ...fresh, interrupting: true };
    case 'interrupt-failed':
      return { ...fresh, interrupting: false, interruptError: text };
    case 'restored':
      return {
        ...before,
        restored: true,
        recoveryHint: text,
        ...nothingLive,
      };
    case 'agent-started':
      return {
        ...fresh,
        agentSeen: true,
        model: model ?? before.model,
        permissionMode: permissionMode ?? before.permissionMode,
      };
    case 'mode-changed':
      return {
        ...fresh,
        ...(model === undefined ? {} : { model, chosenModel: model }),
        ...(permissionMode === undefined ? {} : { permissionMode, chosenMode: permissionMode }),
      };
    case 'api-retry':
      return { ...fresh, retrying: text };
    case 'background-tasks':
      return { ...fresh, background: (event.payload.tasks ?? []).length === 0 ? null : text };
    case 'prompt-taken':
      return { ...fresh, retrying: before.retrying ?? null };
    case 'worktree':
      return { ...fresh, worktreeMade: true };
    case 'conversation-missing':
      return { ...fresh, agentSeen: false };
    case 'conversation-exists':
      return { ...fresh, agentSeen: true };
    case 'run-exited':
      // The end of a process that was already accounted for is not news about the session.
      return isTerminal(before.status) ? before : fresh;
    default:
      return fresh;
  }
}

/** A session that was just asked for. */
export function newFacts(
  asked: Pick<
    SessionFacts,
    | 'id'
    | 'name'
    | 'repo'
    | 'worktree'
    | 'base'
    | 'agent'
    | 'permissionMode'
    | 'model'
    | 'createdAt'
  >,
): SessionFacts {
  return {
    ...asked,
    status: 'Starting',
    lastActivityAt: asked.createdAt,
    failureReason: null,
    waiting: [],
    restored: false,
    recoveryHint: null,
    resumeCount: 0,
    activeRunId: null,
    lastResumeAt: null,
    costUsd: null,
    totalCostUsd: null,
    tokens: null,
    agentSeen: false,
    worktreeMade: false,
    interrupting: false,
    interruptError: null,
  };
}

/** What the edges show of a session. */
export function viewOf(
  facts: SessionFacts,
  kept: {
    readonly lastSeq: number;
    readonly deletedAt: Instant | null;
    readonly queued: number | null;
  },
): SessionView {
  const { waiting, totalCostUsd: _total, agentSeen: _seen, worktreeMade: _made, ...rest } = facts;
  const { retrying, background, chosenMode: _, chosenModel: _m, conversation: _c, ...shown } = rest;
  const note = retrying ?? background ?? null;
  return { ...shown, waitingFor: waiting[0] ?? null, note, ...kept };
}
