/**
 * Text as the search index sees it: words of letters and digits, without case and, in Latin script, without accents.
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

/** Without case and accents, as above. Of a whole text: its words, folded, are all contained in it. */
export function fold(text: string): string {
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  const bare = text.normalize('NFD').replaceAll(/(\p{Script=Latin})\p{M}+/gu, '$1');
  // Which of the two JavaScript chooses depends on what stands around it.
  return bare.normalize('NFC').toLowerCase().replaceAll('ς', 'σ');
}
