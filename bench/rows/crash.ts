import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startWriters } from '../agents/writers.ts';
import type { Bench } from '../bench.ts';
import { makeRepository } from '../data/repository.ts';
import { startEngineProcess, type EngineProcess } from '../engine/engine-process.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import { inFolder } from '../places.ts';
import { median, quantile } from '../statistics.ts';

const agents = 20;
const rate = 100;
/** How long they write before the first kill, in ms. */
const warmMs = 1000;
/** About what one event of a writer takes in its spool. */
const eventBytes = 850;

/** What a writer writes. */
const written: ReadonlySet<string> = new Set(['message', 'tool_call', 'tool_result']);

interface Crash {
  readonly answerMs: readonly number[];
  readonly readMs: number;
  readonly megabytes: number;
  readonly lost: number;
}

export const crash: Bench = {
  name: 'crash',
  about: 'an engine killed under 20 agents at work, and started again (process start included)',
  run: async ({ rounds, unreadMegabytes }) => {
    const { answerMs, readMs, megabytes, lost } = await inFolder((folder) =>
      crashOften(folder, rounds * 2, unreadMegabytes),
    );
    return [
      {
        ...{ what: 'until it answers, p99', unit: 'ms', lulu: quantile(answerMs, 0.99) },
        budget: { most: 500 },
      },
      { what: 'until it answers, p50', unit: 'ms', lulu: median(answerMs) },
      {
        ...{ what: `until ${Math.round(megabytes)} MB of output is read`, unit: 'ms' },
        ...{ lulu: readMs, budget: { most: 2000 } },
      },
      { what: 'events lost or doubled', unit: 'events', lulu: lost, budget: { most: 0 } },
    ];
  },
};

async function crashOften(folder: string, kills: number, megabytes: number): Promise<Crash> {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const repo = makeRepository(join(folder, 'repository'), 10);
  // Enough to write on through every kill, and then the unread rest.
  const events = Math.ceil((megabytes * 2 ** 20) / eventBytes / agents) + kills * 5 * rate;
  const answerMs: number[] = [];
  let engine = await startEngineProcess(dataDir);
  try {
    const { ids, go, flood } = await startWriters(engine, repo, { agents, events, rate, folder });
    go();
    for (let kill = 0; kill < kills; kill += 1) {
      await delay(warmMs);
      await engine.kill();
      engine = await startEngineProcess(dataDir);
      answerMs.push(engine.readyMs);
    }
    await engine.kill();
    const before = spoolBytes(dataDir);
    flood();
    const unread = await settledBytes(dataDir);
    const from = performance.now();
    engine = await startEngineProcess(dataDir);
    const logs = (): Promise<number[]> =>
      engine.request('sessions.list', {}).then(({ rows }) => rows.map((row) => row.lastSeq));
    // Beside what its agent wrote each log holds how its run began.
    const beginning = Math.min(...(await beginnings(engine, ids)));
    while ((await logs()).some((last) => last < events + beginning)) await delay(20);
    const readMs = performance.now() - from;
    const lost = await wrong(engine, ids, events);
    return { answerMs, readMs, megabytes: (unread - before) / 2 ** 20, lost };
  } finally {
    await engine.end(folder);
  }
}

/** How many events of its own each log has before its agent's first. */
async function beginnings(engine: EngineProcess, ids: readonly SessionId[]): Promise<number[]> {
  const pages = ids.map((id) =>
    engine.request('events.page', { id, after: 0, limit: 20, cut: 100 }),
  );
  return (await Promise.all(pages)).map(({ events }) =>
    events.findIndex(({ type }) => written.has(type)),
  );
}

/** By how many events the logs differ from what was written. */
async function wrong(
  engine: EngineProcess,
  ids: readonly SessionId[],
  events: number,
): Promise<number> {
  let difference = 0;
  for (const id of ids) {
    let count = 0;
    for (let after = 0; ;) {
      const page = await engine.request('events.page', { id, after, limit: 1000, cut: 100 });
      count += page.events.filter(({ type }) => written.has(type)).length;
      after = page.events.at(-1)?.seq ?? page.last;
      if (after === page.last) break;
    }
    difference += Math.abs(count - events);
  }
  return difference;
}

/** The spools' size once nobody writes any more. */
async function settledBytes(dataDir: string): Promise<number> {
  let before = -1;
  for (let now = spoolBytes(dataDir); now !== before; now = spoolBytes(dataDir)) {
    before = now;
    await delay(500);
  }
  return before;
}

function spoolBytes(dataDir: string): number {
  return readdirSync(join(dataDir, 'sessions'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('out.jsonl'))
    .reduce((sum, path) => sum + statSync(join(dataDir, 'sessions', path)).size, 0);
}
