/** Which program a command names. */
import { isPlain, type Word } from './shell/tree.ts';

/** The program's name without its folder, in lower case (some file systems take any); null where only the shell knows. */
export function programOf(words: readonly Word[]): string | null {
  const word = words[0];
  if (word === undefined || !isPlain(word)) return null;
  return word.text.slice(word.text.lastIndexOf('/') + 1).toLowerCase();
}

/** Shells that read what POSIX shells read. */
export function isShell(program: string): boolean {
  return /^(?:r?ba|z|da|a|k|mk|pdk)?sh$/u.test(program);
}

/** Programs that run a program text given to them. */
export function isInterpreter(program: string): boolean {
  return (
    isShell(program) ||
    /^(?:fish|t?csh|pwsh|powershell|python[\d.]*|pypy\d*|node|nodejs|deno|bun|perl[\d.]*|ruby[\d.]*|php[\d.]*|lua[\d.]*|luajit|tclsh|osascript|rscript|groovy|awk|gawk)$/u.test(
      program,
    )
  );
}

/** Words from `from` on that are not options; all that follow `--`. */
export function operandsOf(words: readonly Word[], from = 1): readonly Word[] {
  const end = words.findIndex((word, at) => at >= from && word.text === '--');
  const before = words.slice(from, end === -1 ? undefined : end);
  const after = end === -1 ? [] : words.slice(end + 1);
  return [...before.filter((word) => !/^-./u.test(word.text)), ...after];
}

/** Whether one of the words is the short option `letter` (also within a cluster) or a long one `--long` (also abbreviated). */
export function hasOption(words: readonly Word[], letters: string, ...longs: string[]): boolean {
  const short = new RegExp(`^-[A-Za-z0-9]*[${letters === '' ? '\\0' : letters}]`, 'u');
  return words.some(({ text }) => {
    if (!text.startsWith('--')) return short.test(text);
    const option = text.split('=')[0] ?? text;
    return option.length > 2 && longs.some((long) => long.startsWith(option));
  });
}

/** Values of short options (`-o x`, `-ox`) and of long ones (`--output x`, `--output=x`, also abbreviated). */
export function valuesOf(
  words: readonly Word[],
  letters: string,
  ...longs: string[]
): readonly Word[] {
  const alone = new RegExp(`^-[A-Za-z0-9]*[${letters}]$`, 'u');
  const stuck = new RegExp(`^-[A-Za-z0-9]*?[${letters}]([^]+)$`, 'u');
  return words.flatMap((word, at) => {
    const { text } = word;
    const next = words.slice(at + 1, at + 2);
    if (text.startsWith('--')) {
      const [option = '', ...value] = text.split('=');
      if (option.length < 3 || !longs.some((long) => long.startsWith(option))) return [];
      return value.length === 0 ? next : [{ ...word, text: value.join('=') }];
    }
    if (alone.test(text)) return next;
    const value = stuck.exec(text)?.[1];
    return value === undefined ? [] : [{ ...word, text: value }];
  });
}
