import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { SessionEvent } from '../../../src/contract/events.ts';
import {
  aSession,
  createStore,
  message,
  messages,
  newRunId,
  noon,
  rawConnection,
  sessionWith,
} from './fixture.ts';

const seqs = (events: readonly SessionEvent[]) => events.map((event) => event.seq);

describe('appendEvents', () => {
  test('returns the events as they will be read again, in the words of the contract', async () => {
    const { store } = createStore();
    const runId = newRunId();
    const session = aSession();
    const { key, events } = await store.transact((tx) => {
      const key = tx.insertSession(session);
      const sessionKey = key;
      const run = tx.insertRun({ id: runId, sessionKey, number: 1, dir: '/r', startedAt: noon });
      return { key, events: tx.appendEvents(key, run, [message('“ö” \0 \ud800')], noon) };
    });
    expect(events).toEqual([
      {
        sessionId: session.id,
        runId,
        seq: 1,
        at: '2026-01-02T12:00:00.000Z',
        type: 'message',
        payload: { text: '“ö” \0 \ud800' },
      },
    ]);
    expect(events.every((event) => v.is(SessionEvent, event))).toBe(true);
    expect(store.page(key, { limit: 10 }).events).toEqual(events);
    expect(store.event(key, 1)).toEqual(events[0]);
    expect(store.event(key, 2)).toBeUndefined();
  });

  test('numbers densely from 1 per session, whatever else happens in between', async () => {
    const step = fc.record({
      session: fc.nat(2),
      count: fc.nat(4),
      fails: fc.boolean(),
      endsTurn: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { store } = createStore();
        const keys = await Promise.all([1, 2, 3].map(() => sessionWith(store, [])));
        const expected = [0, 0, 0];
        const asked: Promise<unknown>[] = [];
        for (const { session, count, fails, endsTurn } of steps) {
          if (!fails) expected[session] = (expected[session] ?? 0) + count;
          const work = store.transact((tx) => {
            tx.appendEvents(keys[session] ?? 0, null, messages(count), noon);
            if (fails) throw new Error('no');
          });
          asked.push(work.catch(() => undefined));
          if (endsTurn) await asked.at(-1);
        }
        await Promise.all(asked);
        for (const [index, key] of keys.entries()) {
          const { events, last } = store.page(key, { after: 0, limit: 1000 });
          expect(seqs(events)).toEqual(
            Array.from({ length: expected[index] ?? 0 }, (_, i) => i + 1),
          );
          expect(last).toBe(expected[index]);
        }
        await store.close();
      }),
      { numRuns: 15 },
    );
  });

  test('refuses a session or run that does not exist', async () => {
    const { store } = createStore();
    const appending = store.transact((tx) => tx.appendEvents(7, null, messages(1), noon));
    await expect(appending).rejects.toMatchObject({ kind: 'no-such-row' });
    const key = await sessionWith(store, []);
    const unknownRun = store.transact((tx) => tx.appendEvents(key, 7, messages(1), noon));
    await expect(unknownRun).rejects.toMatchObject({ kind: 'no-such-row' });
  });
});

describe('the log', () => {
  test.each(["UPDATE session_events SET payload = '{}'", 'DELETE FROM session_events'])(
    'refuses %s',
    async (sql) => {
      const { store, path } = createStore();
      await sessionWith(store, messages(1));
      expect(() => rawConnection(path).exec(sql)).toThrow('append-only');
    },
  );

  test('refuses to be written over', async () => {
    const { store, path } = createStore();
    await sessionWith(store, messages(1));
    const db = rawConnection(path);
    const write = (verb: string) => () =>
      db.exec(
        `${verb} INTO session_events (session_key, seq, at, type, payload) VALUES (1, 1, 0, 'x', '{}')`,
      );
    expect(write('INSERT')).toThrow('UNIQUE');
    db.pragma('recursive_triggers = ON');
    expect(write('REPLACE')).toThrow('append-only');
  });
});

describe('page', () => {
  test('reads forwards, backwards and at the tail, always ascending', async () => {
    const { store } = createStore();
    await sessionWith(store, messages(9, 'another session'));
    const key = await sessionWith(store, messages(10));
    expect(store.page(key, { after: 3, limit: 3 })).toMatchObject({ first: 1, last: 10 });
    expect(seqs(store.page(key, { after: 3, limit: 3 }).events)).toEqual([4, 5, 6]);
    expect(seqs(store.page(key, { before: 4, limit: 2 }).events)).toEqual([2, 3]);
    expect(seqs(store.page(key, { limit: 2 }).events)).toEqual([9, 10]);
    expect(seqs(store.page(key, { after: null, before: null, limit: 2 }).events)).toEqual([9, 10]);
    expect(seqs(store.page(key, { after: 10, limit: 2 }).events)).toEqual([]);
    expect(seqs(store.page(key, { before: 1, limit: 2 }).events)).toEqual([]);
  });

  test('of an empty session says that it has no ends', async () => {
    const { store } = createStore();
    const key = await sessionWith(store, []);
    expect(store.page(key, { limit: 5 })).toEqual({ events: [], first: 0, last: 0 });
  });

  test('ends early rather than grow large, but never holds nothing', async () => {
    const { store } = createStore();
    const key = await sessionWith(
      store,
      [1, 2, 3].map(() => message('x'.repeat(1000))),
    );
    expect(seqs(store.page(key, { after: 0, limit: 9, maxBytes: 2500 }).events)).toEqual([1, 2]);
    expect(seqs(store.page(key, { limit: 9, maxBytes: 2500 }).events)).toEqual([2, 3]);
    expect(seqs(store.page(key, { limit: 9, maxBytes: 1 }).events)).toEqual([3]);
  });
});

describe('iterate', () => {
  test('gives everything after a seq across its chunks, and lets the store write meanwhile', async () => {
    const { store } = createStore();
    const key = await sessionWith(store, messages(1203));
    const found: number[] = [];
    for (const event of store.iterate(key, 3)) {
      found.push(event.seq);
      if (event.seq === 10) {
        await store.transact((tx) => tx.appendEvents(key, null, messages(1), noon));
      }
    }
    expect(found).toEqual(Array.from({ length: 1201 }, (_, index) => index + 4));
  });
});
