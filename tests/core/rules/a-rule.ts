/** Rules in short, for tables. */
import * as v from 'valibot';
import { Rule } from '../../../src/contract/rules.ts';
import type { ToolUse } from '../../../src/core/rules/decision.ts';

export const sessionId = '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10';
export const worktree = '/home/ada/trees/shop';
export const repo = '/home/ada/shop';

type Short = Pick<Rule, 'pattern' | 'match' | 'behavior'> & Partial<Pick<Rule, 'tool' | 'scope'>>;

let made = 0;

/** A rule for Bash that holds everywhere, unless said otherwise; each with an id of its own. */
export function aRule(short: Short): Rule {
  made += 1;
  return v.parse(Rule, {
    id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    scope: { kind: 'everywhere' },
    tool: 'Bash',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...short,
  });
}

export const exact = (pattern: string): Rule =>
  aRule({ pattern, match: 'exact', behavior: 'allow' });
export const prefix = (pattern: string): Rule =>
  aRule({ pattern, match: 'prefix', behavior: 'allow' });
export const wildcard = (pattern: string): Rule =>
  aRule({ pattern, match: 'wildcard', behavior: 'allow' });
export const anyUse = (): Rule => aRule({ pattern: null, match: 'exact', behavior: 'allow' });
export const denied = (rule: Rule): Rule => ({ ...rule, behavior: 'deny' });

export function shellUse(command: string): ToolUse {
  return { tool: 'Bash', input: { command }, sessionId, repo, worktree };
}
