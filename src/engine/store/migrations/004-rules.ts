/** Rules. `scope` is a session's id or a repository's path, '' for everywhere. */
import type { Migration } from './migration.ts';

export const rules: Migration = {
  version: 4,
  up: (db) => {
    db.exec(`CREATE TABLE rules (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      scope_kind TEXT NOT NULL,
      scope TEXT NOT NULL,
      tool TEXT NOT NULL,
      pattern TEXT,
      match TEXT NOT NULL,
      behavior TEXT NOT NULL
    ) STRICT`);
  },
};
