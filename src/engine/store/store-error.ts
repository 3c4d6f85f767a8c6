/** What goes wrong with the database file, told apart by what can be done about it. */
import Database from 'better-sqlite3';

/**
 * Closed list. `from-the-future`: written by a newer Lulu. `outdated`: needs a migration, which only a
 * writer makes. `damaged`: not a database, or a broken one. `busy`: another program holds the lock.
 * `no-such-row`: a key that names nothing. `no-addon`: better-sqlite3 itself cannot be loaded. `closed`: the store was closed, or closes.
 */
export type StoreErrorKind =
  | 'from-the-future'
  | 'outdated'
  | 'damaged'
  | 'unwritable'
  | 'busy'
  | 'full'
  | 'io'
  | 'missing'
  | 'no-such-row'
  | 'no-addon'
  | 'closed';

/** The store refused. `kind` is for code, `message` for people, `cause` for logs. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** The kinds that are about the disk or its lock, not about what was asked: the same work may succeed later. */
export type StorageFailureKind = 'busy' | 'full' | 'io' | 'unwritable' | 'damaged';

/** Ordered: the first prefix of SQLite's result code names the failure. See sqlite.org/rescode.html. */
const codes: readonly (readonly [string, StorageFailureKind])[] = [
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_PROTOCOL', 'busy'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_READONLY', 'unwritable'],
  ['SQLITE_PERM', 'unwritable'],
  ['SQLITE_CANTOPEN', 'unwritable'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_NOMEM', 'io'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
];

const explanations: Readonly<Record<StorageFailureKind, string>> = {
  busy: 'is locked by another program. Close what has it open (a backup tool, a database browser)',
  full: 'cannot grow: the disk is full. Free some space; Lulu goes on by itself',
  unwritable: 'cannot be written. Check the permissions of the file and of its folder',
  io: 'cannot be read or written: the disk reported an error. Check the disk',
  damaged:
    'is damaged or is not a database of Lulu. Move it away, or put a backup in its place, and start again',
};

/** Turns SQLite's own error about the disk or the lock into ours; undefined for every other error. */
export function storageFailure(error: unknown, path: string): StoreError | undefined {
  const kind = storageFailureKind(error);
  if (kind === undefined) return undefined;
  if (error instanceof StoreError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(kind, `${path} ${explanations[kind]}. (${reason})`, error);
}

export function storageFailureKind(error: unknown): StorageFailureKind | undefined {
  if (error instanceof StoreError) {
    const { kind } = error;
    return isStorageFailureKind(kind) ? kind : undefined;
  }
  if (!(error instanceof Database.SqliteError)) return undefined;
  return codes.find(([prefix]) => error.code.startsWith(prefix))?.[1];
}

/** The same for what the file system itself said of one of the database's files. */
export function fileFailure(error: unknown, path: string): StoreError {
  const { message, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const kind =
    code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : code === 'EROFS' ? 'unwritable' : 'io';
  return new StoreError(
    kind,
    `${path} ${explanations[kind]}. (${message ?? String(error)})`,
    error,
  );
}

function isStorageFailureKind(kind: StoreErrorKind): kind is StorageFailureKind {
  return kind in explanations;
}
