/** Rules: what a person allowed or denied once and for all. Lulu's own; never written into a repository. */
import * as v from 'valibot';
import { Instant, SessionId } from './ids.ts';
import { Path } from './text.ts';

/** A rule's id: a UUID. */
export const RuleId = v.pipe(v.string(), v.uuid('is not a rule id (a UUID)'), v.brand('RuleId'));
export type RuleId = v.InferOutput<typeof RuleId>;

/** Where a rule holds. `path` is the absolute path of the user's clone, as a row's `repo`. */
export const RuleScope = v.variant('kind', [
  v.object({ kind: v.literal('session'), id: SessionId }),
  v.object({ kind: v.literal('repository'), path: Path }),
  v.object({ kind: v.literal('everywhere') }),
]);
export type RuleScope = v.InferOutput<typeof RuleScope>;

/**
 * `tool`: the agent's name for it; `mcp__server__*` stands for all tools of one MCP server.
 * `pattern`: a shell command (Bash), a path (file tools), a host (WebFetch); null is any use of the tool.
 * `match`: how a command or path is compared; a host says it itself (`*.host`).
 */
const said = {
  scope: RuleScope,
  tool: v.pipe(v.string(), v.regex(/^[\w.-]{1,200}(?:__\*)?$/u, 'is not the name of a tool')),
  pattern: v.nullable(
    v.pipe(
      v.string(),
      v.check((text) => text.trim() !== '', 'is empty. Leave it out to mean any use of the tool'),
      v.maxLength(10_000, 'is longer than 10,000 characters'),
      v.check((text) => !text.includes('\0'), 'holds a NUL character'),
      v.check((text) => text.isWellFormed(), 'holds half a surrogate pair (broken Unicode)'),
    ),
  ),
  match: v.picklist(['exact', 'prefix', 'wildcard']),
  behavior: v.picklist(['allow', 'deny']),
};

/** A rule as a person makes it. */
export const NewRule = v.object(said);
export type NewRule = v.InferOutput<typeof NewRule>;

export const Rule = v.object({ id: RuleId, ...said, createdAt: Instant });
export type Rule = v.InferOutput<typeof Rule>;
