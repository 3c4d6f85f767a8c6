/**
 * The way to the next prompt, error or request of a session without reading the log between: these are
 * few, so the index is small. What asks by it must repeat the list word for word.
 */
import type { Migration } from './migration.ts';

export const landmarks: Migration = {
  version: 2,
  up: (db) => {
    db.exec(`CREATE INDEX events_landmark ON session_events (session_key, type, seq)
      WHERE type IN ('prompt', 'error', 'status', 'approval_requested', 'question_asked')`);
  },
};
