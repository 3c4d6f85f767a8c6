import type { Database } from 'better-sqlite3';

/** One step of the file's format: from `version - 1` to `version`, inside a transaction of the caller's. */
export interface Migration {
  readonly version: number;
  readonly up: (db: Database) => void;
}
