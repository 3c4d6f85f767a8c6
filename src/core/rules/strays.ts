/**
 * Words a prefix or a wildcard lets through without having named them, and that lead elsewhere: `npm test
 * --prefix /tmp/x` tests another package than the one that was meant.
 */
import type { Rule } from '../../contract/rules.ts';
import { isHarmlessDevice, judgesPaths } from './danger-delete.ts';
import { gitCommand } from './git-command.ts';
import { placeOf, type Surroundings } from './paths.ts';
import { programOf } from './program.ts';
import { isHarmlessWithAny, isOnlyReading } from './reading.ts';
import { pathsIn } from './sensitive.ts';
import { patternOf } from './shell-patterns.ts';
import { isDynamic, type Word } from './shell/tree.ts';
import type { Unit } from './units.ts';

/** Why `rule`, which allows the words of `unit`, does not cover them all; null where it does. */
export function strayProblem(rule: Rule, unit: Unit, around: Surroundings): string | null {
  if (rule.match === 'exact') return null;
  const program = programOf(unit.words) ?? '';
  const free = freeWords(rule, unit);
  const isJudged = isOnlyReading(program, unit.words) || judgesPaths(program);
  // The folder git works in is no operand of what it reads.
  const options = program === 'git' ? gitCommand(unit.words).options : [];
  for (const word of free) {
    if (isDynamic(word) && !isHarmlessWithAny(program)) {
      return 'an argument the shell fills in may be an option';
    }
    if (isJudged && !options.includes(word)) continue;
    if (leadsOutside(word, around)) return `"${shown(word)}" lies outside the worktree`;
  }
  return null;
}

function freeWords(rule: Rule, { words }: Unit): readonly Word[] {
  const named = patternOf(rule)?.words ?? [];
  if (rule.match === 'prefix') return words.slice(named.length);
  const texts = new Set(named.map(({ text }) => text));
  return words.slice(1).filter(({ text }) => !texts.has(text));
}

function leadsOutside({ text }: Word, around: Surroundings): boolean {
  return pathsIn(text)
    .flatMap((path) => [path, ...path.split(/[=,]/u)])
    .map((path) => path.replace(/^@/u, ''))
    .some((path) => {
      if (/^file:/iu.test(path)) return true;
      if (path === '' || isHarmlessDevice(path)) return false;
      return !/^(?:root|inside|guarded)$/u.test(placeOf(path, around));
    });
}

function shown({ raw }: Word): string {
  return raw.length > 60 ? `${raw.slice(0, 59)}…` : raw;
}
