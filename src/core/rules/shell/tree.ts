/**
 * A shell command as a tree.
 *
 * A word's `text` is its value after quote removal, with marks (private-use characters, which no readable
 * command holds) where only the shell knows what will stand there.
 */

/** Something only the shell knows: a variable, a substitution, a brace expansion. */
export const HOLE = '\uE000';
/** A leading `~`, unquoted: the home folder. */
export const HOME = '\uE001';
/** `*`, `?` and `[`, unquoted. */
export const STAR = '\uE002';
export const ANY_ONE = '\uE003';
export const BRACKET = '\uE004';

const marks = /[\uE000-\uE00F]/u;

export interface Word {
  /** As written, quotes included. */
  readonly raw: string;
  readonly text: string;
  readonly substitutions: readonly Substitution[];
}

/** `$(…)` and backticks are `command`; `<(…)` is `input`, `>(…)` is `output`. */
export interface Substitution {
  readonly kind: 'command' | 'input' | 'output';
  readonly script: Script;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

/** `operator` without the file descriptor. `body` is a here-document's text, null for all others. */
export interface Redirection {
  readonly operator: string;
  readonly target: Word;
  readonly body: Word | null;
}

export interface Simple {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** A subshell, a group, an `if` or a loop. `variable` and `words` are those of `for`. */
export interface Compound {
  readonly kind: 'compound';
  readonly variable: string | null;
  readonly words: readonly Word[];
  readonly scripts: readonly Script[];
  readonly redirections: readonly Redirection[];
}

export type Command = Simple | Compound;

export interface Pipeline {
  readonly stages: readonly Command[];
}

export interface Script {
  readonly pipelines: readonly Pipeline[];
}

/** The word stands for exactly its text: nothing is left for the shell to fill in. */
export function isPlain(word: Word): boolean {
  return !marks.test(word.text);
}

/** The word holds something only the shell knows; globs and `~` do not count. */
export function isDynamic(word: Word): boolean {
  return word.text.includes(HOLE);
}

/** A word that stands for itself. */
export function plainWord(text: string): Word {
  return { raw: text, text, substitutions: [] };
}

/** A word nothing is known about. */
export const unknownWord: Word = { raw: '', text: HOLE, substitutions: [] };
