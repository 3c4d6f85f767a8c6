/** Characters that make a text read as something it is not. */

/** Controls but tab and line feed, invisible and direction marks, unusual spaces, private use, unassigned, halves. */
const hidden =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[\p{Zs}--[ ]]/v;
const letterRun = /\p{L}+/gu;
const latin = /\p{Script=Latin}/u;
/** Scripts with letters that look Latin. */
const likeLatin =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;

/** Why no rule may judge `text`, as the end of "It …"; null where nothing is odd. */
export function oddCharacters(text: string): string | null {
  if (hidden.test(text.replaceAll(/[\n\t]/gu, ''))) {
    return 'holds invisible or control characters';
  }
  if (/^[\x20-\x7e\s]*$/u.test(text)) return null;
  for (const character of text) {
    if (character > '~' && isAscii(character.normalize('NFKC'))) {
      return `holds "${character}", which looks like "${character.normalize('NFKC')}"`;
    }
  }
  for (const [run] of text.matchAll(letterRun)) {
    if (latin.test(run) && likeLatin.test(run)) return `mixes alphabets in "${run}"`;
  }
  return null;
}

/** The text a person may have been meant to read: for finding what is denied, never for allowing. */
export function unmasked(text: string): string {
  return text.normalize('NFKC').replaceAll(/[\p{Cf}\p{Co}\0]/gu, '');
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]+$/u.test(text);
}
