/** The only way an event ever leaves the log: its session is in the trash, and its time is up. */
import type { Database } from 'better-sqlite3';
import { StoreError } from './store-error.ts';

export interface Purge {
  /**
   * Forgets a session of the trash, at most `maxEvents` of its events at a time so that nothing waits
   * long behind it. Returns whether it is gone; call again, in a later transaction, while it is not.
   */
  readonly purgeSession: (sessionKey: number, maxEvents: number) => boolean;
}

export function purge(db: Database): Purge {
  const trashed = db
    .prepare<[number], number>('SELECT 1 FROM sessions WHERE key = ? AND deleted_at IS NOT NULL')
    .pluck();
  const allow = db.prepare<[number]>('INSERT INTO purging (session_key) VALUES (?)');
  const forbid = db.prepare<[number]>('DELETE FROM purging WHERE session_key = ?');
  const some = db
    .prepare<[number, number], number>(
      'SELECT key FROM session_events WHERE session_key = ? ORDER BY seq LIMIT ?',
    )
    .pluck();
  const unindex = db.prepare<[number]>('DELETE FROM search WHERE rowid = ?');
  const forget = db.prepare<[number]>('DELETE FROM session_events WHERE key = ?');
  // A key that is free again may be given to a new event, which must then be indexed.
  const rewind = db.prepare(
    `UPDATE search_cursor SET event_key =
      min(event_key, coalesce((SELECT max(key) FROM session_events), 0))`,
  );
  const rest = [
    'DELETE FROM inputs WHERE run_key IN (SELECT key FROM runs WHERE session_key = ?)',
    'DELETE FROM runs WHERE session_key = ?',
    'DELETE FROM open_requests WHERE session_key = ?',
    'DELETE FROM queue WHERE session_key = ?',
    'DELETE FROM sent WHERE session_key = ?',
    'DELETE FROM sessions WHERE key = ?',
  ].map((sql) => db.prepare<[number]>(sql));

  return {
    purgeSession: (sessionKey, maxEvents) => {
      if (trashed.get(sessionKey) === undefined) {
        throw new StoreError('no-such-row', `No session in the trash has the key ${sessionKey}`);
      }
      const keys = some.all(sessionKey, maxEvents);
      allow.run(sessionKey);
      for (const key of keys) {
        unindex.run(key);
        forget.run(key);
      }
      forbid.run(sessionKey);
      rewind.run();
      if (keys.length === maxEvents) return false;
      for (const statement of rest) statement.run(sessionKey);
      return true;
    },
  };
}
