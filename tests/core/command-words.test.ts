import { expect, test } from 'vitest';
import { commandWords } from '../../src/core/command-words.ts';

test.each([
  ['code --wait', ['code', '--wait']],
  ['  "/opt/My Editor/bin" -n ', ['/opt/My Editor/bin', '-n']],
  [`term --title 'a "b" \\c'`, ['term', '--title', 'a "b" \\c']],
  ['a\\ b "c\\"d" \'\'', ['a b', 'c"d', '']],
  ['x$(y);z && w', ['x$(y);z', '&&', 'w']],
  ['', []],
])('takes %j apart without a shell', (text, words) => {
  expect(commandWords(text)).toEqual(words);
});

test.each(['"open', "it's"])('has no words for %j, whose quote stays open', (text) => {
  expect(commandWords(text)).toBeUndefined();
});
