/**
 * Turns by the instant at which they ended, and lines that nobody understood: both are few among the
 * events, so each has an index of its own rows. What asks by one must repeat its WHERE word for word.
 */
import type { Migration } from './migration.ts';

export const usage: Migration = {
  version: 3,
  up: (db) => {
    db.exec(`CREATE INDEX events_usage ON session_events (at) WHERE type = 'usage'`);
    db.exec(`CREATE INDEX events_unrecognised ON session_events (key) WHERE type = 'unrecognised'`);
  },
};
