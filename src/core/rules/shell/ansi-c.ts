/** `$'…'`: the text an ANSI-C quoted string stands for. */
import { fail, peek, take, type Reader } from './reader.ts';

const single: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

/** Reads from after `$'` to after the closing quote. */
export function readAnsiC(reader: Reader): string {
  let text = '';
  for (;;) {
    const c = peek(reader);
    if (c === '') fail('a quote is not closed');
    reader.at += 1;
    if (c === "'") return text;
    text += c === '\\' ? readEscape(reader) : c;
  }
}

function readEscape(reader: Reader): string {
  const octal = take(reader, /[0-7]{1,3}/y);
  if (octal !== null) return character(Number.parseInt(octal, 8));
  const hex = take(reader, /x[\da-fA-F]{1,2}|u[\da-fA-F]{1,4}|U[\da-fA-F]{1,8}/y);
  if (hex !== null) return character(Number.parseInt(hex.slice(1), 16));
  const value = single[peek(reader)];
  if (value === undefined) fail("an escape in $'…' is not known");
  reader.at += 1;
  return value;
}

/** Above ASCII an escape may be a byte or a character, by the shell's locale. */
function character(code: number): string {
  if (code === 0 || code > 0x7f) fail("an escape in $'…' stands for no ASCII character");
  return String.fromCharCode(code);
}
