/** A search's snippet as text and marked text. */

export interface SnippetPart {
  readonly text: string;
  readonly isMatch: boolean;
}

/** `snippet` has the matched words between U+0002 and U+0003; no part is empty. */
export function snippetParts(snippet: string): SnippetPart[] {
  const parts: SnippetPart[] = [];
  for (const piece of snippet.split(/(\u0002[^\u0003]*\u0003?)/u)) {
    const isMatch = piece.startsWith('\u0002');
    const text = piece.replaceAll(/[\u0002\u0003]/gu, '');
    if (text !== '') parts.push({ text, isMatch });
  }
  return parts;
}
