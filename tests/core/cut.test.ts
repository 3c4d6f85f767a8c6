import { describe, expect, test } from 'vitest';
import { cutStrings } from '../../src/core/cut.ts';

describe('cutStrings', () => {
  test('cuts a long string and says how much is missing', () => {
    expect(cutStrings('abcdefgh', 3)).toBe('abc… [5 more characters]');
  });

  test('leaves a string of exactly the limit alone', () => {
    expect(cutStrings('abc', 3)).toBe('abc');
  });

  test('reaches strings at any place of a value, and keeps everything else', () => {
    const value = { a: ['xxxx', 1, null, { b: 'yyyy', c: true }], d: 'z' };
    expect(cutStrings(value, 2)).toEqual({
      a: ['xx… [2 more characters]', 1, null, { b: 'yy… [2 more characters]', c: true }],
      d: 'z',
    });
  });

  test('hands back the same value where nothing is too long', () => {
    const value = { a: ['x', { b: 'y' }] };
    expect(cutStrings(value, 10)).toBe(value);
  });

  test('does not change what it was given', () => {
    const value = { a: ['xxxx'] };
    cutStrings(value, 2);
    expect(value).toEqual({ a: ['xxxx'] });
  });

  test('never cuts through a character of two units', () => {
    expect(cutStrings('ab😀cd', 3)).toBe('ab… [4 more characters]');
  });

  test('keeps a key called __proto__ as data', () => {
    const value: unknown = JSON.parse('{"__proto__": "xxxx"}');
    expect(JSON.stringify(cutStrings(value, 2))).toBe('{"__proto__":"xx… [2 more characters]"}');
  });

  test('survives nesting no agent would write', () => {
    let value: unknown = 'x'.repeat(10);
    for (let depth = 0; depth < 5000; depth += 1) value = [value];
    expect(cutStrings(value, 2)).toBe(value);
  });
});
