/**
 * Natural group commit: everything asked for in one turn of the event loop is one transaction.
 *
 * With `synchronous=FULL` a commit is what costs; one a turn costs nothing measurable over none.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import { rewriteLog } from './rewrite-log.ts';
import { fileFailure, storageFailure, StoreError } from './store-error.ts';

/** `problem`: what keeps the store from writing, for people. Everything asked for waits meanwhile. */
export type StoreHealth =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: StoreError['kind']; readonly problem: string };

/** Milliseconds between two tries against a lock: at first, and at most. */
const busyDelay = { first: 5, most: 100 } as const;
/** Milliseconds between two tries against a disk that is full or gone. */
const brokenDelayMs = 500;
/** Tries against a lock before it is told (about two seconds), and before a closing store gives up. */
const patience = 30;

interface Job<Tx> {
  /** Runs the work and returns what tells its asker, once it is committed. */
  readonly attempt: (tx: Tx) => () => void;
  readonly reject: (error: unknown) => void;
}

export class CommitQueue<Tx> {
  readonly #db: Database;
  readonly #tx: Tx;
  readonly #begin: Statement<[]>;
  readonly #commit: Statement<[]>;
  readonly #savepoint: Statement<[]>;
  readonly #release: Statement<[]>;
  readonly #undo: Statement<[]>;
  readonly #listeners = new Set<(health: StoreHealth) => void>();
  #pending: Job<Tx>[] = [];
  #immediate: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #tries = 0;
  /** A write or a sync failed: what is in the log may not be on the disk. */
  #isDoubtful = false;
  #health: StoreHealth = { ok: true };
  #closing: Promise<void> | undefined;

  constructor(db: Database, tx: Tx) {
    this.#db = db;
    this.#tx = tx;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#savepoint = db.prepare('SAVEPOINT work');
    this.#release = db.prepare('RELEASE work');
    this.#undo = db.prepare('ROLLBACK TO work');
  }

  get health(): StoreHealth {
    return this.#health;
  }

  /** Tells of every change; returns what ends that. */
  onHealth(listener: (health: StoreHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  transact<T>(work: (tx: Tx) => T): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(closed());
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#pending.push({
      attempt: (tx) => {
        const value = work(tx);
        if (value instanceof Promise) throw new TypeError('work must not be asynchronous');
        return () => {
          resolve(value);
        };
      },
      reject,
    });
    if (this.#retry === undefined) this.#immediate ??= setImmediate(() => void this.#flush());
    return promise;
  }

  /** Commits what was asked for; what a lock or the disk still holds up after that is rejected. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async #drain(): Promise<void> {
    this.#tries = 0;
    let failure = this.#flush();
    while (failure?.kind === 'busy' && this.#tries < patience) {
      this.#unschedule();
      await delay(this.#busyDelayMs());
      failure = this.#flush();
    }
    this.#unschedule();
    for (const job of this.#pending.splice(0)) job.reject(failure);
  }

  /** Returns why the batch has to be tried again, if it has. */
  #flush(): StoreError | undefined {
    this.#unschedule();
    if (this.#pending.length === 0) return undefined;
    const batch = this.#pending;
    this.#pending = [];
    try {
      const settlements = this.#commitBatch(batch);
      this.#tries = 0;
      this.#tell({ ok: true });
      for (const settle of settlements) settle();
      return undefined;
    } catch (error) {
      return this.#giveBack(batch, error);
    }
  }

  #commitBatch(batch: readonly Job<Tx>[]): (() => void)[] {
    try {
      this.#begin.run();
      if (this.#isDoubtful) this.#makeSure();
      const settlements = batch.map((job) => this.#attempt(job));
      this.#commit.run();
      return settlements;
    } finally {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    }
  }

  #makeSure(): void {
    try {
      rewriteLog(this.#db.name);
    } catch (error) {
      throw fileFailure(error, this.#db.name);
    }
    this.#isDoubtful = false;
  }

  /** One work in its savepoint: what it throws is its own affair, unless it is the disk that failed. */
  #attempt(job: Job<Tx>): () => void {
    this.#savepoint.run();
    try {
      const settle = job.attempt(this.#tx);
      this.#checkTransaction();
      this.#release.run();
      return settle;
    } catch (error) {
      if (storageFailure(error, this.#db.name) !== undefined) throw error;
      this.#checkTransaction();
      this.#undo.run();
      this.#release.run();
      return () => {
        job.reject(error);
      };
    }
  }

  /** SQLite rolls everything back by itself when the disk fails, whether or not the work let us know. */
  #checkTransaction(): void {
    if (this.#db.inTransaction) return;
    throw new StoreError('io', `${this.#db.name} gave up a transaction. Check the disk`);
  }

  #giveBack(batch: Job<Tx>[], error: unknown): StoreError | undefined {
    const failure = storageFailure(error, this.#db.name);
    if (failure === undefined) {
      // Not the disk, so trying again would fail again.
      for (const job of batch) job.reject(error);
      return undefined;
    }
    this.#pending = [...batch, ...this.#pending];
    this.#tries += 1;
    const isBusy = failure.kind === 'busy';
    this.#isDoubtful ||= failure.kind === 'io';
    if (!isBusy || this.#tries >= patience) {
      this.#tell({ ok: false, kind: failure.kind, problem: failure.message });
    }
    this.#unschedule();
    this.#retry = setTimeout(
      () => void this.#flush(),
      isBusy ? this.#busyDelayMs() : brokenDelayMs,
    );
    return failure;
  }

  #unschedule(): void {
    clearImmediate(this.#immediate);
    clearTimeout(this.#retry);
    this.#immediate = undefined;
    this.#retry = undefined;
  }

  #busyDelayMs(): number {
    return Math.min(busyDelay.first * 2 ** Math.min(this.#tries, 10), busyDelay.most);
  }

  #tell(health: StoreHealth): void {
    const before = this.#health;
    if (health.ok ? before.ok : !before.ok && before.problem === health.problem) return;
    this.#health = health;
    for (const listener of this.#listeners) listener(health);
  }
}

function closed(): StoreError {
  return new StoreError('closed', 'The store is closed: Lulu is leaving');
}
