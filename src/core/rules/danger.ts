/** What is asked about always, unless a rule names it exactly. */
import { deleteDanger } from './danger-delete.ts';
import { gitDanger } from './danger-git.ts';
import { fetchedFile, fetchedProgram, networkDanger } from './danger-network.ts';
import { systemDanger } from './danger-system.ts';
import { looseUnits } from './loose.ts';
import { placeOf, type Surroundings } from './paths.ts';
import { programOf } from './program.ts';
import { isOnlyReading } from './reading.ts';
import { pathsIn, sensitivePlace } from './sensitive.ts';
import { parseShell } from './shell/parse-shell.ts';
import type { Redirection, Script, Word } from './shell/tree.ts';
import { partsOf, withInner, type Parts, type Unit } from './units.ts';

/**
 * Why a shell command is dangerous, as the end of "This command …" ("force-pushes", "deletes outside the
 * worktree"); null where it is not. What cannot be parsed is looked through as well as can be.
 *
 * @param around.worktree absolute path; the command begins in it or in a folder of it.
 */
export function isDangerous(
  command: string,
  around: Pick<Surroundings, 'worktree' | 'realPath'>,
): string | null {
  const script = parseShell(command);
  if (script.ok) return scriptDanger(script.value, around);
  const { worktree, realPath } = around;
  for (const unit of looseUnits(command)) {
    const danger = unitDanger(unit, { worktree, realPath, isAtHome: true });
    if (danger !== null) return danger;
  }
  return null;
}

function scriptDanger(script: Script, place: Parameters<typeof isDangerous>[1]): string | null {
  const parts = partsOf(script);
  const around = surroundings(parts, place);
  const structure = structureDanger(parts);
  if (structure !== null) return structure;
  for (const unit of withInner(parts.units)) {
    const danger = unitDanger(unit, around);
    if (danger !== null) return danger;
  }
  for (const { redirections } of parts.compounds) {
    const danger = redirectionDanger(redirections);
    if (danger !== null) return danger;
  }
  return null;
}

/** What only shows across commands: no rule for one of them can make it harmless. */
export function structureDanger(parts: Parts): string | null {
  const inner = withInner(parts.units).flatMap(({ runs }) =>
    runs !== null && 'scripts' in runs ? runs.scripts : [],
  );
  for (const script of [...parts.scripts, ...inner]) {
    const danger = networkDanger(script);
    if (danger !== null) return danger;
  }
  return fetchedFile(parts.units);
}

/** Where the commands of a script run: in the worktree, or nobody knows. */
export function surroundings(
  parts: Parts,
  { worktree, realPath }: Pick<Surroundings, 'worktree' | 'realPath'>,
): Surroundings {
  const isAtHome = withInner(parts.units).every(({ words }) => {
    const program = programOf(words);
    if (program === 'popd') return false;
    if (program !== 'cd' && program !== 'pushd' && program !== 'chdir') return true;
    const target = words[1]?.text ?? '';
    const place = placeOf(target, { worktree, realPath, isAtHome: true });
    return (
      words.length === 2 && !target.startsWith('-') && (place === 'inside' || place === 'root')
    );
  });
  return { worktree, realPath, isAtHome };
}

/** Why one simple command is dangerous, wrappers not opened. */
export function unitDanger(unit: Unit, around: Surroundings): string | null {
  const { words, redirections } = unit;
  const program = programOf(words);
  const common = fetchedProgram(unit) ?? redirectionDanger(redirections);
  if (common !== null || program === null) return common;
  const system = systemDanger(program, words);
  if (system !== null) return system;
  if (program === 'git') {
    const danger = gitDanger(words, around);
    if (danger !== null) return danger;
  }
  return sensitiveDanger(unit, program) ?? deleteDanger(program, words, around);
}

function redirectionDanger(redirections: readonly Redirection[]): string | null {
  for (const { operator, target } of redirections) {
    const key = readsKeys(operator, target);
    if (key !== null) return key;
    if (!operator.includes('>')) continue;
    const place = sensitivePlace(target.text);
    if (place !== null) return `writes to ${place}`;
  }
  return null;
}

/** Why reading from `target` is dangerous; null where it is not, or nothing is read. */
export function readsKeys(operator: string, target: Word): string | null {
  if (operator !== '<' && operator !== '<>') return null;
  const place = sensitivePlace(target.text);
  return place?.startsWith('your keys') === true ? `touches ${place}` : null;
}

function sensitiveDanger({ words }: Unit, program: string): string | null {
  const isReading = isOnlyReading(program, words);
  for (const { text } of words.slice(1)) {
    for (const path of pathsIn(text)) {
      const place = sensitivePlace(path);
      if (place === null) continue;
      if (place.startsWith('your keys')) return `touches ${place}`;
      if (!isReading) return `may write to ${place}`;
    }
  }
  return null;
}
