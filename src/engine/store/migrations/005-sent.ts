/** Follow-ups that came with an id of their own: asked for once more, they are not stored once more. */
import type { Migration } from './migration.ts';

export const sent: Migration = {
  version: 5,
  up: (db) => {
    db.exec(`
      CREATE TABLE sent (
        prompt_id TEXT PRIMARY KEY,
        session_key INTEGER NOT NULL REFERENCES sessions (key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sent_by_session ON sent (session_key);
    `);
  },
};
