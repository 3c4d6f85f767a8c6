import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CommitQueue, type StoreHealth } from '../../../src/engine/store/commit-queue.ts';
import { temporaryFolder } from '../../helpers/repository.ts';
import { aSession, createStore, message, noon, rawConnection, sessionWith } from './fixture.ts';

describe('transact', () => {
  test('commits everything asked for in one turn at once', async () => {
    const statements: string[] = [];
    const { store } = createStore({ trace: (sql) => statements.push(sql) });
    const key = await sessionWith(store, []);
    statements.length = 0;

    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        store.transact((tx) => tx.appendEvents(key, null, [message(String(index))], noon)),
      ),
    );

    expect(statements.filter((sql) => sql === 'COMMIT')).toHaveLength(1);
    expect(store.page(key, { limit: 1000 }).events.map((event) => event.payload)).toEqual(
      Array.from({ length: 100 }, (_, index) => ({ text: String(index) })),
    );
  });

  test('resolves only after the commit', async () => {
    const { store, path } = createStore();
    const outside = rawConnection(path).prepare('SELECT count(*) FROM sessions').pluck();
    const inserting = store.transact((tx) => tx.insertSession(aSession()));
    expect(outside.get()).toBe(0);
    await inserting;
    expect(outside.get()).toBe(1);
  });

  test('a work that throws is undone and rejected alone', async () => {
    const { store } = createStore();
    const [before, failed, after] = await Promise.allSettled([
      store.transact((tx) => tx.insertSession(aSession('before'))),
      store.transact((tx) => {
        tx.insertSession(aSession('undone'));
        throw new Error('changed my mind');
      }),
      store.transact((tx) => tx.insertSession(aSession('after'))),
    ]);
    expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'changed my mind' } });
    const names = store.sessions({ deleted: false }).map((session) => session.facts.name);
    expect(names.sort()).toEqual(['after', 'before']);
  });

  test('a broken constraint rejects its own work alone', async () => {
    const { store } = createStore();
    const session = aSession();
    const [first, second] = await Promise.allSettled([
      store.transact((tx) => tx.insertSession(session)),
      store.transact((tx) => tx.insertSession(session)),
    ]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
  });

  test('refuses work that does not end within its call', async () => {
    const { store } = createStore();
    await expect(store.transact(() => Promise.resolve(1))).rejects.toThrow('asynchronous');
  });

  test('waits for a foreign lock without holding up the event loop', async () => {
    let tries = 0;
    const { store, path } = createStore({
      trace: (sql) => {
        if (sql === 'BEGIN IMMEDIATE') tries += 1;
      },
    });
    const foreign = rawConnection(path);
    foreign.exec('BEGIN IMMEDIATE');
    tries = 0;

    let isDone = false;
    const inserting = store
      .transact((tx) => tx.insertSession(aSession()))
      .finally(() => {
        isDone = true;
      });
    let longestMs = 0;
    while (tries < 4) {
      const before = performance.now();
      await nextTurn();
      longestMs = Math.max(longestMs, performance.now() - before);
    }
    expect(isDone).toBe(false);
    // Its own wait is 10 ms; SQLite's default would be 5000. The rest is a slow machine's.
    expect(longestMs).toBeLessThan(500);

    foreign.exec('ROLLBACK');
    await inserting;
    expect(store.sessions({ deleted: false })).toHaveLength(1);
  });

  test('keeps the order of what was asked for before, while and after a lock was held', async () => {
    const { store, path } = createStore();
    const key = await sessionWith(store, []);
    const foreign = rawConnection(path);
    foreign.exec('BEGIN IMMEDIATE');
    const say = (text: string) =>
      store.transact((tx) => tx.appendEvents(key, null, [message(text)], noon));
    const first = say('first');
    await nextTurn();
    const second = say('second');
    await nextTurn();
    foreign.exec('ROLLBACK');
    await Promise.all([first, second, say('third')]);
    expect(store.page(key, { limit: 10 }).events.map((event) => event.payload)).toEqual([
      { text: 'first' },
      { text: 'second' },
      { text: 'third' },
    ]);
  });

  test('commits what was asked for before it closes, and refuses what comes after', async () => {
    const { store, path } = createStore();
    const inserting = store.transact((tx) => tx.insertSession(aSession()));
    const closing = store.close();
    await expect(store.transact(() => 1)).rejects.toMatchObject({ kind: 'closed' });
    await Promise.all([inserting, closing]);
    const { store: again } = createStore({ path });
    expect(again.sessions({ deleted: false })).toHaveLength(1);
  });
});

describe('a full disk', () => {
  /** `max_page_count` is how SQLite itself plays a full disk. */
  function fullDatabase() {
    const db = new Database(join(temporaryFolder(), 'full.db'));
    db.exec('CREATE TABLE notes (text TEXT)');
    db.pragma('max_page_count = 4');
    const insert = db.prepare<[string]>('INSERT INTO notes VALUES (?)');
    const queue = new CommitQueue(db, { note: (text: string) => insert.run(text) });
    onTestFinished(async () => {
      await queue.close();
      db.close();
    });
    const count = () => db.prepare('SELECT count(*) FROM notes').pluck().get();
    return { db, queue, count };
  }

  test('holds up what was asked for, says so, and loses nothing', async () => {
    const { db, queue, count } = fullDatabase();
    const told: StoreHealth[] = [];
    queue.onHealth((health) => told.push(health));
    const large = queue.transact((tx) => tx.note('x'.repeat(100_000)));
    const small = queue.transact((tx) => tx.note('small'));
    await vi.waitUntil(() => !queue.health.ok, { timeout: 5000 });
    expect(queue.health).toMatchObject({ ok: false, kind: 'full' });
    expect(count()).toBe(0);

    db.pragma('max_page_count = 1000');
    await Promise.all([large, small]);
    expect(count()).toBe(2);
    expect(told.map((health) => health.ok)).toEqual([false, true]);
  });

  test('is what rejects the rest when the store closes', async () => {
    const { queue } = fullDatabase();
    const large = queue.transact((tx) => tx.note('x'.repeat(100_000)));
    const rejection = expect(large).rejects.toMatchObject({ name: 'StoreError', kind: 'full' });
    await queue.close();
    await rejection;
  });

  test('is noticed even when the work hides it', async () => {
    const { db, queue, count } = fullDatabase();
    const hiding = queue.transact((tx) => {
      try {
        tx.note('x'.repeat(100_000));
      } catch {
        // Hidden.
      }
      tx.note('more');
    });
    await vi.waitUntil(() => !queue.health.ok || count() === 1, { timeout: 5000 });
    db.pragma('max_page_count = 1000');
    await hiding;
    expect(db.inTransaction).toBe(false);
  });
});
