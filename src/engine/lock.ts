import Database from 'better-sqlite3';
import { sqliteOptions } from './store/binding.ts';

export interface EngineLock {
  release(): void;
}

/**
 * Becomes the one engine of a data directory, or not.
 *
 * The lock is an open exclusive transaction on a small database file: the operating system frees it
 * the moment its holder dies, so a stale lock cannot exist.
 *
 * @returns null when another process holds it.
 */
export function takeLock(path: string): EngineLock | null {
  const database = new Database(path, { timeout: 0, ...sqliteOptions() });
  try {
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return {
    release: () => {
      database.close();
    },
  };
}
