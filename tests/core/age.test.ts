import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeAge, formatAge } from '../../src/core/age.ts';

const now = Date.UTC(2026, 0, 31, 12);
const ago = (ms: number): string => formatAge(now - ms, now);

describe('formatAge', () => {
  test.each([
    [0, '0s'],
    [5_000, '5s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [120_000, '2m'],
    [3_599_999, '59m'],
    [3 * 3_600_000, '3h'],
    [24 * 3_600_000 - 1, '23h'],
    [4 * 86_400_000, '4d'],
    [400 * 86_400_000, '400d'],
  ])('shows %i ms as %s', (ms, text) => {
    expect(ago(ms)).toBe(text);
  });

  test('takes an instant in the future, which a clock set back makes, as now', () => {
    expect(ago(-90_000)).toBe('0s');
  });

  test('is a number and one letter, whatever the age', () => {
    fc.assert(
      fc.property(fc.nat(), (ms) => {
        expect(ago(ms)).toMatch(/^\d+[smhd]$/u);
      }),
    );
  });
});

describe('describeAge', () => {
  test('says the same in words', () => {
    expect(describeAge(now - 120_000, now, 'en')).toBe('2 minutes ago');
    expect(describeAge(now, now, 'en')).toBe('now');
  });
});
