/** Sessions: what is kept of each, and the list of them. */
import type { Database } from 'better-sqlite3';
import type { Instant, SessionId } from '../../contract/ids.ts';
import type { NewSession } from '../../contract/requests.ts';
import type { SessionFacts } from '../../core/row.ts';
import type { SessionState } from '../../core/session.ts';
import { toInstant, toInstantOrNull } from './instants.ts';
import { StoreError } from './store-error.ts';

/** What a session was asked to be. Never its environment: that may hold secrets. */
export type SessionOptions = Omit<NewSession, 'env'>;

export interface SessionRecord {
  readonly key: number;
  readonly id: SessionId;
  readonly createdAt: Instant;
  /** When it was moved to the trash. */
  readonly deletedAt: Instant | null;
  /** The seq of its last event; 0 before the first. */
  readonly lastSeq: number;
  readonly facts: SessionFacts;
  readonly state: SessionState;
  readonly options: SessionOptions;
}

export interface SessionToInsert {
  readonly id: SessionId;
  /** Milliseconds since 1970, as everywhere in what is written. */
  readonly createdAt: number;
  readonly facts: SessionFacts;
  readonly state: SessionState;
  readonly options: SessionOptions;
}

export interface SessionReads {
  /** Newest first: by creation, or in the trash by deletion. */
  readonly sessions: (filter: { readonly deleted: boolean }) => SessionRecord[];
  /** Also finds a session in the trash. */
  readonly session: (id: SessionId) => SessionRecord | undefined;
  readonly sessionByKey: (key: number) => SessionRecord | undefined;
  /** Every session whose id begins so, in the trash too; none for a prefix under 4 characters. */
  readonly sessionsByPrefix: (prefix: string) => SessionRecord[];
}

export interface SessionWrites {
  /** Returns the new session's key. */
  readonly insertSession: (session: SessionToInsert) => number;
  readonly saveSession: (
    key: number,
    saved: { readonly facts: SessionFacts; readonly state: SessionState },
  ) => void;
  /** Moves it to the trash (an instant in ms) or back (null). The folder is the caller's business. */
  readonly setDeleted: (key: number, at: number | null) => void;
}

interface SessionColumns {
  readonly key: number;
  readonly id: string;
  readonly created_at: number;
  readonly deleted_at: number | null;
  readonly last_seq: number;
  readonly facts: string;
  readonly state: string;
  readonly options: string;
}

const columns = 'key, id, created_at, deleted_at, last_seq, facts, state, options';

export const sessionQueries = {
  kept: `SELECT ${columns} FROM sessions WHERE deleted_at IS NULL ORDER BY created_at DESC, key DESC`,
  trashed: `SELECT ${columns} FROM sessions WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, key DESC`,
  byId: `SELECT ${columns} FROM sessions WHERE id = ?`,
  byKey: `SELECT ${columns} FROM sessions WHERE key = ?`,
  byPrefix: `SELECT ${columns} FROM sessions WHERE id >= ? AND id < ? ORDER BY id`,
} as const;

export function sessionReads(db: Database): SessionReads {
  const kept = db.prepare<[], SessionColumns>(sessionQueries.kept);
  const trashed = db.prepare<[], SessionColumns>(sessionQueries.trashed);
  const byId = db.prepare<[string], SessionColumns>(sessionQueries.byId);
  const byKey = db.prepare<[number], SessionColumns>(sessionQueries.byKey);
  const byPrefix = db.prepare<[string, string], SessionColumns>(sessionQueries.byPrefix);
  return {
    sessions: ({ deleted }) => (deleted ? trashed : kept).all().map(toRecord),
    session: (id) => toRecordOrUndefined(byId.get(id)),
    sessionByKey: (key) => toRecordOrUndefined(byKey.get(key)),
    sessionsByPrefix: (prefix) =>
      // "~" sorts after everything an id can hold.
      prefix.length < 4 ? [] : byPrefix.all(prefix, `${prefix}~`).map(toRecord),
  };
}

export function sessionWrites(db: Database): SessionWrites {
  const insert = db.prepare<[string, number, string, string, string, string, string]>(
    'INSERT INTO sessions (id, created_at, status, name, facts, state, options) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const save = db.prepare<[string, string, string, string, number]>(
    'UPDATE sessions SET status = ?, name = ?, facts = ?, state = ? WHERE key = ?',
  );
  const remove = db.prepare<[number | null, number]>(
    'UPDATE sessions SET deleted_at = ? WHERE key = ?',
  );
  return {
    insertSession: ({ id, createdAt, facts, state, options }) => {
      const texts = [
        JSON.stringify(facts),
        JSON.stringify(state),
        JSON.stringify(options),
      ] as const;
      const { lastInsertRowid } = insert.run(id, createdAt, facts.status, facts.name, ...texts);
      return Number(lastInsertRowid);
    },
    saveSession: (key, { facts, state }) => {
      const texts = [JSON.stringify(facts), JSON.stringify(state)] as const;
      mustChange(save.run(facts.status, facts.name, ...texts, key), key);
    },
    setDeleted: (key, at) => {
      mustChange(remove.run(at, key), key);
    },
  };
}

function mustChange({ changes }: { readonly changes: number }, key: number): void {
  if (changes === 0) throw noSuchSession(key);
}

export function noSuchSession(key: number): StoreError {
  return new StoreError('no-such-row', `There is no session with the key ${key}`);
}

function toRecordOrUndefined(row: SessionColumns | undefined): SessionRecord | undefined {
  return row === undefined ? undefined : toRecord(row);
}

function toRecord(row: SessionColumns): SessionRecord {
  return {
    key: row.key,
    id: row.id as SessionId,
    createdAt: toInstant(row.created_at),
    deletedAt: toInstantOrNull(row.deleted_at),
    lastSeq: row.last_seq,
    facts: JSON.parse(row.facts) as SessionFacts,
    state: JSON.parse(row.state) as SessionState,
    options: JSON.parse(row.options) as SessionOptions,
  };
}
