/** What ingest asks of the database, counted: unlike its time it is the same on every machine. */
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { claudeAdapter } from '../../src/engine/agents/claude/claude-adapter.ts';
import { posixHost } from '../../src/engine/agents/process-host.ts';
import { Ingest } from '../../src/engine/sessions/ingest.ts';
import { DiskTrouble } from '../../src/engine/sessions/disk-trouble.ts';
import { Rules } from '../../src/engine/sessions/rules.ts';
import { LiveSession } from '../../src/engine/sessions/live-session.ts';
import { Recorder } from '../../src/engine/sessions/recorder.ts';
import { defaultTimings } from '../../src/engine/sessions/timings.ts';
import type { Store } from '../../src/engine/store/store.ts';
import { aSession, createStore, newRunId, noon } from '../engine/store/fixture.ts';

interface Counted {
  readonly store: Store;
  /** Statements since the last call, one line each. */
  readonly statements: () => string[];
  readonly recorder: Recorder;
}

function countedStore(): Counted {
  let heard: string[] = [];
  const { store } = createStore({ trace: (sql) => heard.push(sql) });
  const after = { publish: () => undefined, perform: () => undefined };
  const recorder = new Recorder({ store, now: () => noon, adapterOf: () => claudeAdapter, after });
  const statements = (): string[] => {
    const all = heard;
    heard = [];
    return all;
  };
  return { store, statements, recorder };
}

/** A session whose agent is at work, and what takes its output in. */
async function workingRun({ store, recorder }: Counted): Promise<Ingest> {
  const runId = newRunId();
  const asked = aSession();
  const { key, runKey } = await store.transact((tx) => {
    const key = tx.insertSession(asked);
    const run = { id: runId, sessionKey: key, number: 1, dir: '/runs/1', startedAt: noon };
    return { key, runKey: tx.insertRun(run) };
  });
  const record = store.sessionByKey(key);
  if (record === undefined) throw new Error('the session was not stored');
  const session = new LiveSession(record);
  for (const kind of ['run-started', 'run-spawned'] as const) {
    await recorder.note(session, {
      runId,
      events: [{ type: 'notice', payload: { kind, text: kind } }],
    });
  }
  const tools = {
    ...{ store, recorder, host: posixHost, timings: defaultTimings },
    rules: new Rules(store, () => noon),
    ...{ log: pino({ level: 'silent' }), now: () => noon, partial: () => undefined },
    disk: new DiskTrouble(() => undefined),
  };
  return new Ingest({
    session,
    place: { runKey, runId, dir: '/runs/1' },
    adapter: claudeAdapter,
    tools,
  });
}

function chunkOf(...values: readonly unknown[]) {
  const items = values.map((value) => ({ kind: 'line' as const, text: JSON.stringify(value) }));
  return { items, endOffset: 1000, skipping: null };
}

const message = (text: string) => ({
  type: 'assistant',
  message: { role: 'assistant', content: [{ type: 'text', text }] },
});

const delta = {
  type: 'stream_event',
  event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } },
};

describe('taking in output', () => {
  test('costs ten statements a chunk, and one more for each further line', async () => {
    const counted = countedStore();
    const ingest = await workingRun(counted);
    counted.statements();

    await ingest.take(chunkOf(message('one')));
    const one = counted.statements();
    await ingest.take(chunkOf(message('one'), message('two'), message('three')));
    const three = counted.statements();

    expect(one.length, one.join('\n')).toBeLessThanOrEqual(10);
    expect(three.length - one.length).toBe(2);
  });

  test('is one commit for all runs that have something to say in the same turn', async () => {
    const counted = countedStore();
    const runs = [];
    for (let run = 0; run < 20; run += 1) runs.push(await workingRun(counted));
    counted.statements();

    await Promise.all(runs.map((run) => run.take(chunkOf(message('hello')))));

    expect(counted.statements().filter((sql) => sql === 'COMMIT')).toHaveLength(1);
  });

  test('asks nothing of the database for text that is still being written', async () => {
    const counted = countedStore();
    const ingest = await workingRun(counted);
    counted.statements();

    await ingest.take(chunkOf(delta, delta, { type: 'keep_alive' }));

    expect(counted.statements()).toEqual([]);
  });

  test('syncs the disk for events and not for the search index', async () => {
    const counted = countedStore();
    const ingest = await workingRun(counted);
    await ingest.take(chunkOf(message('find me')));
    counted.statements();

    counted.store.indexSome(100);

    const modes = counted.statements().filter((sql) => sql.startsWith('PRAGMA synchronous'));
    expect(modes).toEqual(['PRAGMA synchronous = NORMAL', 'PRAGMA synchronous = FULL']);
  });
});
