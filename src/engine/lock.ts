import { closeSync, openSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { EngineError } from './engine-error.ts';
import { openSqlite } from './store/binding.ts';
import { StoreError } from './store/store-error.ts';

export interface EngineLock {
  release(): void;
}

/**
 * Becomes the one engine of a data directory (or the one that serves it), or not.
 *
 * The lock is an open exclusive transaction on a small database file: the operating system frees it
 * the moment its holder dies, so a stale lock cannot exist.
 *
 * @returns null when another process holds it.
 * @throws {EngineError} kind `store` when something else is in its place, or it cannot be written.
 */
export function takeLock(path: string): EngineLock | null {
  let database: Database.Database | undefined;
  try {
    // Whoever can read it could hold it: made by SQLite, everybody could.
    closeSync(openSync(path, 'a', 0o600));
    database = openSqlite(path, { timeout: 0 });
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (cause instanceof StoreError) throw new EngineError('store', cause.message, { cause });
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    if (String(cause.code).startsWith('SQLITE_BUSY')) return null;
    const text = `${path} cannot be used as a lock (${cause.message}). It holds nothing: delete it and try again.`;
    throw new EngineError('store', text, { cause });
  }
  const held = database;
  return {
    release: () => {
      held.close();
    },
  };
}
