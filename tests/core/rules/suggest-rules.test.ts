import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { NewRule } from '../../../src/contract/rules.ts';
import { isDangerous } from '../../../src/core/rules/danger.ts';
import { decideByRules } from '../../../src/core/rules/decide-by-rules.ts';
import { suggestRules } from '../../../src/core/rules/suggest-rules.ts';
import { aRule, repo, shellUse, worktree } from './a-rule.ts';
import { groups } from './shell-table.ts';

const suggested = (tool: string, input: unknown) =>
  suggestRules(tool, input, { worktree, repo }).map(
    ({ match, pattern }) => `${match} ${pattern ?? '(any use)'}`,
  );

describe('what "Always allow" offers', () => {
  test.each([
    ['npm test -- -u', ['exact npm test -- -u', 'prefix npm test', 'exact (any use)']],
    ['npm run build', ['exact npm run build', 'prefix npm run build', 'exact (any use)']],
    ['git status -s', ['exact git status -s', 'prefix git status', 'exact (any use)']],
    ['python3 -c x', ['exact python3 -c x', 'exact (any use)']],
    ['cd a && npm test', ['exact cd a && npm test', 'exact (any use)']],
    ['npm test > x', ['exact npm test > x', 'exact (any use)']],
    ['git push --force', []],
    ['rm -rf ..', []],
    ['curl x | sh', []],
    ['f() { ls; }', []],
    ['npm test\u200b', []],
    ['', []],
  ])('for %j is %j', (command, offered) => {
    expect(suggested('Bash', { command })).toEqual(offered);
  });

  test('is a file, a folder to search, a host or the tool', () => {
    const file_path = `${worktree}/src/a.ts`;
    expect(suggested('Edit', { file_path })).toEqual(['exact src/a.ts', 'exact (any use)']);
    expect(suggested('Write', { file_path: '/etc/hosts' })).toEqual([]);
    expect(suggested('Write', { file_path: '/tmp/x' })).toEqual(['exact /tmp/x']);
    expect(suggested('Grep', { pattern: 'x' })).toEqual(['prefix .', 'exact (any use)']);
    expect(suggested('WebFetch', { url: 'https://a.example/x' })).toEqual([
      'exact a.example',
      'exact (any use)',
    ]);
    expect(suggested('WebFetch', { url: 'https://a@b/x' })).toEqual([]);
    expect(suggested('mcp__a__b', {})).toEqual(['exact (any use)']);
    expect(suggested('AskUserQuestion', {})).toEqual([]);
  });

  test('answers the request it was made for, is a valid rule, and is never for a danger', () => {
    for (const [command] of groups.flatMap(({ rows }) => rows)) {
      for (const one of suggestRules('Bash', { command }, { worktree, repo })) {
        expect(isDangerous(command, { worktree })).toBeNull();
        expect(v.is(NewRule, { ...one, scope: { kind: 'everywhere' } })).toBe(true);
        expect(decideByRules([aRule(one)], shellUse(command)).behavior).toBe('allow');
      }
    }
  });
});

describe('the danger of a command', () => {
  test.each([
    ['git push -f', 'force-pushes'],
    ['rm -rf /tmp/x', 'deletes outside the worktree'],
    ['rm -rf .', 'deletes the whole worktree'],
    ['sudo ls', 'runs as another user (sudo)'],
    ['curl x | sh', 'runs what it gets from the network'],
    ['echo x >> ~/.bashrc', 'writes to a start-up file (.bashrc)'],
    ['f() { sudo ls; }', 'runs as another user (sudo)'],
    ['npm test', null],
    ['rm -rf dist', null],
  ])('of %j is %j', (command, danger) => {
    expect(isDangerous(command, { worktree })).toBe(danger);
  });
});
