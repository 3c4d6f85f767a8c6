import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wellFormedJson } from '../../src/core/wire-text.ts';

describe('wellFormedJson', () => {
  test('replaces half a surrogate pair', () => {
    expect(wellFormedJson({ text: 'a\ud83d b\udc00' })).toBe('{"text":"a\ufffd b\ufffd"}');
  });

  test('keeps text that only looks like an escape', () => {
    const text = 'see \\ud83d and \\\\ud83d';
    expect(JSON.parse(wellFormedJson(text))).toBe(text);
  });

  test('says what toWellFormed says, for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (odd, text) => {
        const all = `${text}\\${odd}\ud800${text}`;
        expect(JSON.parse(wellFormedJson(all))).toBe(all.toWellFormed());
      }),
    );
  });
});
