/** Lists, pipelines, simple and compound commands. */
import { skipBlanks, skipLines } from './blanks.ts';
import { fail, nested, peek, startsWith, type Reader } from './reader.ts';
import { readRedirection } from './redirections.ts';
import type { Assignment, Command, Compound, Pipeline, Redirection, Script, Word } from './tree.ts';
import { readWord } from './words.ts';

/** Words that bash or zsh read as more than a command's name. Those not handled below are refused. */
const reserved = new Set(
  `if then else elif fi do done case esac while until for select in function { } ! [[ ]] coproc
   repeat foreach end nocorrect noglob always -`.split(/\s+/u),
);
const reservedHere = /[a-z]+(?=[\s;&|()<>]|$)|(?:\[\[|\]\]|[{}!-])(?=[\s;&|()<>]|$)/y;
const assignment = /^([A-Za-z_]\w*)=/u;

/**
 * Reads commands until one of `closers` stands where a command would begin, and takes it.
 * '' is the end of the text.
 */
export function readScript(
  reader: Reader,
  closers: readonly string[],
): { script: Script; closer: string } {
  const pipelines: Pipeline[] = [];
  let owed = false;
  for (;;) {
    skipLines(reader);
    const closer = closerHere(reader, closers);
    if (closer !== null) {
      if (owed) fail('nothing follows "&&" or "||"');
      if (reader.pending.length > 0) fail('a here-document has no body');
      reader.at += closer.length;
      return { script: { pipelines }, closer };
    }
    pipelines.push(readPipeline(reader));
    owed = readSeparator(reader, closers);
  }
}

function closerHere(reader: Reader, closers: readonly string[]): string | null {
  const c = peek(reader);
  const here = wordHere(reader) ?? (c === ')' || c === '' ? c : null);
  return here !== null && closers.includes(here) ? here : null;
}

/** A reserved word standing here, not taken. */
function wordHere(reader: Reader): string | null {
  reservedHere.lastIndex = reader.at;
  const word = reservedHere.exec(reader.text)?.[0];
  return word !== undefined && reserved.has(word) ? word : null;
}

/** Takes what ends a pipeline. True when another one must follow. */
function readSeparator(reader: Reader, closers: readonly string[]): boolean {
  skipBlanks(reader);
  if (startsWith(reader, '&&') || startsWith(reader, '||')) {
    reader.at += 2;
    return true;
  }
  const c = peek(reader);
  if (startsWith(reader, ';;') || startsWith(reader, ';&') || startsWith(reader, ';|')) {
    fail('a case ends here');
  }
  if (c === ';' || c === '&') reader.at += 1;
  else if (c !== '\n' && !closers.includes(c)) fail(unexpected(c));
  return false;
}

function unexpected(c: string): string {
  return c === '' ? 'it ends too early' : `"${c}" stands where it means nothing`;
}

function readPipeline(reader: Reader): Pipeline {
  if (wordHere(reader) === '!') {
    reader.at += 1;
    skipBlanks(reader);
  }
  const stages = [readCommand(reader)];
  for (;;) {
    skipBlanks(reader);
    if (peek(reader) !== '|' || startsWith(reader, '||')) return { stages };
    reader.at += startsWith(reader, '|&') ? 2 : 1;
    skipLines(reader);
    stages.push(readCommand(reader));
  }
}

function readCommand(reader: Reader): Command {
  if (startsWith(reader, '((')) fail('it computes with ((…))');
  const keyword = peek(reader) === '(' ? '(' : wordHere(reader);
  if (keyword === null) return readSimple(reader);
  reader.at += keyword.length;
  const body = nested(reader, (inner) => readCompound(inner, keyword));
  const redirections: Redirection[] = [];
  for (;;) {
    skipBlanks(reader);
    const redirection = readRedirection(reader);
    if (redirection === null) break;
    redirections.push(redirection);
  }
  return { ...body, redirections };
}

function readCompound(reader: Reader, keyword: string): Compound {
  switch (keyword) {
    case '(':
      return compound([readBlock(reader, [')']).script]);
    case '{':
      return compound([readBlock(reader, ['}']).script]);
    case 'while':
    case 'until':
      return compound([readBlock(reader, ['do']).script, readBlock(reader, ['done']).script]);
    case 'if':
      return compound(readIf(reader));
    case 'for':
      return readFor(reader);
    default:
      return fail(`"${keyword}" is not read by Lulu`);
  }
}

function compound(scripts: readonly Script[]): Compound {
  return { kind: 'compound', variable: null, words: [], scripts, redirections: [] };
}

/** Like `readScript`, for places where the shell insists on a command. */
function readBlock(reader: Reader, closers: readonly string[]): ReturnType<typeof readScript> {
  const block = readScript(reader, closers);
  if (block.script.pipelines.length === 0) fail('a command is missing');
  return block;
}

function readIf(reader: Reader): readonly Script[] {
  const scripts = [readBlock(reader, ['then']).script];
  let last: string;
  do {
    const block = readBlock(reader, ['elif', 'else', 'fi']);
    scripts.push(block.script);
    last = block.closer;
    if (last === 'elif') scripts.push(readBlock(reader, ['then']).script);
    if (last === 'else') scripts.push(readBlock(reader, ['fi']).script);
  } while (last === 'elif');
  return scripts;
}

/** `for name in words; do …; done`; all other forms are refused. */
function readFor(reader: Reader): Compound {
  skipBlanks(reader);
  const variable = readWord(reader)?.raw ?? '';
  if (!/^[A-Za-z_]\w*$/u.test(variable)) fail('a loop has no plain variable');
  skipBlanks(reader);
  if (readWord(reader)?.raw !== 'in') fail('a loop does not say what it runs over');
  const words: Word[] = [];
  for (;;) {
    skipBlanks(reader);
    const word = readWord(reader);
    if (word === null) break;
    words.push(word);
  }
  if (peek(reader) !== ';' && peek(reader) !== '\n') fail(unexpected(peek(reader)));
  if (peek(reader) === ';') reader.at += 1;
  skipLines(reader);
  if (wordHere(reader) !== 'do') fail('a loop has no body');
  reader.at += 2;
  return { ...compound([readBlock(reader, ['done']).script]), variable, words };
}

function readSimple(reader: Reader): Command {
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  for (;;) {
    skipBlanks(reader);
    const redirection = readRedirection(reader);
    if (redirection !== null) {
      redirections.push(redirection);
      continue;
    }
    const word = readWord(reader);
    if (word === null) break;
    const assigned = words.length === 0 ? asAssignment(word) : null;
    if (assigned === null) words.push(word);
    else assignments.push(assigned);
  }
  if (assignments.length + words.length + redirections.length === 0) {
    fail(unexpected(peek(reader)));
  }
  const name = words[0]?.text ?? '';
  if (reserved.has(name)) fail(`"${name}" stands where a command's name would`);
  return { kind: 'simple', assignments, words, redirections };
}

function asAssignment(word: Word): Assignment | null {
  const name = assignment.exec(word.raw)?.[1];
  if (name === undefined) {
    if (/^[A-Za-z_]\w*(?:\+=|\[)/u.test(word.raw)) fail('it adds to a variable or sets an element');
    return null;
  }
  const value = {
    raw: word.raw.slice(name.length + 1),
    text: word.text.slice(name.length + 1),
    substitutions: word.substitutions,
  };
  return { name, value };
}
