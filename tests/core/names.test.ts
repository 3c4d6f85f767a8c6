import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameFromPrompt } from '../../src/core/names.ts';

/** What names trip over; fast-check's whole Unicode takes seconds to set up. */
const oneOf = fc.constantFrom(...'ab -#>*`\n\t\r\0\u0007\u2028\u200b\ufeffé😀\ud800'.split(''));

describe('nameFromPrompt', () => {
  test.each([
    ['Fix the login', 'Fix the login'],
    ['\n\n# Fix the login\nIt is broken', 'Fix the login'],
    ['- a list', 'a list'],
    ['tab\tand\u0007bell', 'tab and bell'],
    ['/init', '/init'],
    ['###', 'Untitled'],
  ])('of %j is %j', (prompt, name) => {
    expect(nameFromPrompt(prompt)).toBe(name);
  });

  test('is cut at a word', () => {
    const name = nameFromPrompt(
      `Rewrite the session list so that ${'very '.repeat(20)}long names fit`,
    );
    expect(name).toMatch(/ very…$/u);
    expect(Array.from(name).length).toBeLessThanOrEqual(60);
  });

  test('is one short line that says something, whatever the prompt', () => {
    fc.assert(
      fc.property(fc.string({ unit: oneOf }), (prompt) => {
        const name = nameFromPrompt(prompt);
        expect(name).not.toMatch(/\p{Cc}/u);
        expect(name.trim()).not.toBe('');
        expect(Array.from(name).length).toBeLessThanOrEqual(60);
      }),
    );
  });
});
