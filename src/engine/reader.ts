import { setTimeout as delay } from 'node:timers/promises';
import type { SessionEvent } from '../contract/events.ts';
import type { SessionId } from '../contract/ids.ts';
import type { ParsedParams, Reply } from '../contract/requests.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Reader, ReadMethod } from './engine-port.ts';
import { toEngineError } from './faults.ts';
import { takeLock } from './lock.ts';
import { Queries, unknownSession } from './sessions/queries.ts';
import { openStore, type Store } from './store/store.ts';
import { StoreError } from './store/store-error.ts';

/**
 * Reads a data directory without becoming its engine; works beside one, and without. What an older Lulu left
 * is brought to this one's format first, as an engine would.
 *
 * @returns null where nothing was ever kept there.
 * @throws {EngineError} kind `store`.
 */
export async function openReader(data: DataDirectory): Promise<Reader | null> {
  try {
    return new DatabaseReader(await openInThisFormat(data));
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'missing') return null;
    throw toEngineError(error);
  }
}

/** How often it is looked whether an engine that starts has brought the file to its format; 100 ms apart. */
const looks = 50;

async function openInThisFormat(data: DataDirectory): Promise<Store> {
  for (let left = looks; ; left -= 1) {
    try {
      return openStore({ path: data.database, mode: 'reader' });
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'outdated') throw error;
      if (left === 0)
        throw new StoreError(
          'outdated',
          `${error.message}. One that runs is of the older Lulu: end it first`,
        );
      if (!(await migrateAlone(data))) await delay(100);
    }
  }
}

/** False where an engine runs: it has migrated the file, is about to, or is an older Lulu's. */
async function migrateAlone({ lock: path, database }: DataDirectory): Promise<boolean> {
  const lock = takeLock(path);
  if (lock === null) return false;
  try {
    await openStore({ path: database, mode: 'writer' }).close();
    return true;
  } finally {
    lock.release();
  }
}

type Readers = {
  readonly [M in ReadMethod]: (params: ParsedParams<M>) => Reply<M> | Promise<Reply<M>>;
};

class DatabaseReader implements Reader {
  readonly #store: Store;
  readonly #readers: Readers;

  constructor(store: Store) {
    this.#store = store;
    const queries = new Queries(store);
    this.#readers = {
      'sessions.list': () => ({ rows: queries.list() }),
      'sessions.trash': () => ({ rows: queries.trash() }),
      'sessions.show': ({ id }) => queries.show(id),
      'events.page': (params) => queries.page(params),
      'events.get': ({ id, seq }) => queries.event(id, seq),
      'events.search': (params) => queries.search(params),
      'changes.list': ({ id }) => queries.changes(id),
      'changes.diff': ({ id }) => queries.diff(id),
      'rules.list': () => ({ rules: store.rules() }),
    };
  }

  resolve(prefix: string): readonly SessionId[] {
    return this.#store.sessionsByPrefix(prefix).map(({ id }) => id);
  }

  async request<M extends ReadMethod>(method: M, params: ParsedParams<M>): Promise<Reply<M>> {
    try {
      return await this.#readers[method](params);
    } catch (error) {
      throw toEngineError(error);
    }
  }

  *events(id: SessionId, after: number): Iterable<SessionEvent> {
    const record = this.#store.session(id);
    if (record === undefined) throw unknownSession(id);
    yield* this.#store.iterate(record.key, after);
  }

  version(): number {
    return this.#store.dataVersion();
  }

  close(): void {
    void this.#store.close();
  }
}
