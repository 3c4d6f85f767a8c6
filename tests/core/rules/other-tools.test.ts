import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/contract/rules.ts';
import { decideByRules } from '../../../src/core/rules/decide-by-rules.ts';
import { aRule, repo, sessionId, worktree } from './a-rule.ts';

function rule(tool: string, pattern: string | null, match: Rule['match'] = 'exact'): Rule {
  return aRule({ tool, pattern, match, behavior: 'allow' });
}

const deny = (one: Rule): Rule => ({ ...one, behavior: 'deny' });

function decide(rules: readonly Rule[], tool: string, input: unknown): string {
  return decideByRules(rules, { tool, input, sessionId, repo, worktree }).behavior;
}

describe('files', () => {
  const rules = [
    rule('Write', 'src', 'prefix'),
    rule('Write', 'docs/*.md', 'wildcard'),
    rule('Write', '**/*.test.ts', 'wildcard'),
    rule('Write', 'README', 'exact'),
    rule('Write', '/srv/data', 'prefix'),
    rule('Write', '../escape', 'prefix'),
    rule('Write', '.claude', 'prefix'),
    rule('Write', '.claude/agents/a.md', 'exact'),
    deny(rule('Write', 'src/secret', 'prefix')),
  ];

  test.each([
    [`${worktree}/src/a.ts`, 'allow'],
    ['src/a.ts', 'allow'],
    ['./src//a.ts', 'allow'],
    [`${worktree}/src`, 'allow'],
    [`${worktree}/srcs/a.ts`, 'ask'],
    [`${worktree}/src/../a.ts`, 'ask'],
    [`${worktree}/x/../src/a.ts`, 'allow'],
    [`${worktree}/src/../../shop2/src/a.ts`, 'ask'],
    [`${worktree}2/src/a.ts`, 'ask'],
    ['/src/a.ts', 'ask'],
    [`${worktree}/docs/a.md`, 'allow'],
    [`${worktree}/docs/b/a.md`, 'ask'],
    [`${worktree}/docs/a.mdx`, 'ask'],
    [`${worktree}/a.test.ts`, 'allow'],
    [`${worktree}/x/y/a.test.ts`, 'allow'],
    ['/tmp/a.test.ts', 'ask'],
    [`${worktree}/README`, 'allow'],
    [`${worktree}/README/x`, 'ask'],
    [`${worktree}/readme`, 'ask'],
    ['/srv/data/x', 'allow'],
    ['/srv/data/../x', 'ask'],
    ['/srv/database', 'ask'],
    ['/home/ada/trees/escape', 'ask'],
    ['~/x', 'ask'],
    ['', 'ask'],
    [`${worktree}/src/a\0.ts`, 'ask'],
    [`${worktree}/src/a\u200b.ts`, 'ask'],
    [`${worktree}/src/a\n.ts`, 'allow'],
    [`${worktree}/src/secret/key`, 'deny'],
    [`${worktree}/SRC/Secret/key`, 'deny'],
    [`${worktree}/src/x/../secret`, 'deny'],
    [`${worktree}/.claude/settings.json`, 'ask'],
    [`${worktree}/.claude/agents/a.md`, 'allow'],
  ])('writing %j: %s', (file_path, decision) => {
    expect(decide(rules, 'Write', { file_path, content: '' })).toBe(decision);
  });

  test.each([
    ['Write', { file_path: 'a' }, 'allow'],
    ['Write', { file_path: '/tmp/a' }, 'ask'],
    ['Write', { file_path: '.git/hooks/pre-commit' }, 'ask'],
    ['Edit', { file_path: '.git' }, 'ask'],
    ['Edit', { file_path: '.GIT/config' }, 'ask'],
    ['MultiEdit', { file_path: 'a' }, 'allow'],
    ['NotebookEdit', { notebook_path: 'a.ipynb' }, 'allow'],
    ['NotebookEdit', { notebook_path: '/etc/x' }, 'ask'],
    ['NotebookEdit', { file_path: 'a' }, 'ask'],
    ['Read', { file_path: '/etc/hosts' }, 'allow'],
    ['Read', { file_path: '/home/ada/.ssh/id_ed25519' }, 'ask'],
    ['Read', { file_path: 7 }, 'ask'],
    ['Read', null, 'ask'],
    ['Read', { file_path: '/home/ada/.aws/credentials' }, 'ask'],
    ['Read', { file_path: '/proc/self/environ' }, 'ask'],
    ['Read', { file_path: 'src/../../shop2/x' }, 'allow'],
    ['Grep', { pattern: 'x', path: '/home/ada' }, 'ask'],
    ['Grep', { pattern: 'x', path: 'src/..' }, 'allow'],
    ['LS', { path: '/' }, 'ask'],
    ['Glob', { pattern: '**' }, 'allow'],
    ['Grep', { pattern: 'x' }, 'allow'],
  ])('any use of %s with %j: %s', (tool, input, decision) => {
    expect(decide([rule(tool, null)], tool, input)).toBe(decision);
  });

  test('a search is where its glob leads, and asks where a denied path lies below', () => {
    const inside = [rule('Glob', '.', 'prefix')];
    expect(decide(inside, 'Glob', { pattern: 'src/**/*.ts' })).toBe('allow');
    expect(decide(inside, 'Glob', { pattern: '../**' })).toBe('ask');
    expect(decide(inside, 'Glob', { pattern: '/etc/*' })).toBe('ask');
    expect(decide(inside, 'Glob', { pattern: '*/../../x' })).toBe('ask');
    const but = [...inside, deny(rule('Glob', 'src/secret/**', 'wildcard'))];
    expect(decide(but, 'Glob', { pattern: 'src/secret/x' })).toBe('deny');
    expect(decide(but, 'Glob', { pattern: '**' })).toBe('ask');
    expect(decide(but, 'Glob', { pattern: 'docs/**' })).toBe('allow');
  });
});

