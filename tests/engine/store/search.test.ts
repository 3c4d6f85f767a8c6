import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventBody } from '../../../src/contract/events.ts';
import type { Store } from '../../../src/engine/store/store.ts';
import {
  aSession,
  createStore,
  message,
  messages,
  noon,
  rawConnection,
  sessionWith,
} from './fixture.ts';

const call = (input: unknown): EventBody => ({
  type: 'tool_call',
  payload: { toolUseId: 't', name: 'Tool', input },
});

function indexAll(store: Store): void {
  while (store.indexSome(2));
}

const found = (store: Store, text: string) => store.search(text, 50).map((hit) => hit.seq);

/** Every claim holds before anything is indexed, half way, and when all is. */
async function expectFound(
  bodies: readonly EventBody[],
  expectations: readonly (readonly [query: string, seqs: readonly number[]])[],
): Promise<void> {
  const { store } = createStore();
  await sessionWith(store, bodies);
  for (const step of [
    () => undefined,
    () => store.indexSome(2),
    () => {
      indexAll(store);
    },
  ]) {
    step();
    for (const [query, seqs] of expectations)
      expect([query, found(store, query)]).toEqual([query, seqs]);
  }
}

describe('search', () => {
  test('finds prompts, messages, commands and file names, newest first', async () => {
    await expectFound(
      [
        { type: 'prompt', payload: { text: 'Fix the login' } },
        message('The login is fixed'),
        call({ command: 'npm test -- login', description: 'secret' }),
        call({ file_path: 'src/login.ts', content: 'secret' }),
        call({ notebook_path: 'login.ipynb' }),
        call({ path: ['login'] }),
        call('login'),
        { type: 'thinking', payload: { text: 'login' } },
      ],
      [
        ['login', [5, 4, 3, 2, 1]],
        ['secret', []],
        ['login fix', [2, 1]],
        ['src/login.ts', [4]],
        ['login.ts', [4]],
        ['ts login', [4]],
        ['nothing', []],
      ],
    );
  });

  test('matches the last word by its beginning, the others whole', async () => {
    await expectFound(
      [message('authentication works'), message('works by authority')],
      [
        ['auth', [2, 1]],
        ['works auth', [2, 1]],
        ['auth works', []],
        ['authe', [1]],
        ['b', []],
        ['by a', []],
      ],
    );
  });

  test('does not mind case, accents and scripts', async () => {
    await expectFound(
      [
        message('Ärger mit der Größe'),
        message('修正 日本語'),
        message('ПРИВЕТ мир'),
        message('🦊 fox'),
        message('ΟΔΟΣ'),
      ],
      [
        ['arger', [1]],
        ['GRÖSSE', []],
        ['größe', [1]],
        ['grosse', []],
        ['日本', [2]],
        ['привет', [3]],
        ['🦊', []],
        ['fox 🦊', [4]],
        ['日', [2]],
        ['οδος', [5]],
      ],
    );
  });

  test('takes operators and quotes as text', async () => {
    await expectFound(
      [message('a OR b'), message('say "hello there"'), message('NOT NEAR(x) AND text:y *')],
      [
        ['OR', [1]],
        ['"hello there"', [2]],
        ['"', []],
        ['NEAR(x)', [3]],
        ['text:y', [3]],
        ['*', []],
        ['^a', [1]],
        ['', []],
        ["hello'; DROP TABLE search; --", []],
      ],
    );
  });

  test('has no text that is an error', async () => {
    const { store } = createStore();
    await sessionWith(store, messages(3));
    store.indexSome(2);
    const text = fc.oneof(
      // Any UTF-16 units, broken pairs too; fast-check's own takes seconds to set up.
      fc.array(fc.nat(0xffff), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
      fc.string({
        unit: fc.constantFrom('"', '*', '(', ')', ':', '^', '-', ' ', 'a', '\0', '\ud800'),
      }),
    );
    fc.assert(
      fc.property(text, (query) => {
        store.search(query, 5);
      }),
    );
    expect(store.search('message '.repeat(125), 5)).toHaveLength(3);
    expect(store.search('a-'.repeat(500), 5)).toEqual([]);
  });

  test('says where a hit is, and marks what was found in one short line', async () => {
    const { store } = createStore();
    const session = aSession('Fix\u0002 login');
    await store.transact((tx) => {
      const key = tx.insertSession(session);
      const text = `${'before '.repeat(100)}\nthe \u0002Needle\tis here${' after'.repeat(100)}`;
      tx.appendEvents(key, null, [message(text)], noon);
    });
    indexAll(store);
    const [hit] = store.search('needle', 10);
    expect(hit).toMatchObject({
      sessionId: session.id,
      sessionName: session.facts.name,
      seq: 1,
      type: 'message',
      at: '2026-01-02T12:00:00.000Z',
    });
    expect(hit?.snippet).toMatch(/^….*before the \u0002Needle\u0003 is here after.*…$/u);
    expect(hit?.snippet.length).toBeLessThan(200);
  });

  test('gives no more than it was asked for, across what is and is not indexed', async () => {
    const { store } = createStore();
    await sessionWith(store, messages(6, 'common'));
    store.indexSome(3);
    expect(store.search('common', 4).map((hit) => hit.seq)).toEqual([6, 5, 4, 3]);
    expect(store.search('common', 2).map((hit) => hit.seq)).toEqual([6, 5]);
  });

  test('looks for beginnings only where whole words are not enough', async () => {
    const { store } = createStore();
    await sessionWith(store, [message('test'), message('testing'), message('test')]);
    indexAll(store);
    const seqs = (limit: number) => store.search('test', limit).map((hit) => hit.seq);
    expect(seqs(2)).toEqual([3, 1]);
    expect(seqs(3)).toEqual([3, 2, 1]);
  });

  test('leaves out what is in the trash', async () => {
    const { store } = createStore();
    const key = await sessionWith(store, messages(2));
    indexAll(store);
    await store.transact((tx) => {
      tx.setDeleted(key, noon);
    });
    expect(store.search('message', 10)).toEqual([]);
  });
});

describe('indexSome', () => {
  test('leaves the file itself alone: a commit that is synced moves the log there', async () => {
    const { store, path } = createStore();
    const key = await sessionWith(store, []);
    const words = Array.from({ length: 2000 }, (_, index) => `word${String(index)}`).join(' ');
    let moved = 0;
    for (let round = 0; moved < 2; round += 1) {
      const before = readFileSync(path);
      await store.transact((tx) =>
        tx.appendEvents(key, null, [message(`${words} ${String(round)}`)], noon),
      );
      const between = readFileSync(path);
      if (!between.equals(before)) moved += 1;
      store.indexSome(10);
      expect(readFileSync(path).equals(between)).toBe(true);
    }
  });

  test('says whether more is left, and goes on where it stopped', async () => {
    const { store, path } = createStore();
    await sessionWith(store, messages(5));
    const cursor = rawConnection(path).prepare('SELECT event_key FROM search_cursor').pluck();
    expect(store.indexSome(2)).toBe(true);
    expect(cursor.get()).toBe(2);
    expect([store.indexSome(2), store.indexSome(2), store.indexSome(2)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(cursor.get()).toBe(5);
  });

  test('comes back later when the file is locked', async () => {
    const { store, path } = createStore();
    await sessionWith(store, messages(5));
    const foreign = rawConnection(path);
    foreign.exec('BEGIN IMMEDIATE');
    expect(store.indexSome(10)).toBe(true);
    foreign.exec('ROLLBACK');
    expect(store.indexSome(10)).toBe(false);
    expect(found(store, 'message')).toEqual([5, 4, 3, 2, 1]);
  });
});
