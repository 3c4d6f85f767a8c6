import { describe, expect, test } from 'vitest';
import { createStore, messages, newRunId, noon, rawConnection, sessionWith } from './fixture.ts';

describe('purgeSession', () => {
  test('refuses a session that is not in the trash', async () => {
    const { store } = createStore();
    const key = await sessionWith(store, messages(1));
    const purging = store.transact((tx) => tx.purgeSession(key, 10));
    await expect(purging).rejects.toMatchObject({ kind: 'no-such-row' });
    expect(store.page(key, { limit: 5 }).events).toHaveLength(1);
  });

  test('forgets a session in steps, and nothing of another', async () => {
    const { store, path } = createStore();
    const kept = await sessionWith(store, messages(5, 'kept'));
    const key = await sessionWith(store, messages(25, 'gone'));
    await store.transact((tx) => {
      const run = { id: newRunId(), sessionKey: key, number: 1, dir: '/r', startedAt: noon };
      tx.appendInput(tx.insertRun(run), 'line');
      tx.enqueue(key, 'later', noon);
      tx.markSent(key, '00000000-0000-4000-8000-000000000001');
      tx.setDeleted(key, noon);
    });
    store.indexSome(100);

    const purge = () => store.transact((tx) => tx.purgeSession(key, 10));
    expect([await purge(), await purge(), await purge()]).toEqual([false, false, true]);
    expect(store.sessionByKey(key)).toBeUndefined();
    expect(store.page(kept, { limit: 10 }).events).toHaveLength(5);
    const db = rawConnection(path);
    const rows = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(['session_events', 'runs', 'inputs', 'queue', 'sent', 'purging'].map(rows)).toEqual([
      5, 0, 0, 0, 0, 0,
    ]);
  });

  test('leaves a search index that finds what is written afterwards', async () => {
    const { store } = createStore();
    const key = await sessionWith(store, messages(5, 'old'));
    store.indexSome(100);
    await store.transact((tx) => {
      tx.setDeleted(key, noon);
    });
    await store.transact((tx) => tx.purgeSession(key, 100));
    await sessionWith(store, messages(2, 'new'));
    expect(store.search('new', 10)).toHaveLength(2);
    expect(store.indexSome(100)).toBe(false);
    expect(store.search('new', 10)).toHaveLength(2);
    expect(store.search('old', 10)).toEqual([]);
  });
});
