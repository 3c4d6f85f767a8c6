import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { RequestId } from '../../../src/contract/ids.ts';
import { aSession, createStore, newRunId, noon, sessionWith } from './fixture.ts';

describe('sessions', () => {
  test('come back as they were put in', async () => {
    const { store } = createStore();
    const session = aSession();
    const key = await store.transact((tx) => tx.insertSession(session));
    const record = store.session(session.id);
    expect(record).toEqual({
      ...session,
      key,
      createdAt: '2026-01-02T12:00:00.000Z',
      deletedAt: null,
      lastSeq: 0,
    });
    expect(store.sessionByKey(key)).toEqual(record);
    expect(store.session(aSession().id)).toBeUndefined();
  });

  test('are listed newest first, apart from the trash', async () => {
    const { store } = createStore();
    const keys = await Promise.all(
      [3, 1, 2].map((day) =>
        store.transact((tx) => tx.insertSession(aSession(`day ${day}`, noon + day))),
      ),
    );
    await store.transact((tx) => {
      tx.setDeleted(keys[2] ?? 0, noon);
    });
    const names = (deleted: boolean) => store.sessions({ deleted }).map(({ facts }) => facts.name);
    expect(names(false)).toEqual(['day 3', 'day 1']);
    expect(names(true)).toEqual(['day 2']);
    await store.transact((tx) => {
      tx.setDeleted(keys[2] ?? 0, null);
    });
    expect(names(false)).toEqual(['day 3', 'day 2', 'day 1']);
  });

  test('keep the row and the state that were saved last', async () => {
    const { store } = createStore();
    const session = aSession();
    await store.transact((tx) => {
      const key = tx.insertSession(session);
      tx.saveSession(key, {
        facts: { ...session.facts, name: 'Renamed', status: 'Failed' },
        state: { phase: 'new' },
      });
    });
    expect(store.session(session.id)?.facts).toMatchObject({ name: 'Renamed', status: 'Failed' });
  });

  test('are found by the beginning of their id, from four characters on', async () => {
    const { store } = createStore();
    const session = aSession();
    await store.transact((tx) => tx.insertSession(session));
    await store.transact((tx) => tx.insertSession(aSession()));
    const found = (length: number) =>
      store.sessionsByPrefix(session.id.slice(0, length)).map(({ id }) => id);
    expect(found(36)).toEqual([session.id]);
    expect(found(12)).toEqual([session.id]);
    expect(found(3)).toEqual([]);
    expect(store.sessionsByPrefix("' OR 1")).toEqual([]);
  });
});

describe('runs', () => {
  test('change only in what is named', async () => {
    const { store } = createStore();
    const sessionKey = await sessionWith(store, []);
    const id = newRunId();
    const key = await store.transact((tx) =>
      tx.insertRun({ id, sessionKey, number: 1, dir: '/runs/1', startedAt: noon }),
    );
    await store.transact((tx) => {
      tx.updateRun(key, { identity: { pid: 7 }, spoolOffset: 12 });
      tx.updateRun(key, { skipping: { bytes: 5 } });
      tx.updateRun(key, {});
    });
    expect(store.run(id)).toEqual({
      key,
      id,
      sessionKey,
      number: 1,
      dir: '/runs/1',
      startedAt: '2026-01-02T12:00:00.000Z',
      endedAt: null,
      outcome: null,
      exit: null,
      identity: { pid: 7 },
      spoolOffset: 12,
      stderrOffset: 0,
      skipping: { bytes: 5 },
      released: false,
    });
  });

  test('are live until their end, and own a spool until it is released', async () => {
    const { store } = createStore();
    const sessionKey = await sessionWith(store, []);
    const key = await store.transact((tx) =>
      tx.insertRun({ id: newRunId(), sessionKey, number: 1, dir: '/r', startedAt: noon }),
    );
    const lists = () => [store.liveRuns().length, store.unreleasedRuns().length];
    expect(lists()).toEqual([1, 0]);
    const exit = { code: 0, signal: null };
    await store.transact((tx) => {
      tx.updateRun(key, { endedAt: noon, outcome: 'Completed', exit, skipping: null });
    });
    expect(lists()).toEqual([0, 1]);
    expect(store.runs(sessionKey)[0]).toMatchObject({ outcome: 'Completed', exit });
    await store.transact((tx) => {
      tx.updateRun(key, { released: true });
    });
    expect(lists()).toEqual([0, 0]);
  });

  test('know every line they were given, and the byte it stands at', async () => {
    const { store } = createStore();
    const sessionKey = await sessionWith(store, []);
    const run = await store.transact((tx) => {
      const key = tx.insertRun({ id: newRunId(), sessionKey, number: 1, dir: '/r', startedAt: 1 });
      expect(tx.appendInput(key, '{"ö":1}')).toEqual({ offset: 0, length: 9 });
      expect(tx.appendInput(key, 'two')).toEqual({ offset: 9, length: 4 });
      return key;
    });
    await store.transact((tx) => tx.appendInput(run, ''));
    const lines = (from: number) => store.inputs(run, from).map(({ line }) => line);
    expect(lines(0)).toEqual(['{"ö":1}', 'two', '']);
    // A torn second line: it has to be completed.
    expect(lines(10)).toEqual(['two', '']);
    expect(lines(13)).toEqual(['']);
    expect(lines(14)).toEqual([]);
    const broken = store.transact((tx) => tx.appendInput(run, 'a\nb'));
    await expect(broken).rejects.toThrow('newline');
  });
});

