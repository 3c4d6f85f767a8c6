import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { startWriters } from '../agents/writers.ts';
import type { Bench } from '../bench.ts';
import { inBrowser, openAtTailMs, openLulu, viewport } from '../browser.ts';
import { makeRepository } from '../data/repository.ts';
import { withEngine } from '../engine/engine-process.ts';
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
    return quantile(await framesOf(one, scrolls), 0.95);
  };
  const found = await alternate(
    rounds,
    () => p95(empty, false),
    () => p95(page, true),
  );
  const moved = await movesOfReader(page);
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

/** How long each frame took, in ms; `scrolls`: the timeline goes up and down by a wheel's turn a frame. */
async function framesOf(page: Page, scrolls: boolean): Promise<number[]> {
  return await page.evaluate(
    async ([count, moves]) => {
      const scroller = moves ? scrollerOf() : null;
      const found: number[] = [];
      let before = await frame();
      for (let number = 0; number < count; number += 1) {
        scroller?.scrollBy(0, number % 120 < 80 ? -60 : 40);
        const now = await frame();
        found.push(now - before);
        before = now;
      }
      return found;

      function frame(): Promise<number> {
        return new Promise((resolve) => requestAnimationFrame(resolve));
      }
      function scrollerOf(): Element | null {
        const detail = document
          .querySelector('lulu-app')
          ?.shadowRoot?.querySelector('lulu-session-detail');
        const timeline = detail?.shadowRoot?.querySelector('lulu-timeline');
        return timeline?.shadowRoot?.querySelector('.scroller') ?? null;
      }
    },
    [frames, scrolls] as const,
  );
}

/** The most that an entry in the middle of the view moves in a frame while nobody scrolls, in px. */
async function movesOfReader(page: Page): Promise<number> {
  return await page.evaluate(async (count) => {
    const detail = document
      .querySelector('lulu-app')
      ?.shadowRoot?.querySelector('lulu-session-detail');
    const root = detail?.shadowRoot?.querySelector('lulu-timeline')?.shadowRoot;
    const scroller = root?.querySelector('.scroller');
    scroller?.scrollBy(0, -1500);
    for (let wait = 0; wait < 30; wait += 1) await frame();
    const middle = (scroller?.getBoundingClientRect().top ?? 0) + 300;
    const entries = [...(root?.querySelectorAll('.entries > *') ?? [])];
    const read = entries.find((entry) => entry.getBoundingClientRect().bottom > middle);
    if (read === undefined) throw new Error('there is nothing to read');
    const from = read.getBoundingClientRect().top;
    let moved = 0;
    for (let number = 0; number < count; number += 1) {
      await frame();
      if (!read.isConnected) throw new Error('what is read was taken away');
      moved = Math.max(moved, Math.abs(read.getBoundingClientRect().top - from));
    }
    return moved;

    function frame(): Promise<number> {
      return new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, frames);
}
