/** Opens the file, or refuses it without having touched it. */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { openSqlite } from './binding.ts';
import { applicationId, migrate, newestVersion, userVersion } from './migrate.ts';
import { rewriteLog } from './rewrite-log.ts';
import type { Migration } from './migrations/migration.ts';
import { storageFailure, StoreError } from './store-error.ts';

export interface DatabaseOptions {
  readonly path: string;
  readonly mode: 'writer' | 'reader';
  readonly migrations: readonly Migration[];
  /** Hears every statement that is run, with its values. Costs time: for tests and benchmarks. */
  readonly trace?: ((sql: string) => void) | undefined;
}

/** Milliseconds. While opening nothing else is being done yet; afterwards nothing may freeze an interrupt. */
const openingTimeoutMs = 1000;
const writerTimeoutMs = 10;
const readerTimeoutMs = 50;

/**
 * KiB of pages a connection keeps, a quarter of better-sqlite3's default: events are appended at the right
 * edge of every index. A day of use holds 25 MB less, and an event costs the same CPU.
 */
const cacheKibibytes = 4096;

/** The write-ahead log is cut back to this many bytes when it is reset. */
const journalSizeLimit = 8 * 1024 * 1024;

/** How every SQLite file begins (sqlite.org/fileformat.html). */
const magic = 'SQLite format 3\0';

/** @throws {StoreError} */
export function openDatabase(options: DatabaseOptions): Database.Database {
  try {
    if (sizeOf(options.path) === 0) createFile(options);
    else probe(options);
    return options.mode === 'writer' ? openWriter(options) : openReader(options);
  } catch (error) {
    throw storageFailure(error, options.path) ?? fileFailure(error, options.path);
  }
}

/** Looks through a connection that cannot write: closing another kind could move the log into the file. */
function probe(options: DatabaseOptions): void {
  const { path, mode } = options;
  checkHeader(path);
  const db = connect(options, true);
  try {
    const version = userVersion(db);
    const newest = newestVersion(options.migrations);
    checkOurs(db, path);
    if (version > newest) {
      throw new StoreError(
        'from-the-future',
        `${path} was written by a newer Lulu (format ${version}, this one knows ${newest}). It was not changed. Start the newer Lulu, or update this one`,
      );
    }
    if (version < newest && mode === 'reader') {
      throw new StoreError(
        'outdated',
        `${path} was written by an older Lulu (format ${version}, this one needs ${newest}). Start Lulu once: it migrates the file and keeps a copy`,
      );
    }
  } finally {
    db.close();
  }
}

/** SQLite takes a file that is shorter than its own header for an empty one, and would write over it. */
function checkHeader(path: string): void {
  const header = Buffer.alloc(magic.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, header);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1') === magic) return;
  throw new StoreError(
    'damaged',
    `${path} is not a database. It was not changed. Move it away, or put a backup in its place`,
  );
}

/** Reading the schema also makes SQLite check the header and the file's length. */
function checkOurs(db: Database.Database, path: string): void {
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (tables === 0 || db.pragma('application_id', { simple: true }) === applicationId) return;
  throw new StoreError(
    'damaged',
    `${path} is a database, but not one of Lulu's. It was not changed. Move it away, or choose another data directory`,
  );
}

/** An empty file, readable by its owner alone; SQLite gives its log the same permissions. */
function createFile({ path, mode }: DatabaseOptions): void {
  if (mode === 'reader') {
    throw new StoreError('missing', `There is no database at ${path} yet. Start a session first`);
  }
  closeSync(openSync(path, 'a', 0o600));
}

function openWriter(options: DatabaseOptions): Database.Database {
  accessSync(options.path, constants.R_OK | constants.W_OK);
  accessSync(dirname(options.path), constants.W_OK);
  const db = connect(options, false);
  try {
    db.pragma('journal_mode = WAL');
    // In WAL better-sqlite3 is NORMAL unless told, which loses acknowledged rows at a power cut.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('recursive_triggers = ON');
    db.pragma('mmap_size = 0');
    db.pragma(`cache_size = -${cacheKibibytes}`);
    db.pragma(`journal_size_limit = ${journalSizeLimit}`);
    db.exec('BEGIN IMMEDIATE');
    // Whoever wrote it before may have been told by the disk that it could not, and ended.
    rewriteLog(options.path);
    db.exec('COMMIT');
    migrate(db, options.path, options.migrations);
    db.pragma(`busy_timeout = ${writerTimeoutMs}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function openReader(options: DatabaseOptions): Database.Database {
  const db = connect(options, true);
  db.pragma(`busy_timeout = ${readerTimeoutMs}`);
  db.pragma(`cache_size = -${cacheKibibytes}`);
  db.pragma('mmap_size = 0');
  return db;
}

function connect(options: DatabaseOptions, readonly: boolean): Database.Database {
  return openSqlite(options.path, {
    readonly,
    fileMustExist: true,
    timeout: openingTimeoutMs,
    verbose: options.trace === undefined ? undefined : traceOf(options.trace),
  });
}

function traceOf(trace: (sql: string) => void): (message?: unknown) => void {
  return (message) => {
    trace(String(message));
  };
}

/** What the file system said, in our words; everything else as it is. */
function fileFailure(error: unknown, path: string): unknown {
  const isFileError = error instanceof Error && 'syscall' in error;
  return isFileError ? unwritable(path, error) : error;
}

/** Bytes; 0 where there is nothing. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function unwritable(path: string, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(
    'unwritable',
    `${path} cannot be written (${reason}). Check that its folder exists and is yours, or choose another data directory`,
    cause,
  );
}
