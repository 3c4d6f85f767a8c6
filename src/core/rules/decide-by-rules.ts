/**
 * Whether the rules of Lulu answer an agent's request for leave.
 *
 * Denying wins, wherever the rule is from. Nothing is looked up here: the caller hands in a file tool's path
 * with its symbolic links resolved, a way to resolve those of a command, and a shell whose folder is the
 * worktree or below.
 */
import type { Rule, RuleScope } from '../../contract/rules.ts';
import { decideShell } from './decide-shell.ts';
import { ask, byRule, type Decision, type ToolUse } from './decision.ts';
import { decideFile, fileToolOf } from './file-rules.ts';
import { decideWeb } from './web-rules.ts';

/** What only a person can answer, whatever the rules say. */
const personal = new Set(['AskUserQuestion', 'ExitPlanMode']);

/**
 * What `rules` say about one use of a tool. The order of `rules` does not matter: of several that fit, the
 * narrowest scope, then the narrowest match, then the oldest is named. A command of several parts may need several
 * rules; the one of its first part is named.
 */
export function decideByRules(rules: readonly Rule[], use: ToolUse): Decision {
  if (personal.has(use.tool)) return ask(null);
  const held = rules
    .filter((rule) => isFor(rule.tool, use.tool) && isWithin(rule.scope, use))
    .toSorted(byNarrowness);
  if (use.tool === 'Bash') return decideShell(held, use);
  if (use.tool === 'WebFetch') return decideWeb(held, use);
  if (fileToolOf(use.tool) !== null) return decideFile(held, use);
  return decideOther(held);
}

/** Tools Lulu does not look into: any use of them, or none. */
function decideOther(rules: readonly Rule[]): Decision {
  const whole = rules.filter(({ pattern }) => pattern === null);
  const denied = whole.find(({ behavior }) => behavior === 'deny');
  if (denied !== undefined) return byRule(denied);
  // A pattern that denies and cannot be judged must not be outdone by one that allows.
  if (rules.some(({ behavior }) => behavior === 'deny')) {
    return ask('a rule that denies has a pattern, which means nothing for this tool');
  }
  const [allowed] = whole;
  return allowed === undefined ? ask(null) : byRule(allowed);
}

/** `mcp__server__*` stands for every tool of that server; all other names for themselves. */
function isFor(name: string, tool: string): boolean {
  if (name === tool) return true;
  return /^mcp__.+__\*$/u.test(name) && tool.startsWith(name.slice(0, -1));
}

function isWithin(scope: RuleScope, use: ToolUse): boolean {
  switch (scope.kind) {
    case 'session':
      return scope.id === use.sessionId;
    case 'repository':
      return scope.path === use.repo;
    case 'everywhere':
      return true;
  }
}

const scopes = ['session', 'repository', 'everywhere'];
const matches = ['exact', 'prefix', 'wildcard'];

function byNarrowness(a: Rule, b: Rule): number {
  return (
    scopes.indexOf(a.scope.kind) - scopes.indexOf(b.scope.kind) ||
    Number(a.pattern === null) - Number(b.pattern === null) ||
    matches.indexOf(a.match) - matches.indexOf(b.match) ||
    compare(a.createdAt, b.createdAt) ||
    compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
