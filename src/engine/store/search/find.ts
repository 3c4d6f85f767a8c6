/** Full-text search within one session, from a place in its log: what is not indexed yet included. */
import type { Database } from 'better-sqlite3';
import { isMatch, mayMatch, parseQuery, type Query } from '../../../core/search-query.ts';
import { searchableText, searchableTypes, type SearchableType } from './searchable.ts';

/** Seqs between the two, both exclusive, taken from that end. */
export interface FindRange {
  readonly after: number;
  readonly before: number;
  readonly from: 'start' | 'end';
}

export interface Find {
  /** The seqs of at most `limit` events of the session that match, ascending. */
  readonly find: (sessionKey: number, text: string, range: FindRange, limit: number) => number[];
}

interface TailColumns {
  readonly seq: number;
  readonly type: SearchableType;
  readonly payload: string;
}

const types = searchableTypes.map((type) => `'${type}'`).join(', ');

/**
 * A session's keys grow with its seqs, so a range of seqs is a range of keys: the index walks no further
 * than the session's own stretch of it.
 */
const indexed = (order: 'ASC' | 'DESC') => `SELECT e.seq FROM search
  CROSS JOIN session_events e ON e.key = search.rowid
  WHERE search MATCH ? AND search.rowid >= ? AND search.rowid <= ? AND e.session_key = ?
  ORDER BY search.rowid ${order} LIMIT ?`;

export const findQueries = {
  fromStart: indexed('ASC'),
  fromEnd: indexed('DESC'),
  firstKey: `SELECT key FROM session_events WHERE session_key = ? AND seq > ? ORDER BY seq LIMIT 1`,
  lastKey: `SELECT key FROM session_events WHERE session_key = ? AND seq < ? ORDER BY seq DESC LIMIT 1`,
  lastIndexed: `SELECT seq FROM session_events WHERE session_key = ? AND key <= ?
    ORDER BY seq DESC LIMIT 1`,
  tail: `SELECT seq, type, payload FROM session_events
    WHERE session_key = ? AND seq > ? AND seq < ? AND type IN (${types}) ORDER BY seq`,
} as const;

export function findReads(db: Database): Find {
  const number = (sql: string) => db.prepare<[number, number], number>(sql).pluck();
  const matches = (sql: string) =>
    db.prepare<[string, number, number, number, number], number>(sql).pluck();
  const [fromStart, fromEnd] = [matches(findQueries.fromStart), matches(findQueries.fromEnd)];
  const [firstKey, lastKey] = [number(findQueries.firstKey), number(findQueries.lastKey)];
  const lastIndexed = number(findQueries.lastIndexed);
  const tail = db.prepare<[number, number, number], TailColumns>(findQueries.tail);
  const cursor = db.prepare<[], number>('SELECT event_key FROM search_cursor').pluck();

  const inIndex = (key: number, query: Query, range: FindRange, limit: number): number[] => {
    const [low, high] = [firstKey.get(key, range.after), lastKey.get(key, range.before)];
    if (low === undefined || high === undefined || limit <= 0) return [];
    if (range.from === 'start') return fromStart.all(query.match, low, high, key, limit);
    return fromEnd.all(query.match, low, high, key, limit).reverse();
  };

  const inTail = (key: number, query: Query, { after, before }: FindRange): number[] => {
    const indexedTo = lastIndexed.get(key, cursor.get() ?? 0) ?? 0;
    const seqs: number[] = [];
    for (const row of tail.iterate(key, Math.max(after, indexedTo), before)) {
      if (!mayMatch(query, row.payload)) continue;
      if (isMatch(query, searchableText(row.type, row.payload))) seqs.push(row.seq);
    }
    return seqs;
  };

  // One transaction, so that the index, its cursor and what follows it belong together.
  const find = db.transaction((key: number, query: Query, range: FindRange, limit: number) => {
    const late = inTail(key, query, range);
    if (range.from === 'start') {
      return [...inIndex(key, query, range, limit), ...late].slice(0, limit);
    }
    return [...inIndex(key, query, range, limit - late.length), ...late].slice(-limit);
  });

  return {
    find: (sessionKey, text, range, limit) => {
      const query = parseQuery(text);
      return query === undefined ? [] : find.deferred(sessionKey, query, range, limit);
    },
  };
}
