/** A text that cannot be parsed, cut where commands may begin: to find what is denied, never to allow. */
import { unmasked } from './odd-characters.ts';
import { plainWord } from './shell/tree.ts';
import type { Unit } from './units.ts';

/** Words in front of a command that are not its name. */
const before =
  /^(?:[A-Za-z_]\w*(?:\[.*\])?\+?=.*|if|then|elif|else|do|while|until|!|time|coproc|function|command|builtin|exec|env|nohup|nice|sudo|doas|xargs|eval|-\w+)$/u;

/** Pieces of `text` as commands without quotes. Some are no commands at all. */
export function looseUnits(text: string): readonly Unit[] {
  const pieces = unmasked(text)
    .replaceAll(/\\\n/gu, '')
    .replaceAll(/["'\\]/gu, '')
    .split(/[;&|\n\r(){}`$<>]+/u);
  return pieces.flatMap((piece) => {
    const words = piece.split(/\s+/u).filter((word) => word !== '');
    const start = words.findIndex((word) => !before.test(word));
    const whole = words.length === 0 ? [] : [words];
    const command = start > 0 ? [words.slice(start)] : [];
    return [...whole, ...command].map((found) => ({
      words: found.map(plainWord),
      assignments: [],
      redirections: [],
      runs: null,
      isTransparent: false,
      reach: 1,
    }));
  });
}
