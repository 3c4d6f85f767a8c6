/** Marks the words looked for, without touching what is drawn. */
import { startsAt, type Query } from '../../core/search-query.ts';
import { wordsOf } from '../../core/search-words.ts';

/** Longer texts are not searched for words to mark: the entry itself is shown. In UTF-16 units. */
const longest = 50_000;
const all = 'lulu-find';
const here = 'lulu-find-here';

/** Under `root` everything that matches is marked, and more strongly what lies in `current`. */
export function markMatches(root: Element, query: Query, current: Element | null): void {
  if (!('highlights' in CSS)) return;
  const [others, found] = [new Highlight(), new Highlight()];
  found.priority = 1;
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() !== null) {
    const node = texts.currentNode;
    const isHere = current?.contains(node) === true;
    for (const range of matchesIn(node, query)) (isHere ? found : others).add(range);
  }
  CSS.highlights.set(all, others);
  CSS.highlights.set(here, found);
}

export function clearMarks(): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete(all);
  CSS.highlights.delete(here);
}

/** One run of text at a time: a phrase that is broken by markup is not marked, but its entry is found. */
function matchesIn(node: Node, query: Query): Range[] {
  const text = node.nodeValue ?? '';
  if (text.length > longest || text.trim() === '') return [];
  const words = [...wordsOf(text)];
  const ranges: Range[] = [];
  for (const phrase of query.phrases) {
    for (const index of words.keys()) {
      if (!startsAt(phrase, words, index)) continue;
      const [first, last] = [words[index], words[index + phrase.words.length - 1]];
      if (first === undefined || last === undefined) continue;
      const range = document.createRange();
      range.setStart(node, first.start);
      range.setEnd(node, last.end);
      ranges.push(range);
    }
  }
  return ranges;
}
