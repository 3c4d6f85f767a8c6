/**
 * Everything the UI and the command line can ask of the engine: one table, both ends parse by it.
 *
 * A request that only reads changes nothing; every other is recorded before it is answered.
 */
import * as v from 'valibot';
import { detailRequests } from './detail-requests.ts';
import { importRequests } from './import-requests.ts';
import { SessionEvent, Tokens } from './events.ts';
import { Instant, RequestId, Seq, SessionId } from './ids.ts';
import { AgentId, SessionDetail, SessionView } from './rows.ts';
import { Settings } from './settings.ts';
import { ruleRequests } from './rule-requests.ts';
import { NewRule } from './rules.ts';
import { shellRequests } from './shell-requests.ts';
import { Name, Path, Prompt, Ref } from './text.ts';

export const PermissionMode = v.picklist(
  ['default', 'acceptEdits', 'plan', 'dontAsk', 'auto', 'bypassPermissions'],
  'is not a permission mode (default, acceptEdits, plan, dontAsk, auto, bypassPermissions)',
);
export type PermissionMode = v.InferOutput<typeof PermissionMode>;

/** A model's name or alias, as the agent's command line takes it. */
export const ModelName = v.pipe(
  v.string(),
  v.regex(/^[\w.:@/[\]-]{1,200}$/u, 'is not a model name'),
  v.check((t) => !t.startsWith('-'), 'begins with "-"'),
);

/**
 * What a new session needs. `base` null: the repository's HEAD. `uncommitted`: HEAD with what the user's
 * clone has on top of it (not its ignored files); only without a `base`. `id`: a new UUID, of who wants to
 * know after a lost answer whether the session was made; one that is taken is `rejected`.
 */
export const NewSession = v.object({
  id: v.optional(SessionId),
  repo: Path,
  prompt: Prompt,
  name: v.optional(v.nullable(Name), null),
  base: v.optional(v.nullable(Ref), null),
  uncommitted: v.optional(v.boolean(), false),
  agent: v.optional(AgentId, 'claude'),
  agentBin: v.optional(v.nullable(Path), null),
  permissionMode: v.optional(PermissionMode, 'acceptEdits'),
  model: v.optional(v.nullable(ModelName), null),
  /** Values for the agent's environment; kept in a 0600 file, never in database, log or export. */
  env: v.optional(
    v.record(v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/u, 'is not a variable name')), v.string()),
    {},
  ),
});
export type NewSession = v.InferOutput<typeof NewSession>;

const session = { id: SessionId };
const row = v.object({ row: SessionView });

/** Whether events can be kept just now. `problem`: what is wrong and what to do, or null. `kind`: of what sort it is. */
export const Health = v.object({
  ok: v.boolean(),
  problem: v.nullable(v.string()),
  kind: v.optional(v.picklist(['full', 'unwritable', 'other'])),
});
export type Health = v.InferOutput<typeof Health>;

const answer = { ...session, requestId: v.optional(v.nullable(RequestId), null) };

const AnswerText = v.pipe(v.string(), v.trim(), v.minLength(1, 'is empty'), v.maxLength(100_000));
const Answers = v.record(
  v.string(),
  v.union([AnswerText, v.pipe(v.array(AnswerText), v.minLength(1))]),
);

/** Whether an agent can be started here, and what to do where it cannot. */
export const AgentInfo = v.object({
  id: AgentId,
  label: v.string(),
  available: v.boolean(),
  path: v.nullable(v.string()),
  version: v.nullable(v.string()),
  /** Where it was looked for and what to do; null where it is available. */
  problem: v.nullable(v.string()),
});
export type AgentInfo = v.InferOutput<typeof AgentInfo>;

/** One hit of a search; `snippet` has the matched words between U+0002 and U+0003. */
export const SearchHit = v.object({
  sessionId: SessionId,
  sessionName: v.string(),
  seq: Seq,
  type: v.string(),
  at: Instant,
  snippet: v.string(),
});
export type SearchHit = v.InferOutput<typeof SearchHit>;