describe('the web', () => {
  const rules = [
    rule('WebFetch', 'example.org'),
    rule('WebFetch', '*.example.net', 'wildcard'),
    deny(rule('WebFetch', '*.bad.example.net', 'wildcard')),
  ];

  test.each([
    ['https://example.org', 'allow'],
    ['https://example.org/', 'allow'],
    ['http://example.org:8080/a?b#c', 'allow'],
    ['HTTPS://EXAMPLE.ORG/a', 'allow'],
    ['https://example.org./a', 'allow'],
    ['https://example.org@evil.example/', 'ask'],
    ['https://evil.example@example.org/', 'ask'],
    ['https://example.org:x@evil.example/', 'ask'],
    ['https://example.org\\@evil.example/', 'ask'],
    ['https://evil.example\\example.org/', 'ask'],
    ['https://example.org.evil.example/', 'ask'],
    ['https://sub.example.org/', 'ask'],
    ['https://evil.example/example.org', 'ask'],
    ['https://evil.example/?https://example.org', 'ask'],
    ['https://evil.example#@example.org', 'ask'],
    ['https:example.org', 'ask'],
    ['https:///example.org', 'ask'],
    ['//example.org', 'ask'],
    ['file:///etc/passwd', 'ask'],
    ['ftp://example.org/', 'ask'],
    ['https://exаmple.org/', 'ask'],
    ['https://example。org/', 'ask'],
    ['https://example.org\u200b/', 'ask'],
    ['https://ex%61mple.org/', 'ask'],
    ['https://exam\tple.org/', 'ask'],
    ['https://a.example.net/', 'allow'],
    ['https://a.b.example.net/', 'allow'],
    ['https://example.net/', 'ask'],
    ['https://aexample.net/', 'ask'],
    ['https://x.bad.example.net/', 'deny'],
    ['https://me@x.bad.example.net/', 'deny'],
    ['https://X.BAD.example.net:1/', 'deny'],
    ['https:\\\\x.bad.example.net', 'deny'],
    ['https://x.b%61d.example.net', 'deny'],
    ['', 'ask'],
  ])('%j: %s', (url, decision) => {
    expect(decide(rules, 'WebFetch', { url, prompt: 'x' })).toBe(decision);
  });

  test.each([
    ['https://1.2.3.4/', 'allow'],
    ['https://16909060/', 'ask'],
    ['https://0x7f.1/', 'ask'],
    ['https://0177.0.0.1/', 'ask'],
    ['https://[::1]/', 'ask'],
    ['https://a..b/', 'ask'],
  ])('any use with %j: %s', (url, decision) => {
    expect(decide([rule('WebFetch', null)], 'WebFetch', { url })).toBe(decision);
  });
});

