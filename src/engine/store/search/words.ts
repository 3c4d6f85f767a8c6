/**
 * Text as the search index sees it: words of letters and digits, without case and accents.
 *
 * Follows FTS5's `unicode61 remove_diacritics 2` closely enough for what is done here: marking hits
 * and reading the few events that are not indexed yet. The index itself does its own splitting.
 */

/** A word with where it stands in the text it came from (UTF-16 units). */
export interface Word {
  readonly folded: string;
  readonly start: number;
  readonly end: number;
}

export function* wordsOf(text: string): Generator<Word, void> {
  for (const match of text.matchAll(/[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu)) {
    const [word] = match;
    yield { folded: fold(word), start: match.index, end: match.index + word.length };
  }
}

function fold(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
