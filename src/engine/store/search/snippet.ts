/** The part of a text that shows why it was found. */
import { startsAt, type Query } from '../../../core/search-query.ts';
import { wordsOf, type Word } from '../../../core/search-words.ts';

/** What stands around a matched word: START OF TEXT and END OF TEXT, which no text needs. */
export const marks = { start: '\u0002', end: '\u0003' } as const;

/** UTF-16 units before the first match, and in all. */
const lead = 40;
const size = 160;

/** One line with every match in it marked; the beginning of the text where there is none. */
export function snippetOf(text: string, query: Query): string {
  const words = [...wordsOf(text)];
  const matched = new Set<Word>();
  for (const phrase of query.phrases) {
    for (const index of words.keys()) {
      if (!startsAt(phrase, words, index)) continue;
      for (const word of words.slice(index, index + phrase.words.length)) matched.add(word);
    }
  }
  const first = words.find((word) => matched.has(word));
  return mark(
    text,
    [...matched].sort((a, b) => a.start - b.start),
    first?.start ?? 0,
  );
}

function mark(text: string, matched: readonly Word[], first: number): string {
  const from = first <= lead ? 0 : first - lead;
  const to = Math.min(text.length, from + size);
  let snippet = from > 0 ? '…' : '';
  let position = from;
  for (const { start, end } of matched) {
    if (start < from || end > to) continue;
    snippet += oneLine(text.slice(position, start));
    snippet += marks.start + oneLine(text.slice(start, end)) + marks.end;
    position = end;
  }
  return snippet + oneLine(text.slice(position, to)) + (to < text.length ? '…' : '');
}

/** Spaces and control characters (our marks among them) become single spaces; cut pairs are mended. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').toWellFormed();
}
