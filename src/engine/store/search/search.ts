/** Full-text search over everything kept, newest first, the not yet indexed included. */
import type { Database } from 'better-sqlite3';
import type { SessionId } from '../../../contract/ids.ts';
import type { SearchHit } from '../../../contract/requests.ts';
import { toInstant } from '../instants.ts';
import { isMatch, mayMatch, parseQuery, type Query } from '../../../core/search-query.ts';
import { searchableText, searchableTypes, type SearchableType } from './searchable.ts';
import { snippetOf } from './snippet.ts';

export interface Search {
  /**
   * Any text is a query. Every word must be there; the last one also counts by its beginning, unless
   * whole words alone give `limit` hits. Sessions in the trash are left out. Newest first.
   */
  readonly search: (text: string, limit: number) => SearchHit[];
}

interface HitColumns {
  readonly session_id: string;
  readonly session_name: string;
  readonly seq: number;
  readonly type: SearchableType;
  readonly at: number;
  readonly payload: string;
}

const columns = 's.id AS session_id, s.name AS session_name, e.seq, e.type, e.at, e.payload';
const types = searchableTypes.map((type) => `'${type}'`).join(', ');

// CROSS JOIN fixes the order: the index gives its rows newest first, and LIMIT ends it early.
export const searchQueries = {
  indexed: `SELECT ${columns} FROM search
    CROSS JOIN session_events e ON e.key = search.rowid
    CROSS JOIN sessions s ON s.key = e.session_key
    WHERE search MATCH ? AND s.deleted_at IS NULL ORDER BY search.rowid DESC LIMIT ?`,
  tail: `SELECT ${columns} FROM session_events e
    CROSS JOIN sessions s ON s.key = e.session_key
    WHERE e.key > ? AND e.type IN (${types}) AND s.deleted_at IS NULL ORDER BY e.key DESC`,
} as const;

export function searchReads(db: Database): Search {
  const cursor = db.prepare<[], number>('SELECT event_key FROM search_cursor').pluck();
  const indexed = db.prepare<[string, number], HitColumns>(searchQueries.indexed);
  const tail = db.prepare<[number], HitColumns>(searchQueries.tail);

  const tailHits = (query: Query, limit: number): SearchHit[] => {
    const hits: SearchHit[] = [];
    for (const row of tail.iterate(cursor.get() ?? 0)) {
      if (!mayMatch(query, row.payload)) continue;
      const text = searchableText(row.type, row.payload);
      if (isMatch(query, text)) hits.push(toHit(row, text, query));
      if (hits.length >= limit) break;
    }
    return hits;
  };

  /** The beginnings of a word that is common as it stands are not collected: that takes 15 ms a million. */
  const indexedRows = (query: Query, limit: number): HitColumns[] => {
    const rows = indexed.all(query.exactMatch, limit);
    if (rows.length === limit || query.match === query.exactMatch) return rows;
    return indexed.all(query.match, limit);
  };

  // One transaction, so that the index, its cursor and what follows it belong together.
  const find = db.transaction((query: Query, limit: number): SearchHit[] => {
    const hits = tailHits(query, limit);
    const rest = limit - hits.length;
    if (rest <= 0) return hits;
    const rows = indexedRows(query, rest);
    return [
      ...hits,
      ...rows.map((row) => toHit(row, searchableText(row.type, row.payload), query)),
    ];
  });

  return {
    search: (text, limit) => {
      const query = parseQuery(text);
      return query === undefined ? [] : find.deferred(query, limit);
    },
  };
}

function toHit(row: HitColumns, text: string, query: Query): SearchHit {
  return {
    sessionId: row.session_id as SessionId,
    sessionName: row.session_name,
    seq: row.seq,
    type: row.type,
    at: toInstant(row.at),
    snippet: snippetOf(text, query),
  };
}
