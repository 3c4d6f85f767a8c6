import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snippetParts } from '../../src/core/snippet-parts.ts';

test('takes marked words out of a snippet', () => {
  expect(snippetParts('a \u0002b\u0003 c\u0002d\u0003')).toEqual([
    { text: 'a ', isMatch: false },
    { text: 'b', isMatch: true },
    { text: ' c', isMatch: false },
    { text: 'd', isMatch: true },
  ]);
});

test('loses no character but the marks, however they lie', () => {
  const character = fc.constantFrom('\u0002', '\u0003', 'a', ' ', '\n');
  fc.assert(
    fc.property(fc.array(character), (characters) => {
      const snippet = characters.join('');
      const text = snippetParts(snippet).map((part) => part.text);
      expect(text.join('')).toBe(snippet.replaceAll(/[\u0002\u0003]/gu, ''));
      expect(text).not.toContain('');
    }),
  );
});
