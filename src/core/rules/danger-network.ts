/** Text from the network that becomes a program. */
import { isInterpreter, isShell, operandsOf, programOf, hasOption } from './program.ts';
import { pathsIn } from './sensitive.ts';
import { partsOf, withInner, type Unit } from './units.ts';
import type { Script, Word } from './shell/tree.ts';

const fetching =
  /^(?:curl|wget2?|aria2c|https?|xh|nc|ncat|netcat|socat|telnet|t?ftp|lftp|sftp|ssh|scp|fetch|lynx|links|w3m|gh|aws|axel|az|dig|gcloud|gsutil|kubectl|nslookup|openssl|rclone)$/u;
const running = /^(?:eval|source|\.|exec|xargs)$/u;
/** Options that give the program on the command line, so that input is only data. */
const programOptions: readonly (readonly [RegExp, string])[] = [
  [/^py/u, 'cm'],
  [/^node|^deno|^bun/u, 'ep'],
  [/^php/u, 'r'],
  [/./u, 'eE'],
];

/** Why a script runs what comes from the network; null where it does not. */
export function networkDanger(script: Script): string | null {
  for (const { stages } of script.pipelines.filter((pipeline) => pipeline.stages.length > 1)) {
    const from = stages.findIndex((stage) => fetches({ pipelines: [{ stages: [stage] }] }));
    if (from === -1) continue;
    const later = stages.slice(from + 1).map((stage) => ({ pipelines: [{ stages: [stage] }] }));
    if (later.some(runsItsInput)) return 'runs what it gets from the network';
  }
  return null;
}

/** Why a single command runs what comes from the network: `bash <(curl …)`, `sh -c "$(wget …)"`, `$(curl …)`. */
export function fetchedProgram({ words, redirections }: Unit): string | null {
  const program = programOf(words);
  const isRunning = program === null || isInterpreter(program) || running.test(program);
  const given = isRunning
    ? [...words, ...redirections.flatMap((one) => one.body ?? one.target)]
    : [];
  const fromSocket = redirections.some(({ target }) => /^\/dev\/(?:tcp|udp)\//u.test(target.text));
  return given.some(holdsFetch) || fromSocket ? 'runs what it gets from the network' : null;
}

/** Why a later command runs a file an earlier one got from the network; null where none does. */
export function fetchedFile(units: readonly Unit[]): string | null {
  const got = new Set<string>();
  for (const unit of withInner(units)) {
    const program = programOf(unit.words) ?? '';
    const [first, ...rest] = unit.words;
    const isRunning = isInterpreter(program) || running.test(program);
    const isPath = first?.text.includes('/') === true;
    const run = [...(isPath ? [first] : []), ...(isRunning ? rest : [])];
    if (run.some((word) => got.has(nameOf(word.text)))) return 'runs what it gets from the network';
    if (!fetching.test(program) && !(got.size > 0 && /^(?:tee|cp|mv|ln)$/u.test(program))) continue;
    const targets = unit.redirections.map(({ target }) => target);
    for (const { text } of [...rest, ...targets]) {
      for (const path of pathsIn(text)) got.add(nameOf(path));
    }
    got.delete('');
  }
  return null;
}

/** The last name of a path or an address. */
function nameOf(text: string): string {
  return /([^/?#]*)(?:[?#][^]*)?$/u.exec(text)?.[1] ?? '';
}

function holdsFetch(word: Word): boolean {
  return word.substitutions.some(({ script }) => fetches(script));
}

function fetches(script: Script): boolean {
  return withInner(partsOf(script).units).some(({ words }) =>
    fetching.test(programOf(words) ?? ''),
  );
}

function runsItsInput(script: Script): boolean {
  return withInner(partsOf(script).units).some((unit) => {
    const program = programOf(unit.words);
    if (program === null) return true;
    if (isShell(program)) return unit.runs !== null && 'unseen' in unit.runs;
    if (running.test(program)) return unit.runs !== null && 'unseen' in unit.runs;
    if (/^g?make$|^ssh$|^ed$|^ex$|^n?vim?$/u.test(program)) return true;
    if (!isInterpreter(program)) return false;
    const letters = programOptions.find(([name]) => name.test(program))?.[1] ?? '';
    if (hasOption(unit.words.slice(1), letters, '--eval', '--print')) return false;
    const operands = operandsOf(unit.words).filter(({ text }) => text !== 'run');
    return operands.length === 0 || operands.some(({ text }) => /^(?:-|\/dev\/.*)$/u.test(text));
  });
}
