/** Small languages given on the command line: `sed` and `awk` can run commands and write files. */
import { isPlain, type Word } from './shell/tree.ts';

/** Why it cannot be told what the text given to `program` does; null where it only edits text, and for all other programs. */
export function unseenText(program: string, words: readonly Word[]): string | null {
  if (program === 'sed' || program === 'gsed') {
    return isHarmless(textsOf(words, 'sed'), isEditing)
      ? null
      : 'what sed does is not certain: it can run commands and write files';
  }
  if (!/^(?:[gmn]?awk|original-awk|busybox-awk)$/u.test(program)) return null;
  return isHarmless(textsOf(words, 'awk'), isPrinting)
    ? null
    : 'what awk does is not certain: it can run commands and write files';
}

/** Null: the text is in a file. */
function isHarmless(texts: readonly Word[] | null, test: (text: string) => boolean): boolean {
  return texts?.every((word) => isPlain(word) && test(word.text)) === true;
}

const languages = {
  sed: {
    texts: /^(?:-[nErsuz]*e|--e[a-z]*)$/u,
    stuck: /^(?:-[nErsuz]*e|--e[a-z]*=)([^]+)$/u,
    valued: /^(?:-[nErsuz]*l|--line-length)$/u,
    harmless:
      /^(?:-[nErsuz]+|-[nErsuz]*i.*|--(?:quiet|silent|regexp-extended|in-place.*|null-data|separate|unbuffered|posix|debug|version|help))$/u,
  },
  awk: {
    texts: /^--source$/u,
    stuck: /^--source=([^]+)$/u,
    valued: /^-[Fv]$/u,
    harmless: /^(?:-[Fv].+|--(?:field-separator|assign)=.*|--(?:posix|traditional|version|help))$/u,
  },
} as const;

/** The texts among `words`; null where one is in a file or an option is not known. */
function textsOf(words: readonly Word[], language: keyof typeof languages): readonly Word[] | null {
  const { texts, stuck, valued, harmless } = languages[language];
  const found: Word[] = [];
  const operands: Word[] = [];
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const given = stuck.exec(word.text)?.[1];
    if (texts.test(word.text)) {
      at += 1;
      found.push(...words.slice(at, at + 1));
    } else if (given !== undefined) found.push({ ...word, text: given });
    else if (valued.test(word.text)) at += 1;
    else if (word.text === '--') {
      operands.push(...words.slice(at + 1));
      break;
    } else if (!/^-./u.test(word.text)) operands.push(word);
    else if (!harmless.test(word.text)) return null;
  }
  return found.length > 0 ? found : operands.slice(0, 1);
}

const address = String.raw`(?:\d+(?:~\d+)?|\$|\/(?:\\.|[^\\/\n])*\/[IM]*)`;
const addresses = String.raw`(?:${address}(?:,\s*[+~]?${address})?)?\s*!?\s*`;
const simple = String.raw`[=dDgGhHlnNpPqQxz]\d*|[btT]\s*\w*|:\s*\w+|[{}]|[aic](?:\\\n|[^\n])*`;
const replace = String.raw`s([^\w\s\\])(?:\\[^]|(?!\1)[^\\])*\1(?:\\[^]|(?!\1)[^\\])*\1[gipI\d]*`;
const translate = String.raw`y([^\w\s\\])(?:\\[^]|(?!\2)[^\\])*\2(?:\\[^]|(?!\2)[^\\])*\2`;
const command = new RegExp(
  String.raw`[\s;]*(?:${addresses}(?:${replace}|${translate}|${simple})\s*(?=[;}\n]|$)|\})`,
  'uy',
);

/** Whether a text of sed only changes lines: no `e`, no `w`, nothing that is not known. */
function isEditing(text: string): boolean {
  let at = 0;
  while (/[^\s;]/u.test(text.slice(at))) {
    command.lastIndex = at;
    const found = command.exec(text)?.[0];
    if (found === undefined || found === '') return false;
    at += found.length;
    // What follows a brace is a command of its own, without a separator.
    if (/\{\s*$/u.test(found)) continue;
  }
  return true;
}

/** Whether a text of awk only prints: no `system`, no pipe, no file, nothing loaded. */
function isPrinting(text: string): boolean {
  const runs = /\bsystem\b|\bgetline\b|@|(?:^|[^|])\|(?:[^|]|$)/u;
  const writes = /\bprintf?\b[^;}\n]*>/u;
  return !runs.test(text) && !writes.test(text);
}
