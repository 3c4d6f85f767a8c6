/** A rule's pattern against one simple command. */
import type { Rule } from '../../contract/rules.ts';
import { gitCommand } from './git-command.ts';
import { programOf } from './program.ts';
import { parseShell } from './shell/parse-shell.ts';
import { isDynamic, isPlain, STAR, type Assignment, type Word } from './shell/tree.ts';
import type { Unit } from './units.ts';
import { matchesStars } from './wildcard.ts';

/** `maybe`: the shell fills something in, and what it fills in decides. */
export type Verdict = 'yes' | 'maybe' | 'no';

/** A pattern as words. */
interface Pattern {
  readonly words: readonly Word[];
  readonly assignments: readonly Assignment[];
}

/** The pattern of a rule as one simple command; null where it is none, and so matches no part of a command. */
export function patternOf(rule: Rule): Pattern | null {
  const script = rule.pattern === null ? null : parseShell(rule.pattern);
  if (script?.ok !== true || script.value.pipelines.length !== 1) return null;
  const stages = script.value.pipelines[0]?.stages ?? [];
  const [command] = stages;
  if (stages.length !== 1 || command?.kind !== 'simple') return null;
  const { words, assignments, redirections } = command;
  return redirections.length > 0 || words.length === 0 ? null : { words, assignments };
}

/** Whether an allowing rule with a pattern covers the words of `unit` up to the program it really runs. */
export function allows(rule: Rule, unit: Unit): boolean {
  const pattern = patternOf(rule);
  if (pattern === null || pattern.words.some(isDynamic)) return false;
  const { words } = pattern;
  if (!areSameAssignments(pattern.assignments, unit.assignments)) return false;
  switch (rule.match) {
    case 'exact':
      return !unit.words.some(isDynamic) && lineOf(words) === lineOf(unit.words);
    case 'prefix':
      return words.length >= unit.reach && beginsWith(unit.words, words);
    case 'wildcard': {
      const free = words.findIndex(({ text }) => text.includes(STAR));
      const reached = free === -1 ? words.length : free;
      return (unit.reach <= 1 || reached >= unit.reach) && matchesLine(words, lineOf(unit.words));
    }
  }
}

/** Whether a denying rule names what `unit` does, or may. The program counts under any folder, git whatever its options. */
export function denies(rule: Rule, unit: Unit): Verdict {
  const pattern = patternOf(rule);
  if (pattern === null || unit.words.length === 0) return 'no';
  const name = programOf(unit.words);
  if (name === null) return 'maybe';
  const [first, ...rest] = unit.words;
  const spellings = [unit.words];
  if (first !== undefined && first.text !== name) {
    spellings.push([{ ...first, text: name }, ...rest]);
  }
  if (name === 'git') {
    const { subcommand, rest: tail } = gitCommand(unit.words);
    const at = unit.words.length - tail.length - 1;
    if (subcommand !== null)
      spellings.push([{ raw: name, text: name, substitutions: [] }, ...unit.words.slice(at)]);
  }
  const verdicts = spellings.map((words) => deniesWords(rule.match, pattern.words, words));
  // What a variable of the pattern stood for is not known either.
  if (verdicts.includes('yes')) return pattern.words.some(isDynamic) ? 'maybe' : 'yes';
  return verdicts.includes('maybe') ? 'maybe' : 'no';
}

function deniesWords(
  match: Rule['match'],
  pattern: readonly Word[],
  words: readonly Word[],
): Verdict {
  const line = lineOf(words);
  const wanted = lineOf(pattern);
  const isYes =
    match === 'exact'
      ? line === wanted
      : match === 'prefix'
        ? beginsLoosely(words, pattern)
        : matchesLine(pattern, line);
  if (isYes) return 'yes';
  const open = words.findIndex((word) => !isPlain(word));
  if (open === -1) return 'no';
  // Up to where the shell fills in, both must agree for the rest to be able to.
  const known = line.slice(0, line.search(/[\uE000-\uE004]/u));
  const star = match === 'wildcard' ? wanted.indexOf(STAR) : -1;
  const fixed = star === -1 ? wanted : wanted.slice(0, star);
  return known.startsWith(fixed) || fixed.startsWith(known) ? 'maybe' : 'no';
}

function beginsWith(words: readonly Word[], start: readonly Word[]): boolean {
  return start.length <= words.length && start.every(({ text }, at) => text === words[at]?.text);
}

/** Like `beginsWith`, with options, and values of theirs, between the words: `npm --silent publish` publishes too. */
function beginsLoosely(words: readonly Word[], start: readonly Word[]): boolean {
  // Every place where the next word may stand: trying one after the other would try each combination.
  let places = new Set([0]);
  for (const { text } of start) {
    const next = new Set<number>();
    for (const at of places) {
      const word = words[at];
      if (word?.text === text) next.add(at + 1);
      if (word !== undefined && /^-./u.test(word.text)) places.add(at + 1).add(at + 2);
    }
    places = next;
  }
  return places.size > 0;
}

/** `npm test *` also stands for `npm test` alone. */
function matchesLine(pattern: readonly Word[], line: string): boolean {
  const text = lineOf(pattern);
  return (
    matchesStars(text, line, STAR) ||
    (text.endsWith(` ${STAR}`) && matchesStars(text.slice(0, -2), line, STAR))
  );
}

/** Words as one text in which a blank only stands between words. */
function lineOf(words: readonly Word[]): string {
  return words
    .map(({ text }) => (text === '' ? '\uE006' : text.replaceAll(' ', '\uE005')))
    .join(' ');
}

/** A pattern that sets nothing leaves the judging of assignments to `assignmentProblem`. */
function areSameAssignments(
  pattern: readonly Assignment[],
  command: readonly Assignment[],
): boolean {
  if (pattern.length === 0) return true;
  return (
    pattern.length === command.length &&
    pattern.every(({ name, value }, at) => {
      const other = command[at];
      return name === other?.name && isPlain(value) && value.text === other.value.text;
    })
  );
}

/** Whether the pattern says itself what is set in front of the command. */
export function namesAssignments(rule: Rule): boolean {
  return (patternOf(rule)?.assignments.length ?? 0) > 0;
}
