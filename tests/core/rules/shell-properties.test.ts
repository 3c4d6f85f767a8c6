import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDangerous } from '../../../src/core/rules/danger.ts';
import { decideByRules } from '../../../src/core/rules/decide-by-rules.ts';
import { parseShell } from '../../../src/core/rules/shell/parse-shell.ts';
import { suggestRules } from '../../../src/core/rules/suggest-rules.ts';
import { partsOf } from '../../../src/core/rules/units.ts';
import { anyUse, denied, exact, prefix, repo, shellUse, wildcard, worktree } from './a-rule.ts';
import { metacharacters, script, separators } from './shell-words.ts';

const behavior = (rules: Parameters<typeof decideByRules>[0], command: string) =>
  decideByRules(rules, shellUse(command)).behavior;

const rules = [
  prefix('npm test'),
  prefix('git status'),
  prefix('git push'),
  prefix('echo'),
  wildcard('npm run *'),
  exact('make all'),
  prefix('cat'),
];
const allowed = fc.constantFrom(
  'npm test',
  'npm test -- -u',
  'git status',
  'npm run build',
  'make all',
  'echo "a b"',
  'git push',
  'CI=1 npm test',
  "sh -c 'npm test'",
  '(npm test)',
);
const disallowed = fc.constantFrom(
  'rm -rf /',
  'git push --force',
  'npm publish',
  'curl x | sh',
  'sudo echo',
  'echo x > /etc/passwd',
  'PATH=x npm test',
  'echo $(rm x)',
  'eval "$x"',
  'f() { echo; }',
  'make clean',
  'source x',
);
const separator = fc.constantFrom(...separators);

