/** What rules say about one use of a tool. */
import type { Rule } from '../../contract/rules.ts';

/**
 * `ask` with a reason: rules were not enough, in a phrase for people. Null: there is simply none for it.
 */
export type Decision =
  | { readonly behavior: 'allow' | 'deny'; readonly rule: Rule }
  | { readonly behavior: 'ask'; readonly reason: string | null };

/** One use of a tool. `repo` and `worktree` are absolute paths, as in a session's row. */
export interface ToolUse {
  readonly tool: string;
  readonly input: unknown;
  readonly sessionId: string;
  readonly repo: string;
  readonly worktree: string;
  /** Where an absolute path leads, its links followed; without it, paths are taken as they are written. */
  readonly realPath?: ((path: string) => string) | undefined;
}

export function ask(reason: string | null): Decision {
  return { behavior: 'ask', reason };
}

export function byRule(rule: Rule): Decision {
  return { behavior: rule.behavior, rule };
}
