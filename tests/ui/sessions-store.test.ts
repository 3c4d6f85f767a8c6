import { assert } from '@open-wc/testing';
import { SessionsStore } from '../../src/ui/data/sessions-store.ts';
import { openingOrder, rememberOrder } from '../../src/ui/data/opening-order.ts';
import { FakeTransport } from './fake-transport.ts';
import { row, sessionId } from '../helpers/rows.ts';

/** A loaded store whose frames the test makes. */
async function load(rows = [row(1), row(2, { status: 'Completed' }), row(3)]) {
  let listed = rows;
  const transport = new FakeTransport({ 'sessions.list': () => ({ rows: listed }) });
  const tasks: (() => void)[] = [];
  const store = new SessionsStore(transport, (task) => tasks.push(task));
  const frame = (): void => {
    for (const task of tasks.splice(0)) task();
  };
  const relist = (next: typeof rows): void => {
    listed = next;
  };
  await store.load();
  frame();
  return { store, transport, frame, relist };
}

const ids = (store: SessionsStore) => store.rows.map(({ id }) => id);

describe('SessionsStore', () => {
  it('tells of any number of changes once a frame', async () => {
    const { store, transport, frame } = await load();
    let told = 0;
    store.subscribe(() => (told += 1));
    for (let i = 0; i < 100; i += 1) transport.push({ rows: [row(3, { lastSeq: i })] });
    assert.equal(told, 0);
    frame();
    assert.equal(told, 1);
    assert.equal(store.get(sessionId(3))?.lastSeq, 99);
  });

  it('hurries for what the user does, even while a change by itself waits for its turn', async () => {
    const transport = new FakeTransport({ 'sessions.list': () => ({ rows: [row(1), row(2)] }) });
    const planned: { readonly task: () => void; readonly byItself: boolean }[] = [];
    const store = new SessionsStore(transport, (task, byItself) => {
      planned.push({ task, byItself });
    });
    await store.load();
    for (const { task } of planned.splice(0)) task();
    let told = 0;
    store.subscribe(() => (told += 1));
    transport.push({ rows: [row(1, { lastSeq: 99 })] });
    transport.push({ rows: [row(2, { lastSeq: 99 })] });
    store.setFilter('2');
    store.setFilter('1');
    assert.deepEqual(
      planned.map(({ byItself }) => byItself),
      [true, false],
    );
    for (const { task } of planned) task();
    assert.equal(told, 1);
  });

  it('keeps every row in its place when a status changes', async () => {
    const { store, transport } = await load();
    const before = ids(store);
    transport.push({ rows: [row(3, { status: 'Failed' }), row(2, { status: 'Running' })] });
    assert.deepEqual(ids(store), before);
  });

  it('ranks again when an order is picked', async () => {
    const { store, transport } = await load();
    transport.push({ rows: [row(3, { status: 'Failed' })] });
    store.setOrder('active');
    assert.deepEqual(ids(store), [1, 3, 2].map(sessionId));
    store.setOrder('oldest');
    assert.deepEqual(ids(store), [1, 2, 3].map(sessionId));
  });

  it('lets go of what was removed', async () => {
    const { store, transport } = await load();
    transport.push({ removed: [sessionId(3)] });
    assert.deepEqual(ids(store), [1, 2].map(sessionId));
  });

  it('lists again when pushes may have been missed', async () => {
    const { store, transport, relist } = await load();
    relist([row(7)]);
    transport.resync();
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(ids(store), [sessionId(7)]);
  });

  it('shows what matches the filter, and counts all', async () => {
    const { store } = await load();
    store.setFilter('session 2');
    assert.deepEqual(ids(store), [sessionId(2)]);
    assert.equal(store.count, 3);
  });
});

describe('openingOrder', () => {
  beforeEach(() => {
    sessionStorage.clear();
  });
  after(() => {
    sessionStorage.clear();
  });

  it('is Active first after a restart, whatever was picked before', () => {
    openingOrder(sessionStorage, 100);
    rememberOrder(sessionStorage, 'oldest');
    assert.equal(openingOrder(sessionStorage, 200), 'active');
    assert.equal(openingOrder(sessionStorage, 200), 'active');
  });

  it('is the pick when the page was merely reloaded', () => {
    openingOrder(sessionStorage, 100);
    rememberOrder(sessionStorage, 'oldest');
    assert.equal(openingOrder(sessionStorage, 100), 'oldest');
  });
});
