/**
 * The first format. Integer keys inside, ids at the edge (integers are 0.6 × the time of UUID text);
 * instants are milliseconds; `payload` comes last so that rows can be passed over without reading it.
 */
import type { Migration } from './migration.ts';

const sessions = `
  CREATE TABLE sessions (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,
    last_seq INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL,
    name TEXT NOT NULL,
    facts TEXT NOT NULL,
    state TEXT NOT NULL,
    options TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_kept ON sessions (created_at) WHERE deleted_at IS NULL;
  CREATE INDEX sessions_trashed ON sessions (deleted_at) WHERE deleted_at IS NOT NULL;
`;

const runs = `
  CREATE TABLE runs (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_key INTEGER NOT NULL REFERENCES sessions (key),
    number INTEGER NOT NULL,
    dir TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,
    exit TEXT,
    identity TEXT,
    spool_offset INTEGER NOT NULL DEFAULT 0,
    stderr_offset INTEGER NOT NULL DEFAULT 0,
    skipping TEXT,
    released INTEGER NOT NULL DEFAULT 0,
    UNIQUE (session_key, number)
  ) STRICT;
  CREATE INDEX runs_live ON runs (key) WHERE ended_at IS NULL;
  CREATE INDEX runs_unreleased ON runs (key) WHERE released = 0;

  CREATE TABLE inputs (
    key INTEGER PRIMARY KEY,
    run_key INTEGER NOT NULL REFERENCES runs (key),
    "offset" INTEGER NOT NULL,
    line TEXT NOT NULL,
    UNIQUE (run_key, "offset")
  ) STRICT;
`;

/**
 * `run_key` has no REFERENCES: with it, deleting one run would read the whole log for want of an index,
 * and the index would cost every event. A row in `purging` is what lets a session's events be deleted.
 */
const events = `
  CREATE TABLE session_events (
    key INTEGER PRIMARY KEY,
    session_key INTEGER NOT NULL REFERENCES sessions (key),
    run_key INTEGER,
    seq INTEGER NOT NULL CHECK (seq > 0),
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    payload TEXT NOT NULL,
    UNIQUE (session_key, seq)
  ) STRICT;

  CREATE TABLE purging (session_key INTEGER PRIMARY KEY) STRICT;

  CREATE TRIGGER session_events_no_update BEFORE UPDATE ON session_events BEGIN
    SELECT RAISE(ABORT, 'session_events is append-only');
  END;
  CREATE TRIGGER session_events_no_delete BEFORE DELETE ON session_events
    WHEN NOT EXISTS (SELECT 1 FROM purging WHERE session_key = OLD.session_key) BEGIN
    SELECT RAISE(ABORT, 'session_events is append-only');
  END;
`;

const waiting = `
  CREATE TABLE open_requests (
    key INTEGER PRIMARY KEY,
    session_key INTEGER NOT NULL REFERENCES sessions (key),
    request_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    tool TEXT NOT NULL,
    at INTEGER NOT NULL,
    questions TEXT,
    input TEXT NOT NULL,
    UNIQUE (session_key, request_id)
  ) STRICT;

  CREATE TABLE queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_key INTEGER NOT NULL REFERENCES sessions (key),
    at INTEGER NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX queue_of_session ON queue (session_key, id);
`;

const rest = `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE repositories (path TEXT PRIMARY KEY, last_used_at INTEGER NOT NULL) STRICT;
  CREATE INDEX repositories_by_use ON repositories (last_used_at);
`;

/**
 * Contentless (the words live in the events already), with positions: a file name is a phrase of words,
 * and phrases need them. About 150 bytes an event; the cursor is the last event that was indexed.
 */
const search = `
  CREATE VIRTUAL TABLE search USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
  );
  CREATE TABLE search_cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1), event_key INTEGER NOT NULL
  ) STRICT;
  INSERT INTO search_cursor (one, event_key) VALUES (1, 0);
`;

export const first: Migration = {
  version: 1,
  up: (db) => {
    for (const part of [sessions, runs, events, waiting, rest, search]) db.exec(part);
  },
};
