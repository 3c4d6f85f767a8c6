import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { startWriters } from '../agents/writers.ts';
import type { Bench } from '../bench.ts';
import { inBrowser, openAtTailMs, openLulu, viewport } from '../browser.ts';
import { makeRepository } from '../data/repository.ts';
import { withEngine } from '../engine/engine-process.ts';
import { framesOf, movesOfReader } from '../pages/look-in-page.ts';
import { inFolder } from '../places.ts';
import { alternate, median, quantile } from '../statistics.ts';

const rate = 500;
const frames = 240;
/** Written before the page opens, so that there is somewhere to scroll to. */
const beforeMs = 3000;

export const scrolling: Bench = {
  name: 'scrolling',
  about: 'a timeline scrolled while 500 events/s are appended; floor: an empty page',
  run: ({ rounds }) =>
    inFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      const repo = makeRepository(join(folder, 'repository'), 10);
      return await withEngine(dataDir, folder, async (engine) => {
        const writers = await startWriters(engine, repo, {
          ...{ agents: 1, events: rate * 600, rate, folder },
        });
        writers.go();
        return await inBrowser((context) => measure(context, engine.url, rounds));
      });
    }),
};

async function measure(context: BrowserContext, url: string, rounds: number) {
  // A window of its own: a page behind another one gets no frames.
  const window = await context.browser()?.newContext({ viewport });
  const empty = await (window ?? context).newPage();
  await empty.setContent('<!doctype html><title>Empty</title>');
  const page = await openLulu(context, url);
  await page.waitForTimeout(beforeMs);
  await openAtTailMs(page, 'Write', 0);
  const p95 = async (one: Page, scrolls: boolean): Promise<number> => {
    return quantile(await one.evaluate(framesOf, { count: frames, scrolls }), 0.95);
  };
  const found = await alternate(
    rounds,
    () => p95(empty, false),
    () => p95(page, true),
  );
  const moved = await page.evaluate(movesOfReader, frames);
  return [
    {
      ...{ what: 'frame, p95', unit: 'ms' as const },
      ...{ lulu: median(found.lulu), floor: median(found.floor) },
      budget: { mostRatio: 1.1 },
    },
    {
      ...{ what: 'a reader is moved by at most', unit: 'px' as const, lulu: moved },
      budget: { most: 1 },
    },
  ];
}
