import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionView } from '../../src/contract/rows.ts';
import { isActive, matches, ordered, rankOf } from '../../src/core/row-order.ts';
import { row, sessionId } from '../helpers/rows.ts';

const statuses = ['Starting', 'Running', 'Waiting', 'Completed', 'Failed', 'Interrupted'] as const;
const someRows = fc.uniqueArray(
  fc.record({ number: fc.nat(50), status: fc.constantFrom(...statuses), restored: fc.boolean() }),
  { selector: ({ number }) => number },
);
const rowsOf = (drafts: { number: number; status: SessionView['status']; restored: boolean }[]) =>
  drafts.map(({ number, ...changes }) => row(number, changes));
const names = (rows: readonly SessionView[]) => rows.map(({ name }) => name);

describe('ordered', () => {
  test('puts the newest first, and the oldest the other way round', () => {
    const rows = [row(2), row(3), row(1)];
    expect(names(ordered(rows, 'newest', new Map()))).toEqual([
      'Session 3',
      'Session 2',
      'Session 1',
    ]);
    expect(names(ordered(rows, 'oldest', new Map()))).toEqual([
      'Session 1',
      'Session 2',
      'Session 3',
    ]);
  });

  test('puts those at work first, then newest; a restored one is not at work', () => {
    const rows = [
      row(5, { status: 'Interrupted' }),
      row(4, { restored: true }),
      row(3, { status: 'Waiting' }),
      row(2, { status: 'Failed' }),
      row(1),
    ];
    expect(ordered(rows, 'active', rankOf(rows)).map(({ id }) => id)).toEqual(
      [3, 1, 5, 4, 2].map(sessionId),
    );
  });

  test('moves no row when a status changes after the ranking', () => {
    fc.assert(
      fc.property(someRows, fc.constantFrom(...statuses), (drafts, status) => {
        const before = rowsOf(drafts);
        const rank = rankOf(before);
        const after = before.map((one) => ({ ...one, status, restored: false }));
        expect(names(ordered(after, 'active', rank))).toEqual(
          names(ordered(before, 'active', rank)),
        );
      }),
    );
  });

  test('puts a session made after the ranking on top', () => {
    const rows = [row(1), row(2, { status: 'Completed' })];
    const rank = rankOf(rows);
    expect(ordered([...rows, row(3)], 'active', rank)[0]?.id).toBe(sessionId(3));
  });
});

describe('matches', () => {
  test('wants every word, anywhere in what the row shows, in any case', () => {
    const shown = row(1, { name: 'Fix Login', status: 'Failed', failureReason: 'Out of credit' });
    expect(matches(shown, 'login FAILED')).toBe(true);
    expect(matches(shown, 'credit shop main')).toBe(true);
    expect(matches(shown, 'login missing')).toBe(false);
    expect(matches(shown, '   ')).toBe(true);
  });
});

test('isActive is false for what has ended and for what was not reattached', () => {
  expect(isActive(row(1))).toBe(true);
  expect(isActive(row(1, { restored: true }))).toBe(false);
  expect(isActive(row(1, { status: 'Interrupted' }))).toBe(false);
});