describe('what waits', () => {
  const requestId = v.parse(RequestId, 'q1');
  const request = { requestId, kind: 'approval', tool: 'Bash', input: { command: 'ls' } } as const;

  test('an open request is kept until it is closed', async () => {
    const { store } = createStore();
    const key = await sessionWith(store, []);
    await store.transact((tx) => {
      tx.openRequest(key, { ...request, questions: null }, noon);
      tx.openRequest(key, { ...request, questions: null, tool: 'Write' }, noon);
    });
    const at = '2026-01-02T12:00:00.000Z';
    expect(store.openRequests(key)).toEqual([{ ...request, tool: 'Write', questions: null, at }]);
    const close = () => store.transact((tx) => tx.closeRequest(key, requestId));
    expect([await close(), await close()]).toEqual([true, false]);
    await store.transact((tx) => {
      tx.openRequest(key, { ...request, questions: [{ question: 'A?', options: [] }] }, noon);
    });
    expect(store.openRequests(key)[0]?.questions).toEqual([{ question: 'A?', options: [] }]);
    expect(await store.transact((tx) => tx.closeRequests(key))).toBe(1);
  });

  test('the queue gives back in order what it was given, as edited', async () => {
    const { store } = createStore();
    const key = await sessionWith(store, []);
    const other = await sessionWith(store, []);
    const [first, second, third] = await Promise.all(
      ['a', 'b', 'c'].map((text) => store.transact((tx) => tx.enqueue(key, text, noon))),
    );
    const id = (queued: { id: number } | undefined) => queued?.id ?? 0;
    await store.transact((tx) => {
      expect(tx.editQueued(key, id(second), 'B')).toBe(true);
      expect(tx.removeQueued(other, id(third))).toBe(false);
      expect(tx.removeQueued(key, id(third))).toBe(true);
      expect(tx.takeQueued(key)).toEqual(first);
    });
    expect(store.queue(key).map(({ text }) => text)).toEqual(['B']);
    await store.transact((tx) => tx.takeQueued(key));
    expect(await store.transact((tx) => tx.takeQueued(key))).toBeUndefined();
    const next = await store.transact((tx) => tx.enqueue(key, 'd', noon));
    expect(next.id).toBeGreaterThan(id(third));
  });
});

describe('preferences', () => {
  test('settings and repositories are remembered, the last use first', async () => {
    const { store } = createStore();
    await store.transact((tx) => {
      tx.setSetting('theme', 'dark');
      tx.setSetting('theme', 'light');
      tx.setSetting('claudePath', null);
      tx.touchRepository('/a', 1);
      tx.touchRepository('/b', 2);
      tx.touchRepository('/a', 3);
    });
    expect(store.settings()).toEqual({ theme: 'light', claudePath: null });
    expect(store.repositories()).toEqual([
      { path: '/a', lastUsedAt: '1970-01-01T00:00:00.003Z' },
      { path: '/b', lastUsedAt: '1970-01-01T00:00:00.002Z' },
    ]);
  });
});
