/** A place in a text being parsed, and the way to give up. */
import type { Word } from './tree.ts';

/** A here-document whose body follows the end of the line. */
export interface PendingDocument {
  readonly delimiter: string;
  /** Its body is taken as it stands. */
  readonly literal: boolean;
  readonly stripTabs: boolean;
  readonly accept: (body: Word) => void;
}

export interface Reader {
  readonly text: string;
  at: number;
  /** How many substitutions, subshells and compounds stand around this place. */
  readonly depth: number;
  pending: PendingDocument[];
}

/** Thrown inside the parser and caught by `parseShell`; never leaves it. `message` is for people. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Nobody writes deeper by hand, and the stack of the parser is finite. */
const deepest = 40;

export function readerOf(text: string, depth: number): Reader {
  if (depth > deepest) throw new Unreadable('it is nested too deeply');
  return { text, at: 0, depth, pending: [] };
}

export function fail(message: string): never {
  throw new Unreadable(message);
}

export function peek(reader: Reader, ahead = 0): string {
  return reader.text[reader.at + ahead] ?? '';
}

export function startsWith(reader: Reader, text: string): boolean {
  return reader.text.startsWith(text, reader.at);
}

/** What a sticky pattern finds here, taken. */
export function take(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found === undefined) return null;
  reader.at += found.length;
  return found;
}

/** Runs `parse` one level deeper on the same text. */
export function nested<T>(reader: Reader, parse: (inner: Reader) => T): T {
  if (reader.pending.length > 0) fail('a here-document waits while something else begins');
  if (reader.depth >= deepest) fail('it is nested too deeply');
  const inner: Reader = {
    text: reader.text,
    at: reader.at,
    depth: reader.depth + 1,
    pending: [],
  };
  const value = parse(inner);
  reader.at = inner.at;
  return value;
}