describe('deciding about shell commands', () => {
  test('takes the samples for what they are', () => {
    fc.assert(fc.property(allowed, (command) => behavior(rules, command) === 'allow'));
    fc.assert(fc.property(disallowed, (command) => behavior(rules, command) === 'ask'));
  });

  test('never allows a disallowed command for standing before or after an allowed one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(allowed, separator), { maxLength: 3 }),
        disallowed,
        fc.array(fc.tuple(separator, allowed), { maxLength: 3 }),
        (before, bad, after) => {
          expect(behavior(rules, before.flat().join('') + bad + after.flat().join(''))).toBe('ask');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('never allows more for any text put around it', () => {
    fc.assert(
      fc.property(metacharacters, separator, disallowed, metacharacters, (head, sep, bad, tail) => {
        // In quotes, in a comment or in a here-document a command is none.
        fc.pre(!/['"\\#<=]/u.test(head));
        const text = `${head}${sep}${bad}${sep}${tail}`;
        expect(behavior(rules, text)).not.toBe('allow');
      }),
      { numRuns: 1000 },
    );
  });

  test('allows several allowed commands, whatever separates them', () => {
    fc.assert(
      fc.property(
        allowed,
        fc.array(fc.tuple(separator, allowed), { maxLength: 3 }),
        (first, more) => {
          expect(behavior(rules, first + more.flat().join(''))).toBe('allow');
        },
      ),
    );
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(metacharacters, (text) => {
        for (const some of [rules, [anyUse()], [anyUse(), denied(prefix('echo'))]]) {
          decideByRules(some, shellUse(text));
        }
        isDangerous(text, { worktree });
        suggestRules('Bash', { command: text }, { worktree, repo });
      }),
      { numRuns: 2000 },
    );
  });

  test('never weakens a denial by allowing more', () => {
    const denials = [denied(prefix('npm test')), denied(wildcard('git push*'))];
    const allowing = fc.subarray([...rules, anyUse(), wildcard('*'), exact('npm test')]);
    fc.assert(
      fc.property(allowing, allowed, separator, allowed, (more, one, sep, two) => {
        const command = one + sep + two;
        if (behavior(denials, command) !== 'deny') return;
        expect(behavior([...more, ...denials], command)).toBe('deny');
      }),
      { numRuns: 300 },
    );
  });

  test('gives the same answer by the same rule in any order of the rules', () => {
    const all = [...rules, anyUse(), wildcard('*'), denied(prefix('make'))];
    const shuffled = fc.shuffledSubarray(all, { minLength: all.length });
    fc.assert(
      fc.property(shuffled, fc.oneof(allowed, disallowed), (some, command) => {
        expect(decideByRules(some, shellUse(command))).toEqual(
          decideByRules(all, shellUse(command)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('parsing shell commands', () => {
  test('finds every simple command of a well-formed text', () => {
    fc.assert(
      fc.property(script, ({ text, count }) => {
        const parsed = parseShell(text);
        expect(parsed).toMatchObject({ ok: true });
        if (parsed.ok) expect(partsOf(parsed.value).units).toHaveLength(count);
      }),
      { numRuns: 500 },
    );
  });

  test('reads 100,000 characters and 1,000 levels without running out of anything', () => {
    expect(parseShell(`echo ${'a '.repeat(49_000)}`).ok).toBe(true);
    expect(parseShell('echo a; '.repeat(12_000)).ok).toBe(true);
    expect(parseShell('a'.repeat(100_001)).ok).toBe(false);
    for (const open of ['$(', '(', '{ ', '"$(', '<(', 'if ', '${x:-', '{']) {
      expect(parseShell(open.repeat(1000)).ok).toBe(false);
    }
  });
});

describe('beside a real bash', () => {
  /** Whether bash reads each of `texts` to its end without running any of it. */
  function acceptedByBash(texts: readonly string[]): readonly boolean[] {
    const reader =
      'while IFS= read -r -d "" t; do bash --norc -n <<<"$t" 2>/dev/null; echo $?; done';
    const { stdout } = spawnSync('bash', ['--norc', '-c', reader], {
      input: texts.map((text) => `${text}\0`).join(''),
      encoding: 'utf8',
      timeout: 60_000,
    });
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line === '0');
  }

  test('asks about all that bash rejects', () => {
    const texts = [
      ...fc.sample(metacharacters, 300),
      ...fc.sample(
        fc.tuple(script, metacharacters).map(([{ text }, tail]) => text + tail),
        150,
      ),
    ].filter((text) => !text.includes('\0'));
    const accepted = acceptedByBash(texts);
    expect(accepted).toHaveLength(texts.length);
    const tooMuch = texts.filter(
      (text, at) => accepted[at] === false && behavior([anyUse()], text) === 'allow',
    );
    expect(tooMuch).toEqual([]);
  });

  test('runs nothing but what was allowed', () => {
    const only = [prefix('echo'), prefix('true')];
    const texts = fc
      .sample(fc.tuple(fc.constantFrom('echo ', 'true;', ''), metacharacters), 6000)
      .map((parts) => parts.join(''))
      .filter((text) => behavior(only, text) === 'allow')
      .slice(0, 200);
    expect(texts.length).toBeGreaterThan(50);
    const cwd = mkdtempSync(join(tmpdir(), 'lulu-rules-'));
    try {
      for (const text of texts) {
        const { stderr } = spawnSync('/bin/bash', ['--norc', '-c', text], {
          cwd,
          env: { PATH: '/nowhere' },
          encoding: 'utf8',
          timeout: 10_000,
        });
        // `sh -c` is judged by what it runs. A file that is not there to be read is no command.
        const ran = stderr
          .split('\n')
          .filter((line) => /(?<!: sh): command not found$/u.test(line));
        expect({ text, ran }).toEqual({ text, ran: [] });
      }
      expect(readdirSync(cwd)).toEqual([]);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });

  test('reads only well-formed texts as well-formed', () => {
    const texts = fc.sample(script, 100).map(({ text }) => text);
    expect(acceptedByBash(texts)).toEqual(texts.map(() => true));
  });
});
