/** Sessions as the list, the detail's header and `lulu ls` show them. */
import * as v from 'valibot';
import { Exit, Question, Status, Tokens } from './events.ts';
import { Instant, RequestId, RunId, SessionId } from './ids.ts';

export const AgentId = v.picklist(['claude', 'demo'], 'is not an agent Lulu knows (claude, demo)');
export type AgentId = v.InferOutput<typeof AgentId>;

/** What a `Waiting` session asks. `text` is one line, ready to be shown. */
export const WaitingFor = v.object({
  requestId: RequestId,
  kind: v.picklist(['approval', 'question', 'plan']),
  text: v.string(),
});
export type WaitingFor = v.InferOutput<typeof WaitingFor>;

const row = {
  id: SessionId,
  name: v.string(),
  status: Status,
  /** Absolute path of the user's clone. */
  repo: v.string(),
  /** Absolute path of the session's worktree. */
  worktree: v.string(),
  base: v.object({ ref: v.string(), commit: v.string() }),
  agent: AgentId,
  model: v.nullable(v.string()),
  createdAt: Instant,
  lastActivityAt: Instant,
  failureReason: v.nullable(v.string()),
  waitingFor: v.nullable(WaitingFor),
  restored: v.boolean(),
  recoveryHint: v.nullable(v.string()),
  resumeCount: v.number(),
  activeRunId: v.nullable(RunId),
  lastResumeAt: v.nullable(Instant),
  /** Sessions ahead in the admission queue while `Starting`; null once admitted. */
  queued: v.nullable(v.number()),
  costUsd: v.nullable(v.number()),
  tokens: v.nullable(Tokens),
};

/** The row other programs read (`lulu ls --json`). Absent is null. */
export const SessionRow = v.object(row);
export type SessionRow = v.InferOutput<typeof SessionRow>;

/** The row with what only the UI needs. */
export const SessionView = v.object({
  ...row,
  permissionMode: v.string(),
  /** An interrupt is in hand: the chip says "Interrupting…". */
  interrupting: v.boolean(),
  /** Why the last interrupt did not work, until something else happens. */
  interruptError: v.nullable(v.string()),
  /** What the session waits for while it runs, in one line: a retry of the API, background tasks. */
  note: v.optional(v.nullable(v.string()), null),
  lastSeq: v.number(),
  /** When it was moved to the trash, or null. */
  deletedAt: v.nullable(Instant),
});
export type SessionView = v.InferOutput<typeof SessionView>;

export const RunRow = v.object({
  id: RunId,
  number: v.number(),
  startedAt: Instant,
  endedAt: v.nullable(Instant),
  outcome: v.nullable(v.picklist(['Completed', 'Failed', 'Interrupted'])),
  exit: v.nullable(Exit),
  /** The agent's process id while it is known to live. */
  pid: v.nullable(v.number()),
});
export type RunRow = v.InferOutput<typeof RunRow>;

/** A follow-up that has not been given to the agent yet. */
export const QueuedPrompt = v.object({ id: v.number(), text: v.string(), at: Instant });
export type QueuedPrompt = v.InferOutput<typeof QueuedPrompt>;

/** Something the agent asked and nobody answered yet. `questions` only for kind `question`. */
export const OpenRequest = v.object({
  requestId: RequestId,
  kind: v.picklist(['approval', 'question', 'plan']),
  tool: v.string(),
  input: v.unknown(),
  questions: v.nullable(v.array(Question)),
});
export type OpenRequest = v.InferOutput<typeof OpenRequest>;

/** One session in full (`lulu show --json`). */
export const SessionDetail = v.object({
  row: SessionView,
  runs: v.array(RunRow),
  queue: v.array(QueuedPrompt),
  open: v.array(OpenRequest),
});
export type SessionDetail = v.InferOutput<typeof SessionDetail>;
