import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { WebKit, webKitMissing } from '../../tests/e2e/webdriver.ts';
import { startWriters } from '../agents/writers.ts';
import type { Bench, Finding } from '../bench.ts';
import { idOf, keptDatabase } from '../data/kept-database.ts';
import { makeRepository } from '../data/repository.ts';
import { withEngine } from '../engine/engine-process.ts';
import { framesOf, movesOfReader, openTailMs } from '../pages/look-in-page.ts';
import { inFolder } from '../places.ts';
import { alternate, median, quantile } from '../statistics.ts';

const small = 1000;
const rate = 500;
const frames = 240;

export const webkit: Bench = {
  name: 'webkit',
  about: 'the same timeline in WebKitGTK, the desktop window; floors: 1,000 events, an empty page',
  run: async ({ events, rounds }) => {
    const missing = webKitMissing();
    if (missing !== undefined) throw new Error(missing);
    const browser = await WebKit.start();
    try {
      const opened = await tails(browser, events, rounds);
      return [...opened, ...(await whileAppended(browser, rounds))];
    } finally {
      await browser.close();
    }
  },
};

async function tails(browser: WebKit, events: number, rounds: number): Promise<Finding[]> {
  const dataDir = await keptDatabase(`open-${events}`, {
    ...{ sessions: [events, small], textLength: 700, indexed: true },
  });
  return await withEngine(dataDir, dataDir, async (engine) => {
    await browser.open(engine.url);
    await browser.find({ css: 'lulu-session-row', text: 'Session 2' });
    await engine.request('events.page', { id: idOf('5e551000', 1), limit: 100 });
    await browser.run(openTailMs, 'Session 2', small);
    const found = await alternate(
      rounds * 4,
      () => browser.run(openTailMs, 'Session 2', small),
      () => browser.run(openTailMs, 'Session 1', events),
    );
    return [
      {
        ...{ what: 'click → tail drawn', unit: 'ms' },
        ...{ lulu: median(found.lulu), floor: median(found.floor) },
        budget: { most: 300 },
      },
    ];
  });
}

/** A timeline that is scrolled, and one that is read, while events are appended. */
async function whileAppended(browser: WebKit, rounds: number): Promise<Finding[]> {
  return await inFolder(async (folder) => {
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    const repo = makeRepository(join(folder, 'repository'), 10);
    return await withEngine(dataDir, folder, async (engine) => {
      const writers = await startWriters(engine, repo, {
        ...{ agents: 1, events: rate * 600, rate, folder },
      });
      await browser.open('about:blank');
      const floor = quantile(await browser.run(framesOf, { count: frames, scrolls: false }), 0.95);
      writers.go();
      await browser.open(engine.url);
      await browser.find({ css: 'lulu-session-row', text: 'Write' });
      await browser.run(openTailMs, 'Write', 0);
      const scrolled: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        scrolled.push(
          quantile(await browser.run(framesOf, { count: frames, scrolls: true }), 0.95),
        );
      }
      const moved = await browser.run(movesOfReader, frames);
      return [
        {
          ...{ what: 'frame, p95, scrolled at 500 events/s', unit: 'ms' },
          ...{ lulu: median(scrolled), floor },
          budget: { most: 33 },
        },
        {
          ...{ what: 'a reader is moved by at most', unit: 'px', lulu: moved },
          budget: { most: 1 },
        },
      ];
    });
  });
}
