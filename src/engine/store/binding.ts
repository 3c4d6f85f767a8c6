import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from './store-error.ts';

/**
 * Options that make better-sqlite3 find its native addon.
 *
 * From source its own package knows the place. In a bundle there is no package: the build puts the
 * platform's addon beside the bundle, as `better_sqlite3.node`.
 */
export function sqliteOptions(): { nativeBinding?: string } {
  const beside = join(import.meta.dirname, 'better_sqlite3.node');
  return existsSync(beside) ? { nativeBinding: beside } : {};
}

/** How Node says that an addon is not there, is for another machine, or is broken. */
const loadFailures: ReadonlySet<unknown> = new Set(['MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);

/**
 * Opens a database file.
 *
 * @throws {StoreError} `no-addon` where better-sqlite3 itself cannot be loaded; else what it throws.
 */
export function openSqlite(path: string, options: Database.Options): Database.Database {
  try {
    return new Database(path, { ...options, ...sqliteOptions() });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && loadFailures.has(cause.code))) throw cause;
    const why = cause.message.split('\n')[0] ?? cause.message;
    const text = `Lulu's own copy of SQLite cannot be loaded (${why}). Install Lulu again, for this system and this kind of processor.`;
    throw new StoreError('no-addon', text, cause);
  }
}
