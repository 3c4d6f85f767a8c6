/** Rules against a shell command. */
import type { Rule } from '../../contract/rules.ts';
import { textField } from '../ask.ts';
import { coverUnit, redirectionProblem, type Covering } from './cover.ts';
import { structureDanger, surroundings, isDangerous } from './danger.ts';
import { ask, byRule, type Decision, type ToolUse } from './decision.ts';
import { isHarmfulName } from './environment.ts';
import { looseUnits } from './loose.ts';
import { oddCharacters, unmasked } from './odd-characters.ts';
import { denies, type Verdict } from './shell-patterns.ts';
import { parseShell } from './shell/parse-shell.ts';
import type { Script } from './shell/tree.ts';
import { partsOf, withInner, type Parts } from './units.ts';
import { matchesStars } from './wildcard.ts';

/** `rules` are those of the tool that hold here, in the order they are to be named. */
export function decideShell(rules: readonly Rule[], use: ToolUse): Decision {
  const command = textField(use.input, 'command');
  const [denying, allowing] = split(rules);
  if (command === undefined) return withoutCommand(denying);
  const parsed = parseShell(command);
  const parts = parsed.ok ? partsOf(parsed.value) : null;

  const denials = denying.map((rule) => ({ rule, verdict: deniesCommand(rule, command, parts) }));
  const denied = denials.find(({ verdict }) => verdict === 'yes');
  if (denied !== undefined) return byRule(denied.rule);
  if (allowing.length === 0) return ask(isDangerous(command, use));

  const odd = oddCharacters(command);
  if (odd !== null) return ask(`it ${odd}`);
  if (leavesSandbox(use.input)) {
    return ask('it asks to leave the sandbox');
  }
  const maybe = denials.find(({ verdict }) => verdict === 'maybe');
  if (maybe !== undefined) return ask('a rule that denies may hold for what the shell fills in');
  const named = allowing.find((rule) => isWhole(rule, command));
  if (named !== undefined) return byRule(named);
  if (!parsed.ok || parts === null) {
    return ask(`it cannot be read: ${parsed.ok ? '' : parsed.error}`);
  }
  return decideParts(allowing, use, parsed.value, parts);
}

function split(rules: readonly Rule[]): readonly [readonly Rule[], readonly Rule[]] {
  return [
    rules.filter(({ behavior }) => behavior === 'deny'),
    rules.filter(({ behavior }) => behavior === 'allow'),
  ];
}

function withoutCommand(denying: readonly Rule[]): Decision {
  const all = denying.find(({ pattern }) => pattern === null);
  return all === undefined ? ask('it has no command') : byRule(all);
}

function leavesSandbox(input: unknown): boolean {
  return (
    typeof input === 'object' &&
    input !== null &&
    Reflect.get(input, 'dangerouslyDisableSandbox') === true
  );
}

/** A rule for exactly this text, as it stands. */
function isWhole(rule: Rule, command: string): boolean {
  return rule.match === 'exact' && rule.pattern?.trim() === command.trim();
}

function deniesCommand(rule: Rule, command: string, parts: Parts | null): Verdict {
  const { pattern } = rule;
  if (pattern === null) return 'yes';
  if (deniesText(rule.match, pattern.trim(), unmasked(command).trim())) return 'yes';
  const units = parts === null ? looseUnits(command) : withInner(parts.units);
  const verdicts = units.map((unit) => denies(rule, unit));
  if (verdicts.includes('yes')) return 'yes';
  return verdicts.includes('maybe') ? 'maybe' : 'no';
}

/** The whole text, read by no shell: stars may stand for anything. */
function deniesText(match: Rule['match'], pattern: string, text: string): boolean {
  if (text === pattern) return true;
  if (match === 'prefix') return text.startsWith(`${pattern} `);
  return match === 'wildcard' && matchesStars(pattern, text);
}

function decideParts(rules: readonly Rule[], use: ToolUse, script: Script, parts: Parts): Decision {
  const danger = structureDanger(parts);
  if (danger !== null) return ask(`it ${danger}`);
  const covering: Covering = { rules, around: surroundings(parts, use) };
  for (const { variable, words, redirections } of parts.compounds) {
    if (variable !== null && isHarmfulName(variable)) return ask(`it sets ${variable}`);
    if (words.some(({ text }) => /^[-+]/u.test(text))) return ask('a loop runs over options');
    const problem = redirectionProblem(redirections, covering);
    if (problem !== null) return ask(problem);
  }
  const covers = parts.units.map((unit) => coverUnit(unit, covering));
  const problem = covers.find((cover) => !cover.ok && cover.error.isGrave);
  if (problem?.ok === false) return ask(problem.error.reason);
  const used = covers.flatMap((cover) => (cover.ok && cover.value !== null ? [cover.value] : []));
  const uncovered = covers.find((cover) => !cover.ok);
  const [first] = used;
  if (uncovered?.ok === false) return ask(first === undefined ? null : uncovered.error.reason);
  return first === undefined || script.pipelines.length === 0 ? ask(null) : byRule(first);
}
