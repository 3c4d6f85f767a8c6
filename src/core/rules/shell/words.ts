/** Words: quotes, escapes, expansions. What zsh and bash read differently is refused. */
import { readAnsiC } from './ansi-c.ts';
import { fail, nested, peek, readerOf, startsWith, take, type Reader } from './reader.ts';
import { readScript } from './scripts.ts';
import {
  ANY_ONE,
  BRACKET,
  HOLE,
  HOME,
  STAR,
  type Script,
  type Substitution,
  type Word,
} from './tree.ts';

/** A word while it is being read. */
interface Draft {
  text: string;
  readonly substitutions: Substitution[];
}

const wordEnds = new Set(['', ' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>']);
const globs: Readonly<Record<string, string>> = { '*': STAR, '?': ANY_ONE, '[': BRACKET };
const parameter = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;
/** The forms of `${…}` that neither assign, nor point elsewhere, nor evaluate what they hold. */
const braced = /\{(?:#?[A-Za-z_]\w*|[0-9@*#?]|[A-Za-z_]\w*(?::?[-+]|##?|%%?)[\w ./:,@%+*-]*)\}/y;
/** Numbers and operators alone: the value of a name can hold a command that arithmetic would run. */
const arithmetic = /\(\([\d\s+\-*/%<>=!&|^~?:,]*\)\)/y;

/** Reads a word, or a process substitution standing as one; null where none begins here. */
export function readWord(reader: Reader): Word | null {
  const start = reader.at;
  const draft: Draft = { text: '', substitutions: [] };
  if (startsWith(reader, '<(') || startsWith(reader, '>(')) {
    readProcess(reader, draft);
    return finish(reader, start, draft);
  }
  if (wordEnds.has(peek(reader))) return null;
  if (startsWith(reader, '=') && !/^==?[ \t]/u.test(reader.text.slice(reader.at, reader.at + 3))) {
    fail('a word begins with "=", which zsh expands');
  }
  if (peek(reader) === '~') readTilde(reader, draft);
  let braces = 0;
  while (!wordEnds.has(peek(reader))) {
    if (startsWith(reader, '{}')) {
      draft.text += '{}';
      reader.at += 2;
    } else if (peek(reader) === '{') {
      braces += 1;
      draft.text += HOLE;
      reader.at += 1;
    } else if (peek(reader) === '}') {
      if (braces === 0) fail('a brace has no partner');
      braces -= 1;
      reader.at += 1;
    } else readUnquoted(reader, draft);
  }
  if (braces > 0) fail('a brace is not closed');
  return finish(reader, start, draft);
}

function finish(reader: Reader, start: number, draft: Draft): Word {
  // Joined lines are joined before anything else is read.
  const raw = reader.text.slice(start, reader.at).replaceAll('\\\n', '');
  const next = peek(reader);
  if (next === '(') fail('a parenthesis follows a word (a function, an array or a glob qualifier)');
  const isProcess = raw.startsWith('<(') || raw.startsWith('>(');
  if (isProcess && !wordEnds.has(next)) fail('something follows a process substitution');
  if (startsWith(reader, '<(') || startsWith(reader, '>(')) {
    fail('a process substitution stands within a word');
  }
  if (raw.startsWith('{') && (next === '<' || next === '>')) fail('a descriptor is kept in a name');
  // `[` alone is the command, `]` its last word.
  const text = raw === '[' ? '[' : draft.text;
  return { raw, text, substitutions: draft.substitutions };
}

function readUnquoted(reader: Reader, draft: Draft): void {
  const c = peek(reader);
  if (c === "'") {
    reader.at += 1;
    draft.text += readSingle(reader);
  } else if (c === '"') {
    reader.at += 1;
    readDouble(reader, draft);
  } else if (c === '$') readDollar(reader, draft, false);
  else if (c === '`') readBackticks(reader, draft, false);
  else if (c === '\\') readEscaped(reader, draft);
  else if (c > '~') fail('a character outside ASCII stands outside quotes');
  else {
    draft.text += globs[c] ?? c;
    reader.at += 1;
  }
}

function readTilde(reader: Reader, draft: Draft): void {
  reader.at += 1;
  if (peek(reader) === '/' || wordEnds.has(peek(reader))) draft.text += HOME;
  else draft.text += HOLE;
}

function readEscaped(reader: Reader, draft: Draft): void {
  const next = peek(reader, 1);
  if (next === '') fail('it ends with a backslash');
  if (next > '~') fail('a character outside ASCII stands outside quotes');
  if (next !== '\n') draft.text += next;
  reader.at += 2;
}

function readSingle(reader: Reader): string {
  const end = reader.text.indexOf("'", reader.at);
  if (end === -1) fail('a quote is not closed');
  const text = reader.text.slice(reader.at, end);
  refuseLineBreak(reader, text);
  reader.at = end + 1;
  return text;
}

/** Which line a here-document begins on is not the same to all shells when a quote spans lines. */
function refuseLineBreak(reader: Reader, text: string): void {
  if (reader.pending.length > 0 && text.includes('\n')) {
    fail('a quoted line break stands before a here-document');
  }
}

function readDouble(reader: Reader, draft: Draft): void {
  const start = reader.at;
  while (peek(reader) !== '"') {
    if (peek(reader) === '') fail('a quote is not closed');
    readInterpolated(reader, draft, '$`"\\');
  }
  refuseLineBreak(reader, reader.text.slice(start, reader.at));
  reader.at += 1;
}

/** One step of a text in which only `$`, backticks and some backslashes mean something. */
function readInterpolated(reader: Reader, draft: Draft, escapable: string): void {
  const c = peek(reader);
  if (c === '$') readDollar(reader, draft, true);
  else if (c === '`') readBackticks(reader, draft, escapable.includes('"'));
  else if (c === '\\' && peek(reader, 1) === '\n') reader.at += 2;
  else if (c === '\\' && peek(reader, 1) !== '' && escapable.includes(peek(reader, 1))) {
    draft.text += peek(reader, 1);
    reader.at += 2;
  } else {
    draft.text += c;
    reader.at += 1;
  }
}

/** The body of a here-document whose delimiter was not quoted. */
export function readBody(text: string, depth: number): Word {
  const reader = readerOf(text, depth);
  const draft: Draft = { text: '', substitutions: [] };
  while (peek(reader) !== '') readInterpolated(reader, draft, '$`\\');
  return { raw: text, text: draft.text, substitutions: draft.substitutions };
}

function readDollar(reader: Reader, draft: Draft, quoted: boolean): void {
  reader.at += 1;
  const next = peek(reader);
  if (startsWith(reader, '((')) {
    if (take(reader, arithmetic) === null) fail('arithmetic is more than numbers');
    draft.text += HOLE;
  } else if (next === '(') {
    reader.at += 1;
    draft.substitutions.push({ kind: 'command', script: readUntilParenthesis(reader) });
    draft.text += HOLE;
  } else if (next === '{') {
    if (take(reader, braced) === null) fail('a ${…} does more than read a variable');
    draft.text += HOLE;
  } else if (next === "'" && !quoted) {
    reader.at += 1;
    draft.text += readAnsiC(reader);
  } else if (take(reader, parameter) !== null) {
    // zsh reads an element here, and bash sees another `$(` in `$$(`.
    if (/^[[({]/u.test(peek(reader))) fail('a variable is followed by a bracket');
    draft.text += HOLE;
  } else if (next === ' ' || next === '' || (quoted && '"\n|/,.;)'.includes(next))) {
    draft.text += '$';
  } else fail('a "$" begins nothing that is known');
}

function readUntilParenthesis(reader: Reader): Script {
  return nested(reader, (inner) => readScript(inner, [')']).script);
}

function readProcess(reader: Reader, draft: Draft): void {
  const kind = peek(reader) === '<' ? 'input' : 'output';
  reader.at += 2;
  draft.substitutions.push({ kind, script: readUntilParenthesis(reader) });
  draft.text += HOLE;
}

/** Old-style substitution: its text is unescaped first, then read as a script of its own. */
function readBackticks(reader: Reader, draft: Draft, inDouble: boolean): void {
  reader.at += 1;
  const raw = take(reader, /(?:[^`\\]|\\[^])*/y) ?? '';
  if (peek(reader) !== '`') fail('a backtick is not closed');
  refuseLineBreak(reader, raw);
  reader.at += 1;
  const text = raw.replaceAll(inDouble ? /\\([$`\\"])/gu : /\\([$`\\])/gu, '$1');
  const inner = readerOf(text, reader.depth + 1);
  draft.substitutions.push({ kind: 'command', script: readScript(inner, ['']).script });
  draft.text += HOLE;
}
