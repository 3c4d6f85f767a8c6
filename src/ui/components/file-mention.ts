/** `@file` in a text being typed: where it stands, and the text with it put in. Pure. */

export interface Mention {
  /** Where the `@` stands, and where what was typed after it ends (UTF-16 units). */
  readonly start: number;
  readonly end: number;
  readonly prefix: string;
}

/** The mention the caret stands in; undefined where it stands in none. An `@` within a word is none. */
export function mentionAt(text: string, caret: number): Mention | undefined {
  const found = /(?:^|[\s([{"'`])@([^\s@]{0,200})$/u.exec(
    text.slice(Math.max(0, caret - 220), caret),
  );
  const prefix = found?.[1];
  if (prefix === undefined) return undefined;
  return { start: caret - prefix.length - 1, end: caret, prefix };
}

/** The text with `path` in place of the mention, and where the caret goes: behind a space. */
export function withMention(
  text: string,
  { start, end }: Mention,
  path: string,
): { readonly text: string; readonly caret: number } {
  const put = `@${/\s/u.test(path) ? `"${path}"` : path} `;
  const rest = text.slice(end).replace(/^ /u, '');
  return { text: text.slice(0, start) + put + rest, caret: start + put.length };
}
