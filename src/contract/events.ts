/**
 * The event log's vocabulary: what can be stored about a session.
 *
 * An event is a fact in the past and is never edited. `EventBody` is what a writer has to say;
 * the store adds where it stands (`sessionId`, `runId`, `seq`) and when (`at`).
 */
import * as v from 'valibot';
import { Instant, RequestId, RunId, Seq, SessionId } from './ids.ts';

/** The only words a row may show. `Waiting` is the one that asks for the user. */
export const Status = v.picklist([
  'Starting',
  'Running',
  'Waiting',
  'Completed',
  'Failed',
  'Interrupted',
]);
export type Status = v.InferOutput<typeof Status>;

/** How a run ended, as a process. `signal` comes with the code a shell gives it (128 + its number); both null: nobody recorded it. */
export const Exit = v.object({
  code: v.nullable(v.pipe(v.number(), v.integer())),
  signal: v.nullable(v.string()),
});
export type Exit = v.InferOutput<typeof Exit>;

export const Tokens = v.object({
  input: v.number(),
  output: v.number(),
  cacheRead: v.number(),
  cacheWrite: v.number(),
});
export type Tokens = v.InferOutput<typeof Tokens>;

/** Which subagent's tool call an event belongs to; absent for the agent itself. */
const parent = { parentToolUseId: v.optional(v.string()) };

/**
 * What a notice can be about. The `run-*`, `interrupt-*`, `background-tasks`, `prompt-taken` and
 * `authentication-failed` kinds drive the session machine.
 */
export const NoticeKind = v.picklist([
  'run-started',
  'run-spawned',
  'run-exited',
  'interrupt-requested',
  'interrupt-failed',
  'background-tasks',
  'agent-started',
  'api-retry',
  'authentication-failed',
  'change-refused',
  'compaction',
  'conversation-exists',
  'conversation-missing',
  'information',
  'line-cut',
  'mode-changed',
  'model-fallback',
  'permission-denied',
  'prompt-taken',
  'rate-limit',
  'restored',
  'stderr',
  'subagent',
  'worktree',
]);
export type NoticeKind = v.InferOutput<typeof NoticeKind>;

/** One turn's end, from the agent's own words. `queued`: turns that follow without new input. */
export const TurnEnd = v.object({
  outcome: v.picklist(['success', 'error', 'aborted']),
  reason: v.nullable(v.string()),
  queued: v.number(),
});
export type TurnEnd = v.InferOutput<typeof TurnEnd>;

export const Question = v.object({
  question: v.string(),
  header: v.optional(v.string()),
  multiSelect: v.optional(v.boolean()),
  options: v.array(v.object({ label: v.string(), description: v.optional(v.string()) })),
});
export type Question = v.InferOutput<typeof Question>;

export const payloads = {
  /**
   * What the user said, at the moment it was given to the agent. `promptId`: it was sent into a turn
   * that was under way; the agent says by it when it has taken the prompt up.
   */
  prompt: v.object({ text: v.string(), promptId: v.optional(v.string()) }),
  message: v.object({ text: v.string(), ...parent }),
  thinking: v.object({ text: v.string(), ...parent }),
  tool_call: v.object({ toolUseId: v.string(), name: v.string(), input: v.unknown(), ...parent }),
  /** `content` as the agent wrote it (a string or content blocks); `detail`: the structured part worth showing (a patch, an exit code). */
  tool_result: v.object({
    toolUseId: v.string(),
    isError: v.boolean(),
    content: v.unknown(),
    detail: v.optional(v.unknown()),
    ...parent,
  }),
  approval_requested: v.object({
    requestId: RequestId,
    tool: v.string(),
    input: v.unknown(),
    toolUseId: v.optional(v.string()),
    reason: v.optional(v.string()),
  }),
  /**
   * `withdrawn`: the agent took its request back, or its run ended with the request open. `input`: what
   * the tool was allowed to be run with, where that is not what was asked. `permissionMode`: the mode
   * that was chosen with the answer. `rule`: the rule that answered, or was made by the answer.
   */
  approval_resolved: v.object({
    requestId: RequestId,
    behavior: v.picklist(['allow', 'deny', 'withdrawn']),
    by: v.picklist(['user', 'rule', 'agent', 'engine']),
    message: v.optional(v.string()),
    input: v.optional(v.unknown()),
    permissionMode: v.optional(v.string()),
    rule: v.optional(v.string()),
  }),
  question_asked: v.object({
    requestId: RequestId,
    questions: v.array(Question),
    input: v.unknown(),
  }),
  /** By the text of each question. None: the user would rather talk about it, and `message` says what. */
  question_answered: v.object({
    requestId: RequestId,
    answers: v.record(v.string(), v.string()),
    by: v.picklist(['user', 'agent', 'engine']),
    message: v.optional(v.string()),
  }),
  status: v.object({ from: v.nullable(Status), to: Status, reason: v.nullable(v.string()) }),
  /** Said at the end of each turn. Cost and tokens are this turn's own; `totalCostUsd` is the agent's running total. */
  usage: v.object({
    turn: TurnEnd,
    costUsd: v.nullable(v.number()),
    totalCostUsd: v.nullable(v.number()),
    tokens: v.nullable(Tokens),
    durationMs: v.nullable(v.number()),
    model: v.nullable(v.string()),
  }),
  notice: v.object({
    kind: NoticeKind,
    text: v.string(),
    /** `run-started`: the run's number in its session, from 1. */
    run: v.optional(v.number()),
    /** `run-exited`. */
    exit: v.optional(Exit),
    /** `background-tasks`: everything that runs now; replaces what was said before. */
    tasks: v.optional(v.array(v.string())),
    /** `agent-started`, `mode-changed`. */
    model: v.optional(v.string()),
    permissionMode: v.optional(v.string()),
    /** `prompt-taken`. */
    promptId: v.optional(v.string()),
    /** `line-cut`: the line's full size in bytes. */
    bytes: v.optional(v.number()),
  }),
  error: v.object({ text: v.string() }),
  /** A line no adapter understood, kept as it came (cut at 64 KiB; `bytes` is then its full size where known). */
  unrecognised: v.object({ raw: v.string(), bytes: v.optional(v.number()) }),
} as const;

export type EventType = keyof typeof payloads;
export type Payload<T extends EventType> = v.InferOutput<(typeof payloads)[T]>;
export type EventBody = {
  [T in EventType]: { readonly type: T; readonly payload: Payload<T> };
}[EventType];

const place = { sessionId: SessionId, runId: v.nullable(RunId), seq: Seq, at: Instant };

function stored<const T extends EventType>(type: T) {
  return v.object({ ...place, type: v.literal(type), payload: payloads[type] });
}

/** One stored event as it crosses every edge: the wire, `--json`, exports. */
export const SessionEvent = v.variant('type', [
  stored('prompt'),
  stored('message'),
  stored('thinking'),
  stored('tool_call'),
  stored('tool_result'),
  stored('approval_requested'),
  stored('approval_resolved'),
  stored('question_asked'),
  stored('question_answered'),
  stored('status'),
  stored('usage'),
  stored('notice'),
  stored('error'),
  stored('unrecognised'),
]);
export type SessionEvent = v.InferOutput<typeof SessionEvent>;
