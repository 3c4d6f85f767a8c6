/** Whether allowing rules cover a simple command with all it runs and writes. */
import type { Rule } from '../../contract/rules.ts';
import { err, ok, type Result } from '../result.ts';
import { isHarmlessDevice } from './danger-delete.ts';
import { readsKeys, unitDanger } from './danger.ts';
import { assignmentProblem, builtinProblem, isHarmfulName, keptProblem } from './environment.ts';
import { placeOf, type Surroundings } from './paths.ts';
import { programOf } from './program.ts';
import { sensitivePlace } from './sensitive.ts';
import { allows, namesAssignments } from './shell-patterns.ts';
import { isDescriptor } from './shell/redirections.ts';
import type { Redirection } from './shell/tree.ts';
import { strayProblem } from './strays.ts';
import { withInner, type Unit } from './units.ts';

export interface Covering {
  /** Allowing rules, in the order they are to be named. */
  readonly rules: readonly Rule[];
  readonly around: Surroundings;
}

/** Why a command is not covered. `isGrave`: worth saying even where no rule holds for any part. */
export interface Uncovered {
  readonly reason: string;
  readonly isGrave: boolean;
}

/** The rule that covers `unit`; null where there is nothing to cover (a harmless assignment alone). */
export function coverUnit(unit: Unit, covering: Covering): Result<Rule | null, Uncovered> {
  const written = redirectionProblem(unit.redirections, covering);
  if (written !== null) return grave(written);
  const isSeen = unit.runs === null || !('unseen' in unit.runs);
  const exact = covering.rules.find((rule) => rule.match === 'exact' && allows(rule, unit));
  if (exact !== undefined && isSeen && isExactEnough(exact, unit, covering)) return ok(exact);
  const problem = problemOf(unit, covering);
  if (problem !== null) return grave(problem);
  if (unit.words.length === 0) return bare(unit);
  return unit.runs === null || !('units' in unit.runs)
    ? ruleFor(unit, covering)
    : coverWrapper(unit, unit.runs.units, covering);
}

/** An exact rule names the danger too, as long as its words mean what they meant when it was made. */
function isExactEnough(exact: Rule, unit: Unit, covering: Covering): boolean {
  const assigned = unit.assignments.length === 0 || namesAssignments(exact);
  return assigned && (covering.around.isAtHome || isMove(unit));
}

function coverWrapper(
  unit: Unit,
  inner: readonly Unit[],
  covering: Covering,
): Result<Rule | null, Uncovered> {
  const named = ruleFor(unit, covering);
  const isSafeInside = withInner(inner).every((one) => problemOf(one, covering) === null);
  if (named.ok && isSafeInside && Number.isFinite(unit.reach)) return named;
  const covers = inner.map((one) => coverUnit(one, covering));
  const failed = covers.find((cover) => !cover.ok);
  if (failed !== undefined) return failed;
  if (!unit.isTransparent) return ownRule(unit, covering);
  const assigned = assignmentsProblem(unit);
  if (assigned !== null) return grave(assigned);
  return covers.find((cover) => cover.ok && cover.value !== null) ?? ruleFor(unit, covering);
}

/** The rule for `find` or `git` itself, what they run being judged apart. */
function ownRule(unit: Unit, covering: Covering): Result<Rule | null, Uncovered> {
  return ruleFor({ ...unit, reach: 1 }, covering);
}

function ruleFor(unit: Unit, { rules, around }: Covering): Result<Rule, Uncovered> {
  const assigned = assignmentsProblem(unit);
  // `npm test` in another folder is another program.
  const isNamed = around.isAtHome || isMove(unit);
  let stray: string | null = null;
  for (const rule of rules) {
    if (rule.pattern === null) {
      if (assigned === null && unit.reach === 1) return ok(rule);
    } else if (isNamed && allows(rule, unit) && (assigned === null || namesAssignments(rule))) {
      const problem = strayProblem(rule, unit, around);
      if (problem === null) return ok(rule);
      stray ??= problem;
    }
  }
  if (assigned !== null) return grave(assigned);
  if (stray !== null) return grave(stray);
  if (!isNamed) return err({ reason: 'it runs commands outside the worktree', isGrave: false });
  return err({ reason: `no rule allows "${programOf(unit.words) ?? '…'}"`, isGrave: false });
}

function isMove({ words }: Unit): boolean {
  return /^(?:cd|pushd|popd)$/u.test(programOf(words) ?? '');
}

function bare(unit: Unit): Result<null, Uncovered> {
  const assigned = unit.assignments.map(keptProblem).find((problem) => problem !== null) ?? null;
  return assigned === null ? ok(null) : grave(assigned);
}

function assignmentsProblem({ assignments }: Unit): string | null {
  return assignments.map(assignmentProblem).find((problem) => problem !== null) ?? null;
}

/** What no rule but an exact one covers in the command itself. */
function problemOf(unit: Unit, { around }: Covering): string | null {
  const danger = unitDanger(unit, around);
  if (danger !== null) return `it ${danger}`;
  const set = unit.assignments.find(({ name }) => isHarmfulName(name));
  if (set !== undefined) return `it sets ${set.name}, which can change what runs`;
  if (unit.runs !== null && 'unseen' in unit.runs) return unit.runs.unseen;
  return builtinProblem(programOf(unit.words) ?? '', unit.words);
}

/** Why what a command writes to is not covered: files need the whole text named, or any use of the tool allowed. */
export function redirectionProblem(
  redirections: readonly Redirection[],
  { rules, around }: Covering,
): string | null {
  const anyUse = rules.some(({ pattern }) => pattern === null);
  for (const { operator, target } of redirections) {
    if (/^\/dev\/(?:tcp|udp)\//u.test(target.text)) return 'it talks to the network';
    if (!operator.includes('>')) {
      const key = readsKeys(operator, target);
      if (key !== null) return `it ${key}`;
      continue;
    }
    if (operator === '>&' && isDescriptor(target)) continue;
    if (isHarmlessDevice(target.text)) continue;
    const sensitive = sensitivePlace(target.text);
    if (sensitive !== null) return `it writes to ${sensitive}`;
    const isOwn = placeOf(target.text, around) === 'inside';
    if (!(anyUse && isOwn)) return 'it writes to a file';
  }
  return null;
}

function grave(reason: string): Result<never, Uncovered> {
  return err({ reason, isGrave: true });
}