/** A page of a session's log, ascending. `first` and `last` are the whole log's ends (0 where it is empty). */
export const EventPage = v.object({ events: v.array(SessionEvent), first: Seq, last: Seq });
export type EventPage = v.InferOutput<typeof EventPage>;

export const Finding = v.object({
  level: v.picklist(['ok', 'warning', 'problem']),
  topic: v.string(),
  text: v.string(),
  action: v.nullable(v.string()),
  /** The action as a command for a terminal. */
  command: v.optional(v.string()),
  /** The session whose resume is the action. */
  sessionId: v.optional(SessionId),
});
export type Finding = v.InferOutput<typeof Finding>;

export const requests = {
  ...detailRequests,
  ...importRequests,
  ...ruleRequests,
  ...shellRequests,
  hello: {
    params: v.object({}),
    reply: v.object({
      version: v.string(),
      pid: v.number(),
      dataDir: v.string(),
      settings: Settings,
      health: Health,
      host: v.picklist(['serve', 'extension', 'control']),
    }),
  },
  'sessions.list': { params: v.object({}), reply: v.object({ rows: v.array(SessionView) }) },
  'sessions.trash': { params: v.object({}), reply: v.object({ rows: v.array(SessionView) }) },
  'sessions.show': { params: v.object(session), reply: SessionDetail },
  'sessions.create': { params: NewSession, reply: row },
  'sessions.rename': { params: v.object({ ...session, name: Name }), reply: row },
  'sessions.interrupt': { params: v.object(session), reply: row },
  /** A new run of a session that has ended. */
  'sessions.resume': { params: v.object({ ...session, prompt: Prompt }), reply: row },
  /**
   * A follow-up: queued while a turn runs, a new run after the end. `now`: given to the agent in the
   * middle of its turn; it takes it up between two tool calls, or when the turn is over. `promptId`: a new
   * UUID, of who may have to ask again after a lost answer; a follow-up of one id is stored once.
   */
  'sessions.send': {
    params: v.object({
      ...session,
      prompt: Prompt,
      now: v.optional(v.boolean(), false),
      promptId: v.optional(v.pipe(v.string(), v.uuid('is not a UUID'), v.toLowerCase())),
    }),
    reply: row,
  },
  /**
   * Another permission mode or model: at once where a run is under way (replied to when the agent has
   * confirmed it; `rejected` when it refuses), else from the next run on.
   */
  'sessions.configure': {
    params: v.object({
      ...session,
      permissionMode: v.optional(v.nullable(PermissionMode), null),
      model: v.optional(v.nullable(ModelName), null),
    }),
    reply: row,
  },
  /** Changes a follow-up that has not been given to the agent yet; \`rejected\` once it has. */
  'sessions.requeue': {
    params: v.object({ ...session, queuedId: v.number(), prompt: Prompt }),
    reply: row,
  },
  'sessions.unqueue': { params: v.object({ ...session, queuedId: v.number() }), reply: row },
  /** `input`: what the tool is to be run with instead. `permissionMode`: the mode from now on (plans). `always`: a rule that answers the next ones. */
  'sessions.approve': {
    params: v.object({
      ...answer,
      input: v.optional(v.nullable(v.record(v.string(), v.unknown())), null),
      permissionMode: v.optional(v.nullable(PermissionMode), null),
      always: v.optional(v.nullable(NewRule), null),
    }),
    reply: row,
  },
  /** By the text of each question: a label, several of them where it takes several, or words of one's own. */
  'sessions.answer': {
    params: v.object({ ...answer, answers: Answers }),
    reply: row,
  },
  'sessions.deny': {
    params: v.object({
      ...answer,
      message: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(100_000))), null),
    }),
    reply: row,
  },
  'sessions.delete': { params: v.object(session), reply: row },
  'sessions.restore': { params: v.object(session), reply: row },
  /** What the trash holds of a session: its size in bytes, and what no snapshot could bring back (null: there is none). */
  'trash.contents': {
    params: v.object(session),
    reply: v.object({ bytes: v.number(), loses: v.nullable(v.array(v.string())) }),
  },
  /** Empties the trash of a session now, if its snapshot verifies. It can still be restored from that. */
  'trash.empty': { params: v.object(session), reply: row },
  /** At most one of `after` (the page that follows it) and `before` (the page that ends below it); neither: the tail. Strings beyond `cut` characters are cut and marked. */
  'events.page': {
    params: v.object({
      ...session,
      after: v.optional(v.nullable(Seq), null),
      before: v.optional(v.nullable(Seq), null),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
      cut: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(100))), null),
    }),
    reply: EventPage,
  },
  'events.get': {
    params: v.object({ ...session, seq: Seq }),
    reply: v.object({ event: SessionEvent }),
  },
  'events.search': {
    params: v.object({
      text: v.pipe(v.string(), v.maxLength(1000)),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)), 50),
    }),
    reply: v.object({ hits: v.array(SearchHit) }),
  },
  /** From now on this peer is told of the session's new events; null stops that. Replies with where the log ends. */
  'events.watch': {
    params: v.object({ id: v.nullable(SessionId) }),
    reply: v.object({ last: Seq }),
  },
  /** What the session's worktree holds that its base does not. Lines are null where they are not counted. */
  'changes.list': {
    params: v.object(session),
    reply: v.object({
      files: v.array(
        v.object({
          path: v.string(),
          added: v.nullable(v.number()),
          removed: v.nullable(v.number()),
          untracked: v.boolean(),
        }),
      ),
    }),
  },
  /** The same as one unified diff. */
  'changes.diff': { params: v.object(session), reply: v.object({ diff: v.string() }) },
  'repositories.recent': {
    params: v.object({}),
    reply: v.object({ repositories: v.array(v.object({ path: v.string(), lastUsedAt: Instant })) }),
  },
  /** What a repository path and base stand for, before anything is created. `uncommitted`: count the changes too. */
  'repositories.resolve': {
    params: v.object({
      repo: Path,
      base: v.optional(v.nullable(Ref), null),
      uncommitted: v.optional(v.boolean(), false),
    }),
    reply: v.object({
      repo: v.string(),
      base: v.object({ ref: v.string(), commit: v.string(), subject: v.string() }),
      refs: v.array(v.string()),
      /** Files that differ from HEAD, where that was asked for. */
      changes: v.optional(v.nullable(v.number()), null),
    }),
  },
  'paths.complete': {
    params: v.object({ prefix: v.pipe(v.string(), v.maxLength(4096)) }),
    reply: v.object({ paths: v.array(v.string()) }),
  },
  'agents.list': { params: v.object({}), reply: v.object({ agents: v.array(AgentInfo) }) },
  'settings.set': {
    params: v.object({ patch: v.partial(Settings) }),
    reply: v.object({ settings: Settings }),
  },
  /** What all sessions together cost since midnight, local time. */
  'usage.today': {
    params: v.object({}),
    reply: v.object({ since: Instant, costUsd: v.number(), tokens: Tokens }),
  },
  doctor: { params: v.object({}), reply: v.object({ findings: v.array(Finding) }) },
  'engine.status': {
    params: v.object({}),
    reply: v.object({
      pid: v.number(),
      live: v.number(),
      queued: v.number(),
      attached: v.number(),
      rssBytes: v.number(),
      uptimeMs: v.number(),
      url: v.nullable(v.string()),
    }),
  },
} as const;

export type Method = keyof typeof requests;
export type Params<M extends Method> = v.InferInput<(typeof requests)[M]['params']>;
export type ParsedParams<M extends Method> = v.InferOutput<(typeof requests)[M]['params']>;
export type Reply<M extends Method> = v.InferOutput<(typeof requests)[M]['reply']>;
