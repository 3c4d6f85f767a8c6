/** The event log's table with nothing around it. */
import Database from 'better-sqlite3';
import { sqliteOptions } from '../../src/engine/store/binding.ts';

export interface RawDatabase {
  insert(sessionKey: number, seq: number, type: string, payload: string): void;
  transaction<T>(work: () => T): T;
  close(): void;
}

/** A new file, as durable as Lulu's. */
export function openRaw(path: string): RawDatabase {
  const db = new Database(path, sqliteOptions());
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE session_events (
    key INTEGER PRIMARY KEY, session_key INTEGER NOT NULL, run_key INTEGER, seq INTEGER NOT NULL,
    at INTEGER NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL, UNIQUE (session_key, seq)) STRICT`);
  const insert = db.prepare(
    'INSERT INTO session_events (session_key, run_key, seq, at, type, payload) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return {
    insert: (sessionKey, seq, type, payload) => {
      insert.run(sessionKey, sessionKey, seq, Date.now(), type, payload);
    },
    transaction: (work) => db.transaction(work)(),
    close: () => {
      db.close();
    },
  };
}
