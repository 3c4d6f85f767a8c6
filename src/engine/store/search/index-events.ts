/** Fills the search index in idle slots, from a cursor that is committed with what it stands for. */
import type { Database } from 'better-sqlite3';
import { storageFailure } from '../store-error.ts';
import { searchableText, searchableTypes, type SearchableType } from './searchable.ts';

export interface SearchIndex {
  /**
   * Indexes at most `maxEvents` more events (about 15 µs each, merges up to 25 ms) and returns whether
   * more are left. False too while the file cannot be written: the next idle slot tries again.
   */
  readonly indexSome: (maxEvents: number) => boolean;
}

/** SQLite's own choice, and the best trade. */
const checkpointPages = 1000;

interface EventColumns {
  readonly key: number;
  readonly type: SearchableType;
  readonly payload: string;
}

const types = searchableTypes.map((type) => `'${type}'`).join(', ');

export const indexQueries = {
  end: `SELECT max(key) FROM (SELECT key FROM session_events WHERE key > ? ORDER BY key LIMIT ?)`,
  next: `SELECT key, type, payload FROM session_events
    WHERE key > ? AND key <= ? AND type IN (${types}) ORDER BY key`,
} as const;

export function searchIndex(db: Database): SearchIndex {
  const cursor = db.prepare<[], number>('SELECT event_key FROM search_cursor').pluck();
  const advance = db.prepare<[number]>('UPDATE search_cursor SET event_key = ?');
  const last = db.prepare<[], number | null>('SELECT max(key) FROM session_events').pluck();
  const end = db.prepare<[number, number], number | null>(indexQueries.end).pluck();
  const next = db.prepare<[number, number], EventColumns>(indexQueries.next);
  const insert = db.prepare<[number, string]>('INSERT INTO search (rowid, text) VALUES (?, ?)');

  const indexBatch = db.transaction((maxEvents: number): boolean => {
    const from = cursor.get() ?? 0;
    const to = end.get(from, maxEvents) ?? from;
    for (const { key, type, payload } of next.all(from, to)) {
      const text = searchableText(type, payload);
      if (text !== '') insert.run(key, text);
    }
    if (to > from) advance.run(to);
    return to < (last.get() ?? 0);
  });

  return {
    indexSome: (maxEvents) => {
      if ((last.get() ?? 0) <= (cursor.get() ?? 0)) return false;
      // The index and its cursor can be made again, so they wait for no disk: one sync a turn is enough.
      // A checkpoint here would be the first to sync them, and SQLite keeps to itself whether that failed.
      db.pragma('synchronous = NORMAL');
      db.pragma('wal_autocheckpoint = 0');
      try {
        return indexBatch.immediate(maxEvents);
      } catch (error) {
        const failure = storageFailure(error, db.name);
        if (failure === undefined) throw error;
        return failure.kind === 'busy';
      } finally {
        db.pragma('synchronous = FULL');
        db.pragma(`wal_autocheckpoint = ${String(checkpointPages)}`);
      }
    },
  };
}
