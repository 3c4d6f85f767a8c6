/**
 * What a shell text really runs: its simple commands, and within wrappers (`sh -c`, `xargs`, `env`, …)
 * the commands those run in turn.
 */
import { parseShell } from './shell/parse-shell.ts';
import type {
  Assignment,
  Command,
  Compound,
  Redirection,
  Script,
  Simple,
  Word,
} from './shell/tree.ts';
import { unwrap } from './wrappers.ts';

export interface Unit {
  readonly words: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly redirections: readonly Redirection[];
  /** What it runs itself; `unseen` says why that cannot be known. Null: it runs nothing but itself. */
  readonly runs: Pick<Parts, 'units' | 'scripts'> | { readonly unseen: string } | null;
  /** The wrapper adds nothing of its own: what it runs is all there is to judge. */
  readonly isTransparent: boolean;
  /** How many words a pattern must hold to reach the name of the program that is really run. */
  readonly reach: number;
}

/** A script with everything in it, flat: units, compounds, and the scripts inside substitutions. */
export interface Parts {
  readonly units: readonly Unit[];
  readonly compounds: readonly Compound[];
  /** All scripts there are, for what only shows across a pipeline. */
  readonly scripts: readonly Script[];
}

const deepestWrapper = 8;

/** All parts of `script`. Units inside wrappers are reached through `runs` (see `withInner`). */
export function partsOf(script: Script, depth = 0): Parts {
  const units: Unit[] = [];
  const compounds: Compound[] = [];
  const scripts: Script[] = [];
  const visitScript = (one: Script): void => {
    scripts.push(one);
    for (const { stages } of one.pipelines) stages.forEach(visit);
  };
  const visit = (command: Command, stage: number): void => {
    if (command.kind === 'simple') units.push(unitOf(command, stage > 0, depth));
    else {
      compounds.push(command);
      command.scripts.forEach(visitScript);
    }
    for (const word of wordsOf(command)) {
      for (const substitution of word.substitutions) visitScript(substitution.script);
    }
  };
  visitScript(script);
  return { units, compounds, scripts };
}

/** Every word of a command: values, arguments, redirections, here-documents. */
export function wordsOf(command: Command): readonly Word[] {
  const values = command.kind === 'simple' ? command.assignments.map(({ value }) => value) : [];
  const targets = command.redirections.flatMap(({ target, body }) =>
    body === null ? [target] : [body],
  );
  return [...values, ...command.words, ...targets];
}

/** `units` and everything they run, wrappers first. */
export function withInner(units: readonly Unit[]): readonly Unit[] {
  return units.flatMap((unit) =>
    unit.runs !== null && 'units' in unit.runs ? [unit, ...withInner(unit.runs.units)] : [unit],
  );
}

function unitOf(command: Simple, isFed: boolean, depth: number): Unit {
  const { words, assignments, redirections } = command;
  const plain = { words, assignments, redirections, runs: null, isTransparent: false, reach: 1 };
  const wrapper = unwrap(command, isFed);
  if (wrapper === null) return plain;
  if (wrapper.kind === 'unseen') return { ...plain, runs: { unseen: wrapper.reason } };
  if (depth >= deepestWrapper) return { ...plain, runs: { unseen: 'it is wrapped too deeply' } };
  const { isTransparent } = wrapper;
  if (wrapper.kind === 'text') {
    const script = parseShell(wrapper.text);
    if (!script.ok) return { ...plain, runs: { unseen: script.error } };
    const { units, compounds, scripts } = partsOf(script.value, depth + 1);
    if (compounds.length > 0) return { ...plain, runs: { unseen: 'it holds a loop or a group' } };
    return { ...plain, runs: { units, scripts }, isTransparent, reach: Infinity };
  }
  const inner = unitOf(
    { kind: 'simple', words: wrapper.words, assignments: wrapper.assignments, redirections: [] },
    isFed,
    depth + 1,
  );
  const reach = wrapper.at === null ? Infinity : wrapper.at + inner.reach;
  return { ...plain, runs: { units: [inner], scripts: [] }, isTransparent, reach };
}
