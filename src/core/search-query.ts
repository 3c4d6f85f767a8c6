/** What a person typed into the search field, as something that can never be a syntax error. */
import { fold, wordsOf, type Word } from './search-words.ts';

/** Words that must follow each other. `isPrefix`: the last of them may go on. */
export interface Phrase {
  readonly words: readonly string[];
  readonly isPrefix: boolean;
}

export interface Query {
  /** All of them must be found, in any order. */
  readonly phrases: readonly Phrase[];
  /** The same for FTS5; and with the last word whole. */
  readonly match: string;
  readonly exactMatch: string;
}

/**
 * Splits at spaces; what holds together (`src/app.ts`) is a phrase; the last one matches by its beginning,
 * unless that is one letter: half of everything begins with it.
 * Undefined where there is no word to look for.
 */
export function parseQuery(text: string): Query | undefined {
  const parts = text
    .toWellFormed()
    .split(/[\s\p{Cc}"]+/u)
    .map((part) => ({ part, words: [...wordsOf(part)].map((word) => word.folded) }))
    .filter(({ words }) => words.length > 0);
  const last = parts.at(-1)?.words.at(-1);
  if (last === undefined) return undefined;
  const hasPrefix = !/^[a-z0-9]$/.test(last);
  const exactMatch = parts.map(({ part }) => `"${part}"`).join(' ');
  return {
    phrases: parts.map(({ words }, index) => ({
      words,
      isPrefix: hasPrefix && index === parts.length - 1,
    })),
    match: hasPrefix ? `${exactMatch}*` : exactMatch,
    exactMatch,
  };
}

/** False for most texts that do not match, without looking closely. Also good for their JSON. */
export function mayMatch(query: Query, text: string): boolean {
  const folded = fold(text);
  return query.phrases.every((phrase) => phrase.words.every((word) => folded.includes(word)));
}

export function isMatch(query: Query, text: string): boolean {
  const words = [...wordsOf(text)];
  return query.phrases.every((phrase) => words.some((_, index) => startsAt(phrase, words, index)));
}

/** Whether `phrase` stands in `words` from `index` on. */
export function startsAt(phrase: Phrase, words: readonly Word[], index: number): boolean {
  const last = phrase.words.length - 1;
  return phrase.words.every((wanted, offset) => {
    const found = words[index + offset]?.folded;
    return offset === last && phrase.isPrefix ? found?.startsWith(wanted) : found === wanted;
  });
}
