/** What is asked about always, unless a rule names it exactly. */
import { deleteDanger, type Surroundings } from './danger-delete.ts';
import { gitDanger } from './danger-git.ts';
import { fetchedProgram, networkDanger } from './danger-network.ts';
import { looseUnits } from './loose.ts';
import { placeOf } from './paths.ts';
import { hasOption, programOf } from './program.ts';
import { pathsIn, sensitivePlace } from './sensitive.ts';
import { parseShell } from './shell/parse-shell.ts';
import type { Redirection, Script } from './shell/tree.ts';
import { partsOf, withInner, type Parts, type Unit } from './units.ts';

const asOther = new Set(['sudo', 'sudoedit', 'doas', 'su', 'pkexec', 'runuser', 'run0', 'gosu']);
const onSystem =
  /^(?:mkfs(?:\..*)?|fdisk|sfdisk|parted|wipefs|diskutil|shutdown|reboot|halt|poweroff|crontab|systemctl|launchctl|iptables|useradd|usermod|userdel|passwd|visudo|mount|umount|insmod|modprobe|chroot)$/u;
/** They read what they name. */
const reading =
  /^(?:cat|more|head|tail|ls|wc|grep|egrep|fgrep|rg|ag|stat|file|diff|cmp|test|\[|echo|printf|readlink|realpath|basename|dirname|du|which|find|md5sum|sha\d+sum|jq|cd|pwd|true|false|:)$/u;
const gitReading =
  /^(?:status|log|diff|show|blame|ls-files|grep|rev-parse|add|commit|cat-file|check-ignore)$/u;

/**
 * Why a shell command is dangerous, as the end of "This command …" ("force-pushes", "deletes outside the
 * worktree"); null where it is not. What cannot be parsed is looked through as well as can be.
 *
 * @param around.worktree absolute path; the command begins in it or in a folder of it.
 */
export function isDangerous(command: string, around: { readonly worktree: string }): string | null {
  const script = parseShell(command);
  if (script.ok) return scriptDanger(script.value, around.worktree);
  for (const unit of looseUnits(command)) {
    const danger = unitDanger(unit, { worktree: around.worktree, isAtHome: true });
    if (danger !== null) return danger;
  }
  return null;
}

function scriptDanger(script: Script, worktree: string): string | null {
  const parts = partsOf(script);
  const around = surroundings(parts, worktree);
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
  return null;
}

/** Where the commands of a script run: in the worktree, or nobody knows. */
export function surroundings(parts: Parts, worktree: string): Surroundings {
  const isAtHome = withInner(parts.units).every(({ words }) => {
    const program = programOf(words);
    if (program === 'popd') return false;
    if (program !== 'cd' && program !== 'pushd' && program !== 'chdir') return true;
    const target = words[1]?.text ?? '';
    const place = placeOf(target, worktree, true);
    return (
      words.length === 2 && !target.startsWith('-') && (place === 'inside' || place === 'root')
    );
  });
  return { worktree, isAtHome };
}

/** Why one simple command is dangerous, wrappers not opened. */
export function unitDanger(unit: Unit, around: Surroundings): string | null {
  const { words, redirections } = unit;
  const program = programOf(words);
  const common = fetchedProgram(unit) ?? redirectionDanger(redirections);
  if (common !== null || program === null) return common;
  if (asOther.has(program)) return `runs as another user (${program})`;
  if (onSystem.test(program)) return `changes the system (${program})`;
  if (program === 'git') {
    const danger = gitDanger(words, around);
    if (danger !== null) return danger;
  }
  return sensitiveDanger(unit, program) ?? deleteDanger(program, words, around);
}

function redirectionDanger(redirections: readonly Redirection[]): string | null {
  for (const { operator, target } of redirections) {
    if (!operator.includes('>')) continue;
    const place = sensitivePlace(target.text);
    if (place !== null) return `writes to ${place}`;
  }
  return null;
}

function sensitiveDanger({ words }: Unit, program: string): string | null {
  const isReading =
    program === 'git'
      ? gitReading.test(words.slice(1).find(({ text }) => !text.startsWith('-'))?.text ?? '') &&
        !hasOption(words, 'o', '--output', '--output-directory')
      : reading.test(program);
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
