import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { EngineError } from '../../src/engine/engine.ts';
import { createRouter, type Handle, type Peer } from '../../src/hosts/router.ts';
import { fakeEngine, sessionId, viewOf, type FakeEngine } from '../helpers/fake-engine.ts';
import { quietLog, type QuietLog } from '../helpers/quiet-log.ts';

interface Set {
  readonly engine: FakeEngine;
  readonly log: QuietLog;
  readonly peer: Peer;
  readonly handle: Handle;
}

function setUp(): Set {
  const engine = fakeEngine('/data');
  const log = quietLog();
  const handle = createRouter({
    engine,
    log,
    version: '1.2.3',
    status: () => ({
      ...{ pid: 7, live: 1, queued: 2, attached: 3, rssBytes: 4, uptimeMs: 5 },
      url: null,
    }),
  });
  let watched: SessionId | null = null;
  const peer: Peer = {
    host: 'control',
    get watched() {
      return watched;
    },
    watch: (id) => {
      watched = id;
    },
  };
  return { engine, log, peer, handle };
}

describe('the router', () => {
  test('hands a request on with its defaults filled in', async () => {
    const { engine, peer, handle } = setUp();
    engine.answer = () => ({ row: viewOf() });

    const answer = await handle(peer, 'sessions.create', { repo: '/r', prompt: 'Fix it' });

    expect(answer).toEqual({ ok: true, value: { row: viewOf() } });
    expect(engine.asked).toEqual([
      {
        method: 'sessions.create',
        params: {
          ...{ repo: '/r', prompt: 'Fix it', name: null, base: null, agent: 'claude' },
          ...{ agentBin: null, permissionMode: 'acceptEdits', model: null, env: {} },
          uncommitted: false,
        },
      },
    ]);
  });

  test.each([
    [{ repo: '/r', prompt: '  ' }, 'prompt', 'prompt is empty. Say what the agent is to do.'],
    [{ repo: '/r' }, 'prompt', 'prompt is missing.'],
    [{ repo: 5, prompt: 'x' }, 'repo', 'repo must be string, not 5.'],
    [{ repo: '', prompt: 'x' }, 'repo', 'repo is empty.'],
    [
      { repo: '/r', prompt: 'x', name: 'n'.repeat(10_000) },
      'name',
      'name is longer than 200 characters.',
    ],
    [{ repo: '/r', prompt: 'x', env: { '1A': '' } }, 'env.1A', 'env.1A is not a variable name.'],
    [
      { repo: '/r', prompt: 'x', agent: 'gpt' },
      'agent',
      'agent is not an agent Lulu knows (claude, demo).',
    ],
  ])('names the field of %j in plain words', async (params, field, message) => {
    const { engine, peer, handle } = setUp();

    const answer = await handle(peer, 'sessions.create', params);

    expect(answer).toEqual({ ok: false, error: { kind: 'bad-request', field, message } });
    expect(engine.asked).toEqual([]);
  });

  test.each([undefined, null, 'text', 5, []])(
    'refuses %j where parameters belong',
    async (params) => {
      const { peer, handle } = setUp();
      expect(await handle(peer, 'sessions.show', params)).toMatchObject({
        ok: false,
        error: { kind: 'bad-request' },
      });
    },
  );

  test.each(['no.such', 'toString', '__proto__', ''])(
    'knows no request called "%s"',
    async (method) => {
      const { peer, handle } = setUp();
      expect(await handle(peer, method, {})).toMatchObject({
        ok: false,
        error: { kind: 'bad-request' },
      });
    },
  );

  test('passes an error of the engine on as it is', async () => {
    const { engine, peer, handle } = setUp();
    engine.answer = () => {
      throw new EngineError('base', 'There is no branch "x"', { field: 'base' });
    };
    expect(await handle(peer, 'doctor', {})).toEqual({
      ok: false,
      error: { kind: 'base', message: 'There is no branch "x"', field: 'base' },
    });
  });

  test('logs what nobody foresaw with its causes, and tells the peer nothing of it', async () => {
    const { engine, log, peer, handle } = setUp();
    const failure = new Error('outer', { cause: new Error('a secret reason') });
    engine.answer = () => {
      throw failure;
    };

    const answer = await handle(peer, 'doctor', {});

    expect(answer).toMatchObject({ ok: false, error: { kind: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(log.entries).toMatchObject([
      { level: 'error', facts: { err: failure, method: 'doctor' } },
    ]);
  });

  test('says hello by itself', async () => {
    const { engine, peer, handle } = setUp();
    expect(await handle(peer, 'hello', {})).toMatchObject({
      ok: true,
      value: {
        version: '1.2.3',
        pid: process.pid,
        dataDir: '/data',
        host: 'control',
        health: { ok: true },
      },
    });
    expect(engine.asked).toEqual([]);
  });

  test('watches before it asks where the log ends, so that no event falls between', async () => {
    const { engine, peer, handle } = setUp();
    let watchedWhenAsked: unknown;
    engine.answer = () => {
      watchedWhenAsked = peer.watched;
      return { events: [], first: 1, last: 42 };
    };

    expect(await handle(peer, 'events.watch', { id: sessionId })).toEqual({
      ok: true,
      value: { last: 42 },
    });
    expect(watchedWhenAsked).toBe(sessionId);

    expect(await handle(peer, 'events.watch', { id: null })).toEqual({
      ok: true,
      value: { last: 0 },
    });
    expect(peer.watched).toBeNull();
  });

  test('does not go on watching a session that does not exist', async () => {
    const { engine, peer, handle } = setUp();
    engine.answer = () => {
      throw new EngineError('unknown-session', 'There is no such session');
    };
    expect(await handle(peer, 'events.watch', { id: sessionId })).toMatchObject({
      error: { kind: 'unknown-session' },
    });
    expect(peer.watched).toBeNull();
  });
});
