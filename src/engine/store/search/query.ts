/** What a person typed into the search field, as something that can never be a syntax error. */
import { wordsOf, type Word } from './words.ts';

/** Words that must follow each other. `isPrefix`: the last of them may go on. */
export interface Phrase {
  readonly words: readonly string[];
  readonly isPrefix: boolean;
}

export interface Query {
  /** All of them must be found, in any order. */
  readonly phrases: readonly Phrase[];
  /** The same for FTS5. */
  readonly match: string;
}

/**
 * Splits at spaces; what holds together (`src/app.ts`) is a phrase; the last one matches by its beginning.
 * Undefined where there is no word to look for.
 */
export function parseQuery(text: string): Query | undefined {
  const parts = text
    .toWellFormed()
    .split(/[\s\p{Cc}"]+/u)
    .map((part) => ({ part, words: [...wordsOf(part)].map((word) => word.folded) }))
    .filter(({ words }) => words.length > 0);
  if (parts.length === 0) return undefined;
  const isPrefix = (index: number) => index === parts.length - 1;
  return {
    phrases: parts.map(({ words }, index) => ({ words, isPrefix: isPrefix(index) })),
    match: parts.map(({ part }, index) => `"${part}"${isPrefix(index) ? '*' : ''}`).join(' '),
  };
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