describe('all other tools', () => {
  test.each([
    ['mcp__github__get_issue', 'allow'],
    ['mcp__github__get_issues', 'ask'],
    ['mcp__files__read', 'allow'],
    ['mcp__files__delete', 'deny'],
    ['mcp__filesystem__read', 'ask'],
    ['WebSearch', 'allow'],
    ['Task', 'ask'],
    ['AskUserQuestion', 'ask'],
    ['ExitPlanMode', 'ask'],
  ])('%s: %s', (tool, decision) => {
    const rules = [
      rule('mcp__github__get_issue', null),
      rule('mcp__files__*', null),
      deny(rule('mcp__files__delete', null)),
      rule('WebSearch', null),
      rule('Task', 'x'),
      rule('AskUserQuestion', null),
      rule('ExitPlanMode', null),
    ];
    expect(decide(rules, tool, {})).toBe(decision);
  });

  test('a denying pattern that means nothing for a tool is not outdone by an allow', () => {
    expect(decide([rule('Task', null), deny(rule('Task', 'x'))], 'Task', {})).toBe('ask');
  });
});

describe('where a rule holds', () => {
  const test1 = { tool: 'Bash', input: { command: 'npm test' }, sessionId, repo, worktree };
  const scoped = (scope: Rule['scope'], behavior: Rule['behavior'] = 'allow'): Rule =>
    aRule({ pattern: 'npm test', match: 'prefix', behavior, scope });
  const here = { kind: 'session', id: sessionId } as Rule['scope'];
  const elsewhere = { kind: 'repository', path: '/home/ada/other' } as const;
  const everywhere = { kind: 'everywhere' } as const;

  test('is its session, its repository, or everywhere', () => {
    expect(decideByRules([scoped(here)], test1).behavior).toBe('allow');
    expect(decideByRules([scoped(here)], { ...test1, sessionId: 'x' }).behavior).toBe('ask');
    expect(decideByRules([scoped({ kind: 'repository', path: repo })], test1).behavior).toBe(
      'allow',
    );
    expect(decideByRules([scoped(elsewhere)], test1).behavior).toBe('ask');
    expect(decideByRules([scoped(everywhere)], test1).behavior).toBe('allow');
  });

  test('does not matter to a denial: no narrower allow weakens it', () => {
    expect(decideByRules([scoped(here), scoped(everywhere, 'deny')], test1).behavior).toBe('deny');
    expect(decideByRules([scoped(everywhere), scoped(here, 'deny')], test1).behavior).toBe('deny');
    expect(decideByRules([scoped(everywhere), scoped(elsewhere, 'deny')], test1).behavior).toBe(
      'allow',
    );
  });

  test('names the narrowest rule', () => {
    const narrow = scoped(here);
    expect(decideByRules([scoped(everywhere), narrow], test1)).toMatchObject({ rule: narrow });
  });
});

test('leaving the sandbox is asked about under any rule', () => {
  const input = { command: 'npm test', dangerouslyDisableSandbox: true };
  expect(decide([rule('Bash', 'npm test'), rule('Bash', null)], 'Bash', input)).toBe('ask');
});
