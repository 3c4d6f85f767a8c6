/**
 * Everything that is kept: one SQLite file, one writer, any number of readers.
 *
 * Reads are synchronous and short. Writes go through `transact`, which commits once a turn.
 */
import type { Database } from 'better-sqlite3';
import { CommitQueue, type StoreHealth } from './commit-queue.ts';
import { eventReads, eventWrites, type EventReads, type EventWrites } from './event-log.ts';
import { inputReads, inputWrites, type InputReads, type InputWrites } from './inputs.ts';
import { landmarkReads, type LandmarkReads } from './landmarks.ts';
import { migrations } from './migrate.ts';
import { openDatabase } from './open-database.ts';
import {
  openRequestReads,
  openRequestWrites,
  type OpenRequestReads,
  type OpenRequestWrites,
} from './open-requests.ts';
import {
  preferenceReads,
  preferenceWrites,
  type PreferenceReads,
  type PreferenceWrites,
} from './preferences.ts';
import { purge, type Purge } from './purge.ts';
import { queueReads, queueWrites, type QueueReads, type QueueWrites } from './queue.ts';
import { ruleReads, ruleWrites, type RuleReads, type RuleWrites } from './rules.ts';
import { runReads, runWrites, type RunReads, type RunWrites } from './runs.ts';
import { findReads, type Find } from './search/find.ts';
import { searchIndex, type SearchIndex } from './search/index-events.ts';
import { searchReads, type Search } from './search/search.ts';
import { sessionReads, sessionWrites, type SessionReads, type SessionWrites } from './sessions.ts';
import { StoreError } from './store-error.ts';
import { usageReads, type UsageReads } from './usage.ts';

export interface StoreOptions {
  /** The file; its folder exists. */
  readonly path: string;
  /** `writer` makes and migrates the file, and is the only one of its kind (the caller holds the lock). */
  readonly mode: 'writer' | 'reader';
  /** Hears every statement that is run, with its values. Costs time: for tests and benchmarks. */
  readonly trace?: (sql: string) => void;
}

export interface StoreReads
  extends
    SessionReads,
    RunReads,
    EventReads,
    LandmarkReads,
    InputReads,
    OpenRequestReads,
    QueueReads,
    UsageReads,
    RuleReads,
    PreferenceReads {}

/** What a piece of work can do. Only good inside the call it was handed to. Instants go in as ms. */
export interface Tx
  extends
    StoreReads,
    SessionWrites,
    RunWrites,
    EventWrites,
    InputWrites,
    OpenRequestWrites,
    QueueWrites,
    PreferenceWrites,
    RuleWrites,
    Purge {}

export interface Store extends StoreReads, Search, Find, SearchIndex {
  /**
   * Does `work` in this turn's one transaction and resolves with what it returned once that is on disk.
   *
   * `work` is synchronous and can be run more than once (a locked or full disk takes everything back),
   * so it changes nothing outside the store. What it throws undoes it alone and rejects the promise.
   * While the file cannot be written the promise stays open and nothing is lost: see `onHealth`.
   *
   * @throws {StoreError} `closed`, or at the end of a store that could not write any more, why.
   */
  readonly transact: <T>(work: (tx: Tx) => T) => Promise<T>;
  readonly health: () => StoreHealth;
  /** Hears of every change of `health`; returns what ends that. */
  readonly onHealth: (listener: (health: StoreHealth) => void) => () => void;
  /** Grows when another connection has committed: what a reader polls to follow. */
  readonly dataVersion: () => number;
  /** Commits what was asked for, then closes the file. Nothing works afterwards. */
  readonly close: () => Promise<void>;
}

/** @throws {StoreError} and leaves the file as it is, where it cannot be used. */
export function openStore(options: StoreOptions): Store {
  const db = openDatabase({ ...options, migrations });
  const reads = allReads(db);
  const search = { ...searchReads(db), ...findReads(db) };
  const dataVersion = () => Number(db.pragma('data_version', { simple: true }));
  if (options.mode === 'reader') return { ...reads, ...search, ...readOnly(db), dataVersion };

  const commits = new CommitQueue<Tx>(db, { ...reads, ...allWrites(db) });
  return {
    ...reads,
    ...search,
    ...searchIndex(db),
    dataVersion,
    transact: (work) => commits.transact(work),
    health: () => commits.health,
    onHealth: (listener) => commits.onHealth(listener),
    close: async () => {
      await commits.close();
      db.close();
    },
  };
}

function allReads(db: Database): StoreReads {
  return {
    ...sessionReads(db),
    ...runReads(db),
    ...eventReads(db),
    ...landmarkReads(db),
    ...inputReads(db),
    ...openRequestReads(db),
    ...queueReads(db),
    ...usageReads(db),
    ...ruleReads(db),
    ...preferenceReads(db),
  };
}

function allWrites(db: Database): Omit<Tx, keyof StoreReads> {
  return {
    ...sessionWrites(db),
    ...runWrites(db),
    ...eventWrites(db),
    ...inputWrites(db),
    ...openRequestWrites(db),
    ...queueWrites(db),
    ...preferenceWrites(db),
    ...ruleWrites(db),
    ...purge(db),
  };
}

function readOnly(
  db: Database,
): Pick<Store, 'transact' | 'health' | 'onHealth' | 'indexSome' | 'close'> {
  const refusal = () => new StoreError('unwritable', `${db.name} was opened for reading only`);
  return {
    transact: () => Promise.reject(refusal()),
    health: () => ({ ok: true }),
    onHealth: () => () => undefined,
    indexSome: () => false,
    close: () => {
      db.close();
      return Promise.resolve();
    },
  };
}
