import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import type { Push } from '../../src/contract/pushes.ts';
import { Publisher, type Subscription } from '../../src/hosts/publisher.ts';
import { fakeClock, type FakeClock } from '../helpers/fake-clock.ts';
import {
  fakeEngine,
  messageEvent,
  otherSessionId,
  sessionId,
  viewOf,
  type FakeEngine,
} from '../helpers/fake-engine.ts';

interface Set {
  readonly engine: FakeEngine;
  readonly clock: FakeClock;
  readonly pushes: Push[];
  readonly subscription: Subscription;
  reads: boolean;
}

function setUp(): Set {
  const engine = fakeEngine('/data');
  const clock = fakeClock();
  const publisher = new Publisher(engine, clock);
  const pushes: Push[] = [];
  const audience = {
    push: (push: Push) => {
      pushes.push(push);
    },
    ready: () => set.reads,
  };
  const set: Set = { engine, clock, pushes, subscription: publisher.add(audience), reads: true };
  return set;
}

describe('the publisher', () => {
  test('tells the first change without waiting for a frame', () => {
    const { engine, clock, pushes } = setUp();
    engine.commit({ type: 'session', view: viewOf(), events: [] });
    clock.advance(0);
    expect(pushes).toEqual([{ rows: [viewOf()] }]);
  });

  test('pushes at most once a frame, with each row as it is by then', () => {
    const { engine, clock, pushes } = setUp();
    for (let ms = 0; ms < 160; ms += 1) {
      engine.commit({ type: 'session', view: viewOf({ name: `at ${ms}` }), events: [] });
      clock.advance(1);
    }
    clock.advance(16);
    expect(pushes.length).toBeLessThanOrEqual(11);
    expect(pushes.at(-1)?.rows).toEqual([viewOf({ name: 'at 159' })]);
  });

  test('tells of many rows in parts, each row in its turn, with a pause as long as they are many', () => {
    const { engine, clock, pushes } = setUp();
    const ids = Array.from({ length: 600 }, () => crypto.randomUUID() as SessionId);
    const change = (name: string): void => {
      for (const id of ids) {
        engine.commit({ type: 'session', view: viewOf({ id, name }), events: [] });
      }
    };
    change('first');
    clock.advance(0);
    change('second');
    clock.advance(49);
    expect(pushes.map(({ rows }) => rows?.length)).toEqual([250]);
    clock.advance(200);

    expect(pushes.map(({ rows }) => rows?.length)).toEqual([250, 250, 250, 100]);
    const told = pushes.slice(1).flatMap(({ rows }) => rows ?? []);
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set(ids));
    expect(told.every(({ name }) => name === 'second')).toBe(true);
  });

  test('says what was removed, and what came back', () => {
    const { engine, clock, pushes } = setUp();
    const deleted = viewOf({ deletedAt: '2026-01-02T03:04:05.678Z' });
    engine.commit({ type: 'session', view: viewOf(), events: [] });
    engine.commit({ type: 'session', view: deleted, events: [] });
    clock.advance(16);
    engine.commit({ type: 'session', view: deleted, events: [] });
    engine.commit({ type: 'session', view: viewOf(), events: [] });
    clock.advance(16);
    expect(pushes).toEqual([{ removed: [sessionId] }, { rows: [viewOf()] }]);
  });

  test('sends the events of the watched session alone', () => {
    const { engine, clock, pushes, subscription } = setUp();
    engine.say(messageEvent(1, 'before'));
    clock.advance(16);
    subscription.watch(sessionId);
    engine.say(messageEvent(2, 'a'));
    engine.say(messageEvent(3, 'b'));
    engine.commit({
      type: 'session',
      view: viewOf({ id: otherSessionId, lastSeq: 9 }),
      events: [],
    });
    clock.advance(16);
    expect(pushes.map((push) => push.tail)).toEqual([
      undefined,
      { id: sessionId, last: 3, events: [messageEvent(2, 'a'), messageEvent(3, 'b')] },
    ]);
  });

  test('says only where the log ends when too many events are pending', () => {
    const { engine, clock, pushes, subscription } = setUp();
    subscription.watch(sessionId);
    for (let seq = 1; seq <= 201; seq += 1) engine.say(messageEvent(seq, 'x'));
    clock.advance(16);
    expect(pushes[0]?.tail).toEqual({ id: sessionId, last: 201, events: [] });

    engine.say(messageEvent(202, 'y'));
    clock.advance(16);
    expect(pushes[1]?.tail).toEqual({ id: sessionId, last: 202, events: [messageEvent(202, 'y')] });
  });

  test('says only where the log ends when the pending events are too large', () => {
    const { engine, clock, pushes, subscription } = setUp();
    subscription.watch(sessionId);
    for (let seq = 1; seq <= 20; seq += 1) engine.say(messageEvent(seq, 'x'.repeat(15_000)));
    clock.advance(16);
    expect(pushes[0]?.tail).toEqual({ id: sessionId, last: 20, events: [] });
  });

  test('cuts long strings of events and of live text, and says so', () => {
    const { engine, clock, pushes, subscription } = setUp();
    subscription.watch(sessionId);
    const cut = `${'x'.repeat(20_000)}… [5 more characters]`;
    engine.say(messageEvent(1, 'x'.repeat(20_005)));
    engine.commit({ type: 'partial', id: sessionId, text: 'x'.repeat(20_005) });
    clock.advance(16);
    expect(pushes[0]?.tail?.events).toEqual([messageEvent(1, cut)]);
    expect(pushes[0]?.partial).toEqual({ id: sessionId, text: cut });
  });

  test('sends the latest live text of the watched session, its end included', () => {
    const { engine, clock, pushes, subscription } = setUp();
    subscription.watch(sessionId);
    engine.commit({ type: 'partial', id: sessionId, text: 'He' });
    engine.commit({ type: 'partial', id: sessionId, text: 'Hello' });
    engine.commit({ type: 'partial', id: otherSessionId, text: 'no' });
    clock.advance(16);
    engine.commit({ type: 'partial', id: sessionId, text: '' });
    clock.advance(16);
    expect(pushes).toEqual([
      { partial: { id: sessionId, text: 'Hello' } },
      { partial: { id: sessionId, text: '' } },
    ]);
  });

  test('keeps only the latest state for a peer that does not read', () => {
    const set = setUp();
    const { engine, clock, pushes, subscription } = set;
    subscription.watch(sessionId);
    set.reads = false;
    for (let seq = 1; seq <= 5000; seq += 1) {
      engine.say(messageEvent(seq, 'x'));
      clock.advance(1);
    }
    expect(pushes).toEqual([]);

    set.reads = true;
    clock.advance(100);
    expect(pushes).toEqual([
      { rows: [viewOf({ lastSeq: 5000 })], tail: { id: sessionId, last: 5000, events: [] } },
    ]);
  });

  test('forgets what is pending of a session that is no longer watched', () => {
    const { engine, clock, pushes, subscription } = setUp();
    subscription.watch(sessionId);
    engine.say(messageEvent(1, 'x'));
    subscription.watch(otherSessionId);
    clock.advance(16);
    expect(pushes).toEqual([{ rows: [viewOf({ lastSeq: 1 })] }]);
  });

  test('is silent to a peer that has left', () => {
    const { engine, clock, pushes, subscription } = setUp();
    engine.say(messageEvent(1, 'x'));
    subscription.close();
    clock.advance(16);
    expect(pushes).toEqual([]);
  });

  test('passes the health of the store on, as it is by then', () => {
    const { engine, clock, pushes } = setUp();
    engine.commit({ type: 'health', health: { ok: false, problem: 'The disk is full' } });
    engine.commit({ type: 'health', health: { ok: true, problem: null } });
    clock.advance(16);
    expect(pushes).toEqual([{ health: { ok: true, problem: null } }]);
  });

  test('passes settings on', () => {
    const { engine, clock, pushes } = setUp();
    engine.commit({ type: 'settings', settings: { ...engine.settings(), theme: 'dark' } });
    clock.advance(16);
    expect(pushes).toEqual([{ settings: { ...engine.settings(), theme: 'dark' } }]);
  });
});
