import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { ChunkMessage, EngineMessage } from '../../src/contract/wire.ts';
import { ChunkAssembler, chunksOf } from '../../src/core/wire-chunks.ts';
import { Connection } from '../../src/hosts/connection.ts';
import type { Answer, Listener } from '../../src/hosts/link.ts';

interface Set {
  readonly connection: Connection;
  readonly sent: string[];
  readonly listener: () => Listener;
  answer: (method: string, params: unknown) => Promise<Answer>;
  unread: number;
  closed: boolean;
}

function setUp(): Set {
  const sent: string[] = [];
  let listener: Listener | undefined;
  const set: Partial<Set> = {
    sent,
    listener: () => {
      if (listener === undefined) throw new Error('nobody listens');
      return listener;
    },
    answer: (method, params) => Promise.resolve({ ok: true, value: { method, params } }),
    unread: 0,
    closed: false,
  };
  const whole = set as Set;
  const wire = { send: (text: string) => void sent.push(text), unread: () => whole.unread };
  const connection = new Connection(
    wire,
    (_host, given) => {
      listener = given;
      return {
        request: (method, params) => whole.answer(method, params),
        close: () => {
          whole.closed = true;
        },
      };
    },
    'serve',
  );
  return Object.assign(whole, { connection });
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const request = (id: number, params: unknown = {}): string =>
  JSON.stringify({ n: id, kind: 'request', id, method: 'doctor', params });

describe('a connection', () => {
  test('answers by id and numbers what it sends from 1', async () => {
    const { connection, sent } = setUp();
    connection.receive(request(11));
    await settled();
    connection.push({ removed: [] });
    expect(sent.map((text): unknown => JSON.parse(text))).toEqual([
      { n: 1, kind: 'reply', id: 11, ok: true, value: { method: 'doctor', params: {} } },
      { n: 2, kind: 'push', push: { removed: [] } },
    ]);
  });

  test('takes an envelope that was parsed already', async () => {
    const { connection, sent } = setUp();
    connection.receive(JSON.parse(request(3)));
    await settled();
    expect(sent).toHaveLength(1);
  });

  test('answers anything at all without breaking', async () => {
    const { connection, sent } = setUp();
    const anything = fc.oneof(fc.string(), fc.json(), fc.anything(), fc.uint8Array());
    fc.assert(
      fc.property(anything, (data) => {
        connection.receive(data);
      }),
    );
    sent.length = 0;
    connection.receive('{"id": 9, "kind": "reques');
    connection.receive({ id: 9 });
    await settled();
    expect(sent.map((text): unknown => JSON.parse(text))).toMatchObject([
      { id: 0, ok: false, error: { kind: 'bad-request' } },
      { id: 9, ok: false, error: { kind: 'bad-request' } },
    ]);
  });

  test('sends a large message in parts that make the same message again', async () => {
    const set = setUp();
    const { connection, sent } = set;
    const value = 'é😀"\\\n'.repeat(200_000);
    set.answer = () => Promise.resolve({ ok: true, value });
    connection.receive(request(1));
    await settled();
    const assembler = new ChunkAssembler();
    const whole = sent.map((text) => {
      expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
      return assembler.accept(v.parse(ChunkMessage, JSON.parse(text)));
    });
    const message = v.parse(EngineMessage, JSON.parse(whole.at(-1) ?? ''));
    expect(message).toEqual({ n: 1, kind: 'reply', id: 1, ok: true, value });
  });

  test('takes a large request in parts, in any order', async () => {
    const set = setUp();
    const params = { prompt: 'x'.repeat(1_000_000) };
    const asked: unknown[] = [];
    set.answer = (_method, given) => {
      asked.push(given);
      return Promise.resolve({ ok: true, value: null });
    };
    const parts = chunksOf(request(5, params), 0) ?? [];
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts.toReversed()) set.connection.receive(JSON.stringify(part));
    await settled();
    expect(asked).toEqual([params]);
  });

  test('holds no more than 64 MiB of unfinished messages', () => {
    const { connection, sent } = setUp();
    const text = 'x'.repeat(256 * 1024);
    for (let group = 0; group <= 256; group += 1) {
      connection.receive({ kind: 'chunk', group: group % 2, index: group, count: 700, text });
    }
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('too large');
  });

  test('replaces half surrogates, which some wires do not survive', async () => {
    const set = setUp();
    set.answer = () => Promise.resolve({ ok: true, value: 'a\ud800b' });
    set.connection.receive(request(1));
    await settled();
    expect(set.sent[0]).toContain('"a\ufffdb"');
  });

  test('refuses more than 256 requests at once, and answers again after', async () => {
    const set = setUp();
    const { promise, resolve } = Promise.withResolvers<Answer>();
    set.answer = () => promise;
    for (let id = 1; id <= 257; id += 1) set.connection.receive(request(id));
    await settled();
    expect(set.sent.map((text): unknown => JSON.parse(text))).toMatchObject([
      { id: 257, ok: false },
    ]);
    resolve({ ok: true, value: 1 });
    await settled();
    set.connection.receive(request(258));
    await settled();
    expect(set.sent).toHaveLength(258);
  });

  test('is not ready while its peer has a megabyte to read', () => {
    const set = setUp();
    expect(set.listener().ready()).toBe(true);
    set.unread = 1024 * 1024;
    expect(set.listener().ready()).toBe(false);
  });

  test('shows a gap in its numbers where pushes may have been missed', () => {
    const { connection, sent, listener } = setUp();
    connection.push({});
    listener().resync();
    expect(sent.map((text): unknown => JSON.parse(text))).toMatchObject([{ n: 1 }, { n: 3 }]);
  });

  test('says nothing more once it is closed', async () => {
    const set = setUp();
    set.connection.receive(request(1));
    set.connection.close();
    await settled();
    expect(set.sent).toEqual([]);
    expect(set.closed).toBe(true);
  });
});
