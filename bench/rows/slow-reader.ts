import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startWriters, type Writing } from '../agents/writers.ts';
import type { Bench } from '../bench.ts';
import { makeRepository } from '../data/repository.ts';
import { withEngine } from '../engine/engine-process.ts';
import type { Reading } from '../engine/meter.ts';
import { openPage, type Page } from '../engine/page.ts';
import { inFolder } from '../places.ts';
import { alternate, median } from '../statistics.ts';
import type { SessionId } from '../../src/contract/ids.ts';

const agents = 20;
const rate = 100;

export const slowReader: Bench = {
  name: 'slow-reader',
  about: 'ingest of 20 agents beside a page that has stopped reading; floor: without that page',
  run: async ({ seconds, rounds }) => {
    const measure = (deaf: boolean) => () =>
      inFolder((folder) => ingest({ agents, events: seconds * rate, rate, folder }, deaf));
    const found = await alternate(Math.min(rounds, 3), measure(false), measure(true));
    const both = (of: (reading: Reading) => number) => ({
      floor: median(found.floor.map(of)),
      lulu: median(found.lulu.map(of)),
    });
    const rss = both((reading) => reading.mostRssBytes / 2 ** 20);
    return [
      { what: 'RSS at most', unit: 'MB', ...rss, budget: { most: rss.floor + 32 } },
      {
        ...{ what: 'write → committed, p99', unit: 'ms', ...both((reading) => reading.p99) },
        budget: { mostRatio: 1.2 },
      },
    ];
  },
};

async function ingest(writing: Writing, deaf: boolean): Promise<Reading> {
  const { folder } = writing;
  const repo = makeRepository(join(folder, 'repository'), 10);
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  return await withEngine(dataDir, folder, async (engine) => {
    const writers = await startWriters(engine, repo, writing);
    const [first] = writers.ids;
    const page = deaf && first !== undefined ? await stopReading(engine.url, first) : undefined;
    engine.begin();
    writers.go();
    const reading = await engine.committed(agents * writing.events);
    await page?.close();
    return reading;
  });
}

/** A page that watches a session and then never reads a byte more. */
async function stopReading(url: string, id: SessionId): Promise<Page> {
  const page = await openPage(url);
  await page.ask('events.watch', { id });
  page.stopReading();
  return page;
}
