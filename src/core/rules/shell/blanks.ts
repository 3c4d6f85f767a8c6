/** What stands between words: blanks, comments, line breaks and the here-documents after them. */
import { fail, peek, startsWith, take, type Reader } from './reader.ts';
import { readBody } from './words.ts';

/** Skips blanks, joined lines and a comment, up to the end of the line. */
export function skipBlanks(reader: Reader): void {
  take(reader, /(?:[ \t]|\\\n)+/y);
  if (peek(reader) === '#') take(reader, /[^\n]*/y);
}

/** Skips blanks, comments and line breaks; takes the here-documents that were waiting for one. */
export function skipLines(reader: Reader): void {
  for (;;) {
    skipBlanks(reader);
    if (peek(reader) !== '\n') return;
    reader.at += 1;
    readDocuments(reader);
  }
}

function readDocuments(reader: Reader): void {
  const pending = reader.pending;
  reader.pending = [];
  for (const { delimiter, literal, stripTabs, accept } of pending) {
    const lines: string[] = [];
    for (;;) {
      if (peek(reader) === '') fail('a here-document has no end');
      const line = takeLine(reader, stripTabs);
      if (line === delimiter) break;
      if (!literal && /(?:^|[^\\])(?:\\\\)*\\$/u.test(line)) {
        fail('a line of a here-document ends with a backslash');
      }
      lines.push(line);
    }
    const text = lines.map((line) => `${line}\n`).join('');
    accept(literal ? { raw: text, text, substitutions: [] } : readBody(text, reader.depth + 1));
  }
}

function takeLine(reader: Reader, stripTabs: boolean): string {
  const line = take(reader, /[^\n]*/y) ?? '';
  if (startsWith(reader, '\n')) reader.at += 1;
  return stripTabs ? line.replace(/^\t+/u, '') : line;
}
