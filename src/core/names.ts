/** A session's name where the user gave none: what the prompt begins with. */

const limit = 60;

/** The first line of `prompt` that says something, without Markdown signs, cut at a word to 60 characters. */
export function nameFromPrompt(prompt: string): string {
  const line = prompt
    .split(/[\n\r\u2028\u2029]+/u)
    .map((text) => plain(text))
    .find((text) => text !== '');
  if (line === undefined) return 'Untitled';
  const characters = Array.from(line);
  if (characters.length <= limit) return line;
  const cut = characters.slice(0, limit - 1).join('');
  const word = cut.slice(0, Math.max(cut.lastIndexOf(' '), 0));
  return `${word.length > limit / 2 ? word : cut}…`;
}

function plain(text: string): string {
  return text
    .replaceAll(/\p{Cc}|\p{Cf}/gu, ' ')
    .replace(/^[\s#>*`-]+/u, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
