import { describe, expect, test } from 'vitest';
import { decideByRules } from '../../../src/core/rules/decide-by-rules.ts';
import { shellUse } from './a-rule.ts';
import { attacks } from './attack-table.ts';
import { groups } from './shell-table.ts';

describe.each([...groups, ...attacks])('$about', ({ rules, rows }) => {
  test.each(rows)('%j: %s', (command, decision) => {
    expect(decideByRules(rules, shellUse(command))).toMatchObject({ behavior: decision });
  });
});

test('the table has 300 rows and no command twice under the same rules', () => {
  const rows = [...groups, ...attacks].flatMap(({ about, rows }) =>
    rows.map(([command]) => `${about}: ${command}`),
  );
  expect(rows.length).toBeGreaterThanOrEqual(300);
  expect(new Set(rows).size).toBe(rows.length);
});
