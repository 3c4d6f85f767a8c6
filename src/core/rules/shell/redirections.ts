/** Redirections and here-documents. */
import { skipBlanks } from './blanks.ts';
import { fail, peek, take, type Reader } from './reader.ts';
import type { Redirection, Word } from './tree.ts';
import { readWord } from './words.ts';

const operators = /\d*(?:<<<|<<-|<<|<&|<>|<(?!\()|>>|>&|>\||>(?!\())|&>>|&>/y;
/** A delimiter that every shell reads the same way: bare, quoted once, or with one backslash in front. */
const delimiters = /\\?[\w.-]+|'[\w .-]+'|"[\w .-]+"/y;

/** Reads one redirection, or null where none begins here. */
export function readRedirection(reader: Reader): Redirection | null {
  const found = take(reader, operators);
  if (found === null) return null;
  const operator = found.replace(/^\d+/u, '');
  if (peek(reader) === '\\' && peek(reader, 1) === '\n') fail('a line ends within a redirection');
  skipBlanks(reader);
  if (operator === '<<' || operator === '<<-') return readDocumentStart(reader, operator);
  if (/^[!|&]/u.test(peek(reader))) fail('a redirection is followed by "!", "|" or "&"');
  const target = readWord(reader) ?? fail('a redirection names no file');
  if (operator === '<&' && !isDescriptor(target)) fail('a descriptor is not a number');
  return { operator, target, body: null };
}

/** `1`, `1-` or `-`: what may follow `>&` without being a file. */
export function isDescriptor(target: Word): boolean {
  return /^(?:\d+-?|-)$/u.test(target.text);
}

function readDocumentStart(reader: Reader, operator: string): Redirection {
  const written = take(reader, delimiters) ?? fail('a here-document has no plain delimiter');
  if (!/^[\s;&|<>)]?$/u.test(peek(reader))) fail('a here-document has no plain delimiter');
  const delimiter = written.replaceAll(/^[\\'"]|['"]$/gu, '');
  const document: { -readonly [K in keyof Redirection]: Redirection[K] } = {
    operator,
    target: { raw: written, text: delimiter, substitutions: [] },
    body: null,
  };
  reader.pending.push({
    delimiter,
    literal: delimiter !== written,
    stripTabs: operator === '<<-',
    accept: (body) => (document.body = body),
  });
  return document;
}
