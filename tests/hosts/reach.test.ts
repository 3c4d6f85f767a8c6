import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Push } from '../../src/contract/pushes.ts';
import { takeLock } from '../../src/engine/engine.ts';
import { startEngineHost, type EngineHost } from '../../src/hosts/engine-host.ts';
import type { Listener } from '../../src/hosts/link.ts';
import { reachEngine, type Reach } from '../../src/hosts/reach.ts';
import { fakeEngine, messageEvent, sessionId, type FakeEngine } from '../helpers/fake-engine.ts';
import { quietLog } from '../helpers/quiet-log.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

interface Process {
  readonly reach: Reach;
  readonly engine: FakeEngine;
}

/** What one process does: takes the lock for real, or attaches. */
async function start(dataDir: string): Promise<Process> {
  const engine = fakeEngine(dataDir, (method) =>
    method === 'events.page' ? { events: [], first: 0, last: 7 } : {},
  );
  const log = quietLog();
  const become = async (): Promise<EngineHost | null> => {
    const lock = takeLock(join(dataDir, 'engine.lock'));
    if (lock === null) return null;
    const release = (): void => {
      lock.release();
    };
    return startEngineHost({ engine, log, release });
  };
  const reach = await reachEngine({ dataDir, become, log });
  onTestFinished(() => reach.close());
  return { reach, engine };
}

function listen(): Listener & { readonly pushes: Push[]; resyncs: number } {
  const pushes: Push[] = [];
  const listener = {
    pushes,
    resyncs: 0,
    push: (push: Push) => void pushes.push(push),
    ready: () => true,
    resync: () => {
      listener.resyncs += 1;
    },
  };
  return listener;
}

describe('reaching the engine of a data directory', () => {
  test('a second process attaches to the first instead of fighting it', async () => {
    const dataDir = temporaryFolder();
    const first = await start(dataDir);
    const second = await start(dataDir);
    expect([first.reach.host() === null, second.reach.host() === null]).toEqual([false, true]);

    const listener = listen();
    const link = second.reach.open('extension', listener);
    expect(await link.request('events.watch', { id: sessionId })).toEqual({
      ok: true,
      value: { last: 7 },
    });
    first.engine.say(messageEvent(8, 'Done.'));
    await until('the push has come through', () => listener.pushes.length === 1);
    expect(listener.pushes[0]?.tail?.events).toEqual([messageEvent(8, 'Done.')]);
    expect(second.engine.asked).toEqual([]);
  });

  test('takes over when the engine leaves: links go on, watch on, and are told to read again', async () => {
    const dataDir = temporaryFolder();
    const first = await start(dataDir);
    const second = await start(dataDir);
    const listener = listen();
    const link = second.reach.open('serve', listener);
    await link.request('events.watch', { id: sessionId });
    first.engine.answer = () => new Promise(() => undefined);
    const inFlight = link.request('doctor', {});
    await until('the request has reached the first engine', () =>
      first.engine.asked.some(({ method }) => method === 'doctor'),
    );

    await first.reach.close();

    expect(await inFlight).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    await until('the link was moved', () => listener.resyncs === 1);
    expect(second.reach.host()).not.toBeNull();
    expect(second.engine.asked.map(({ method }) => method)).toEqual(['events.page']);
    expect(await link.request('engine.status', {})).toMatchObject({
      ok: true,
      value: { attached: 1 },
    });
    second.engine.say(messageEvent(8, 'On.'));
    await until('the push has come', () => listener.pushes.length === 1);
    expect(listener.pushes[0]?.tail?.events).toEqual([messageEvent(8, 'On.')]);
  });

  test('lets go of the lock when it closes, and answers nobody any more', async () => {
    const dataDir = temporaryFolder();
    const { reach, engine } = await start(dataDir);
    const link = reach.open('control', listen());
    await reach.close();
    expect(engine.stopped).toBe(true);
    const lock = takeLock(join(dataDir, 'engine.lock'));
    expect(lock).not.toBeNull();
    lock?.release();
    expect(await link.request('hello', {})).toMatchObject({ ok: false });
  });

  test('says why, where the first engine cannot be started', async () => {
    const become = (): Promise<never> => Promise.reject(new Error('damaged'));
    const reaching = reachEngine({ dataDir: temporaryFolder(), become, log: quietLog() });
    await expect(reaching).rejects.toThrow('damaged');
  });
});
