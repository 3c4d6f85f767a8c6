/** Long strings, cut before they travel. Pure. */

/** What a peer is sent of one string in a live push or a cut page; `events.get` has the whole. */
export const pushedStringLimit = 20_000;

/** Deeper than anything an agent says in earnest; below it values are left as they are. */
const depthLimit = 100;

/**
 * `value` with every string in it that is longer than `limit` UTF-16 units cut there and marked
 * `… [N more characters]`. Keys stay. Returns `value` itself where nothing had to be cut.
 */
export function cutStrings<T>(value: T, limit: number): T {
  return cut(value, limit, depthLimit) as T;
}

function cut(value: unknown, limit: number, depth: number): unknown {
  if (typeof value === 'string') return cutString(value, limit);
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const shorter = items.map((item) => cut(item, limit, depth - 1));
    return shorter.some((item, index) => item !== items[index]) ? shorter : value;
  }
  const entries = Object.entries(value);
  const shorter = entries.map(([key, item]) => [key, cut(item, limit, depth - 1)] as const);
  const same = shorter.every(([, item], index) => item === entries[index]?.[1]);
  return same ? value : Object.fromEntries(shorter);
}

function cutString(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Half a surrogate pair would not survive the wire.
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return `${text.slice(0, end)}… [${text.length - end} more characters]`;
}
