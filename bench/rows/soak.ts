import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import { writerEnvironment, writerProgram } from '../agents/writers.ts';
import type { Bench, Finding } from '../bench.ts';
import { makeRepository } from '../data/repository.ts';
import { withEngine, type EngineProcess } from '../engine/engine-process.ts';
import { openPage, type Page } from '../engine/page.ts';
import { inFolder } from '../places.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import { processesWith } from '../../tests/helpers/processes.ts';

/** Of each session, and a second of it. Floods are another row's. */
const events = 1000;
const rate = 2000;
/** An hour is over when its sessions are, and all is read by this many ms after the last event. */
const settleMs = 500;
const patienceMs = 120_000;

/** What an engine holds at the end of an hour. */
interface Hour {
  readonly rss: number;
  /** Megabytes of the write-ahead log. */
  readonly wal: number;
  readonly files: number;
  /** Of agents, their shims and feeders. */
  readonly processes: number;
}

export const soak: Bench = {
  name: 'soak',
  about:
    'a simulated day: sessions begin, end and are deleted, pages come and go; floor: after the first hour',
  run: ({ hours, hourly }) =>
    inFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      const repo = makeRepository(join(folder, 'repository'), 10);
      const held = await withEngine(dataDir, folder, async (engine) => {
        await engine.request('settings.set', { patch: { liveAgents: 200 } });
        const day = new Day(engine, { repo, dataDir, folder, hourly });
        return await day.live(hours);
      });
      return findings(held);
    }),
};

function findings(held: readonly Hour[]): readonly Finding[] {
  const [first] = held;
  const last = held.at(-1);
  if (first === undefined || last === undefined) throw new Error('the day had no hour');
  return [
    {
      ...{ what: `RSS after ${held.length} hours`, unit: 'MB', lulu: last.rss, floor: first.rss },
      budget: { mostRatio: 1.1 },
    },
    {
      ...{ what: 'the same by noon', unit: 'MB', lulu: last.rss },
      ...{ floor: held[Math.floor(held.length / 2)]?.rss ?? first.rss },
    },
    {
      ...{ what: 'write-ahead log at most', unit: 'MB' },
      ...{ lulu: Math.max(...held.map(({ wal }) => wal)), budget: { most: 16 } },
    },
    {
      ...{ what: 'open files', unit: 'files', lulu: last.files, floor: first.files },
      budget: { mostRatio: 1 },
    },
    {
      ...{ what: 'processes of agents left', unit: 'processes' },
      ...{ lulu: Math.max(...held.map(({ processes }) => processes)), budget: { most: 0 } },
    },
  ];
}

class Day {
  readonly #engine: EngineProcess;
  readonly #place: { repo: string; dataDir: string; folder: string; hourly: number };
  #ended: readonly SessionId[] = [];

  constructor(
    engine: EngineProcess,
    place: { repo: string; dataDir: string; folder: string; hourly: number },
  ) {
    this.#engine = engine;
    this.#place = place;
  }

  /** One page stays open all day. */
  async live(hours: number): Promise<readonly Hour[]> {
    const stays = await openPage(this.#engine.url);
    const held: Hour[] = [];
    for (let hour = 0; hour < hours; hour += 1) held.push(await this.#hour(stays));
    await stays.close();
    return held;
  }

  async #hour(stays: Page): Promise<Hour> {
    const before = this.#ended;
    this.#ended = await this.#sessions(stays);
    for (const id of this.#ended.slice(0, 3)) await this.#look(id);
    for (const id of before.slice(0, 2)) await this.#engine.request('sessions.delete', { id });
    const [named] = this.#ended;
    if (named !== undefined) {
      await this.#engine.request('sessions.rename', { id: named, name: 'Another name' });
    }
    await delay(settleMs);
    return await this.#held();
  }

  /** So many sessions, from their prompt to the end of their process; the page watches each for a while. */
  async #sessions(stays: Page): Promise<readonly SessionId[]> {
    const { repo, folder, hourly } = this.#place;
    const env = {
      ...writerEnvironment({ agents: hourly, events, rate, folder, ends: true }),
      BENCH_GO: folder,
    };
    const asked = { repo, prompt: 'Write', agent: 'demo' as const, agentBin: writerProgram, env };
    const queue = new PQueue({ concurrency: 4 });
    const ids = await queue.addAll(
      Array.from({ length: hourly }, () => async () => {
        const { row } = await this.#engine.request('sessions.create', asked);
        await stays.ask('events.watch', { id: row.id });
        return row.id;
      }),
    );
    await this.#until('its sessions have ended', async () => {
      const { rows } = await this.#engine.request('sessions.list', {});
      return rows.every(({ status }) => status === 'Completed');
    });
    await this.#until('their processes are gone', async () => (await this.#processes()) === 0);
    return ids;
  }

  /** What somebody does who comes to see a session. */
  async #look(id: SessionId): Promise<void> {
    const page = await openPage(this.#engine.url);
    await page.ask('hello', {});
    await page.ask('sessions.list', {});
    await page.ask('events.watch', { id });
    await page.ask('events.page', { id, limit: 100 });
    await page.ask('events.page', { id, limit: 100, before: 100 });
    await page.ask('events.search', { text: 'abc d' });
    await page.close();
  }

  async #held(): Promise<Hour> {
    const { pid } = this.#engine;
    const { rssBytes } = await this.#engine.read();
    const wal = statSync(join(this.#place.dataDir, 'lulu.sqlite-wal'), { throwIfNoEntry: false });
    return {
      rss: rssBytes / 2 ** 20,
      wal: (wal?.size ?? 0) / 2 ** 20,
      files: readdirSync(`/proc/${pid}/fd`).length,
      processes: await this.#processes(),
    };
  }

  async #processes(): Promise<number> {
    return (await processesWith(`BENCH_GO=${this.#place.folder}`)).length;
  }

  async #until(claim: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`not true in time: ${claim}`);
      await delay(50);
    }
  }
}
