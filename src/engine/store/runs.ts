/** Runs: one agent process each, with how far its output has been taken in. */
import type { Database, Statement } from 'better-sqlite3';
import type { Exit } from '../../contract/events.ts';
import type { Instant, RunId } from '../../contract/ids.ts';
import type { RunRow } from '../../contract/rows.ts';
import { toInstant, toInstantOrNull } from './instants.ts';
import { StoreError } from './store-error.ts';

export interface RunRecord {
  readonly key: number;
  readonly id: RunId;
  readonly sessionKey: number;
  /** From 1 in its session. */
  readonly number: number;
  /** Absolute path of the run's folder. */
  readonly dir: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly outcome: RunRow['outcome'];
  readonly exit: Exit | null;
  /** Pids, start times, boot id: JSON that the process host wrote and reads; null until it is committed. */
  readonly identity: unknown;
  /** Bytes of the spool that are events by now. */
  readonly spoolOffset: number;
  readonly stderrOffset: number;
  /** A cut line in progress: JSON that the tailer wrote and reads; null where there is none. */
  readonly skipping: unknown;
  /** The spool is no longer needed. */
  readonly released: boolean;
}

/** What may change of a run. Instants in ms. Absent: stays as it is. */
export interface RunChanges {
  readonly endedAt?: number | null;
  readonly outcome?: RunRow['outcome'];
  readonly exit?: Exit | null;
  readonly identity?: unknown;
  readonly spoolOffset?: number;
  readonly stderrOffset?: number;
  readonly skipping?: unknown;
  readonly released?: boolean;
}

export interface RunToInsert {
  readonly id: RunId;
  readonly sessionKey: number;
  readonly number: number;
  readonly dir: string;
  readonly startedAt: number;
}

export interface RunReads {
  /** In the order of their numbers. */
  readonly runs: (sessionKey: number) => RunRecord[];
  readonly run: (id: RunId) => RunRecord | undefined;
  /** The same run's key alone: asked for with every piece of output. */
  readonly runKey: (id: RunId) => number | undefined;
  readonly runByKey: (key: number) => RunRecord | undefined;
  /** Runs without an end, of all sessions, oldest first. */
  readonly liveRuns: () => RunRecord[];
  /** Runs that have ended and still own a spool, oldest first. */
  readonly unreleasedRuns: () => RunRecord[];
}

export interface RunWrites {
  /** Returns the new run's key. */
  readonly insertRun: (run: RunToInsert) => number;
  readonly updateRun: (key: number, changes: RunChanges) => void;
  /** The same of what changes with every piece of output, and of nothing else. */
  readonly advanceSpool: (key: number, offset: number, skipping: unknown) => void;
}

interface RunColumns {
  readonly key: number;
  readonly id: string;
  readonly session_key: number;
  readonly number: number;
  readonly dir: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly outcome: string | null;
  readonly exit: string | null;
  readonly identity: string | null;
  readonly spool_offset: number;
  readonly stderr_offset: number;
  readonly skipping: string | null;
  readonly released: number;
}

export const runQueries = {
  ofSession: 'SELECT * FROM runs WHERE session_key = ? ORDER BY number',
  byId: 'SELECT * FROM runs WHERE id = ?',
  keyById: 'SELECT key FROM runs WHERE id = ?',
  byKey: 'SELECT * FROM runs WHERE key = ?',
  live: 'SELECT * FROM runs WHERE ended_at IS NULL ORDER BY key',
  unreleased: 'SELECT * FROM runs WHERE released = 0 AND ended_at IS NOT NULL ORDER BY key',
} as const;

export function runReads(db: Database): RunReads {
  const ofSession = db.prepare<[number], RunColumns>(runQueries.ofSession);
  const byId = db.prepare<[string], RunColumns>(runQueries.byId);
  const keyById = db.prepare<[string], number>(runQueries.keyById).pluck();
  const byKey = db.prepare<[number], RunColumns>(runQueries.byKey);
  const live = db.prepare<[], RunColumns>(runQueries.live);
  const unreleased = db.prepare<[], RunColumns>(runQueries.unreleased);
  return {
    runs: (sessionKey) => ofSession.all(sessionKey).map(toRecord),
    run: (id) => toRecordOrUndefined(byId.get(id)),
    runKey: (id) => keyById.get(id),
    runByKey: (key) => toRecordOrUndefined(byKey.get(key)),
    liveRuns: () => live.all().map(toRecord),
    unreleasedRuns: () => unreleased.all().map(toRecord),
  };
}

type Column = string | number | null;
type Change = readonly [column: string, value: Column];

export function runWrites(db: Database): RunWrites {
  const insert = db.prepare<[string, number, number, string, number]>(
    'INSERT INTO runs (id, session_key, number, dir, started_at) VALUES (?, ?, ?, ?, ?)',
  );
  const advance = db.prepare<[number, string | null, number]>(
    'UPDATE runs SET spool_offset = ?, skipping = ? WHERE key = ?',
  );
  const updates = new Map<string, Statement<Column[]>>();
  const updateOf = (changes: readonly Change[]): Statement<Column[]> => {
    const assignments = changes.map(([column]) => `${column} = ?`).join(', ');
    const known = updates.get(assignments);
    if (known !== undefined) return known;
    const update = db.prepare<Column[]>(`UPDATE runs SET ${assignments} WHERE key = ?`);
    updates.set(assignments, update);
    return update;
  };
  return {
    insertRun: ({ id, sessionKey, number, dir, startedAt }) =>
      Number(insert.run(id, sessionKey, number, dir, startedAt).lastInsertRowid),
    updateRun: (key, changes) => {
      const set = columnsOf(changes);
      if (set.length === 0) return;
      mustChange(updateOf(set).run(...set.map(([, value]) => value), key), key);
    },
    advanceSpool: (key, offset, skipping) => {
      mustChange(advance.run(offset, toJson(skipping) ?? null, key), key);
    },
  };
}

function mustChange({ changes }: { readonly changes: number }, key: number): void {
  if (changes === 0) throw new StoreError('no-such-row', `There is no run with the key ${key}`);
}

function columnsOf(changes: RunChanges): readonly Change[] {
  const all: readonly (readonly [string, Column | undefined])[] = [
    ['ended_at', changes.endedAt],
    ['outcome', changes.outcome],
    ['exit', toJson(changes.exit)],
    ['identity', toJson(changes.identity)],
    ['spool_offset', changes.spoolOffset],
    ['stderr_offset', changes.stderrOffset],
    ['skipping', toJson(changes.skipping)],
    ['released', changes.released === undefined ? undefined : Number(changes.released)],
  ];
  return all.flatMap(([column, value]) => (value === undefined ? [] : [[column, value]]));
}

/** Null is kept as NULL, absence as absence. */
function toJson(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return value;
  return JSON.stringify(value);
}

function toRecordOrUndefined(row: RunColumns | undefined): RunRecord | undefined {
  return row === undefined ? undefined : toRecord(row);
}

function toRecord(row: RunColumns): RunRecord {
  return {
    key: row.key,
    id: row.id as RunId,
    sessionKey: row.session_key,
    number: row.number,
    dir: row.dir,
    startedAt: toInstant(row.started_at),
    endedAt: toInstantOrNull(row.ended_at),
    outcome: row.outcome as RunRow['outcome'],
    exit: row.exit === null ? null : (JSON.parse(row.exit) as Exit),
    identity: row.identity === null ? null : JSON.parse(row.identity),
    spoolOffset: row.spool_offset,
    stderrOffset: row.stderr_offset,
    skipping: row.skipping === null ? null : JSON.parse(row.skipping),
    released: row.released !== 0,
  };
}
