import type { CDPSession, Page } from 'playwright-core';
import { heldNow } from '../../tests/e2e/timeline-in-page.ts';
import type { Bench } from '../bench.ts';
import { inBrowser, openAtTailMs, openLulu } from '../browser.ts';
import { keptDatabase } from '../data/kept-database.ts';
import { withEngine } from '../engine/engine-process.ts';

const small = 1000;
const entries = 10_000;
/** Of four events two make one entry, and one wheel's turn is some screens. */
const wheel = 4000;

export const pageMemory: Bench = {
  name: 'page-memory',
  about: '10,000 entries of a large session scrolled through, up and down again',
  run: async ({ events }) => {
    const dataDir = await keptDatabase(`open-${events}`, {
      ...{ sessions: [events, small], textLength: 700, indexed: true },
    });
    return await withEngine(dataDir, dataDir, (engine) =>
      inBrowser(async (context) => {
        const page = await openLulu(context, engine.url);
        await openAtTailMs(page, 'Session 1', events);
        const devtools = await page.context().newCDPSession(page);
        const opened = await page.evaluate(heldNow);
        const before = await heapMegabytes(devtools);
        const { scrolled, most } = await thereAndBack(page, Math.min(entries, events / 4));
        const after = await heapMegabytes(devtools);
        return [
          {
            ...{ what: 'growth of the page', unit: 'MB', lulu: after - before },
            budget: { most: 30 },
          },
          { what: 'the page before', unit: 'MB', lulu: before },
          { what: 'entries scrolled through', unit: 'events', lulu: scrolled },
          { what: 'entries in the DOM at open', unit: 'events', lulu: opened.entries },
          { what: 'entries in the DOM at most', unit: 'events', lulu: most },
        ];
      }),
    );
  },
};

async function heapMegabytes(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize = 0 } = (await devtools.send('Runtime.getHeapUsage')) as {
    readonly usedSize: number;
    readonly embedderHeapUsedSize?: number;
  };
  return (usedSize + embedderHeapUsedSize) / 1e6;
}

/** By the wheel, until `count` entries have gone by, and back to the tail; counts each entry once. */
async function thereAndBack(page: Page, count: number) {
  const seen = new Set<number>();
  let most = 0;
  const { last } = await page.evaluate(heldNow);
  const look = async () => {
    const held = await page.evaluate(heldNow);
    for (const seq of await page.evaluate(seqsNow)) seen.add(seq);
    most = Math.max(most, held.entries);
    return held;
  };
  await page.locator('lulu-timeline article').last().hover();
  while (seen.size < count) {
    await page.mouse.wheel(0, -wheel);
    const { first } = await look();
    if (first <= 1) break;
  }
  for (;;) {
    await page.mouse.wheel(0, wheel);
    if ((await look()).last >= last) break;
  }
  return { scrolled: seen.size, most };
}

/** Runs in the page. */
function seqsNow(): number[] {
  const detail = document
    .querySelector('lulu-app')
    ?.shadowRoot?.querySelector('lulu-session-detail');
  const timeline = detail?.shadowRoot?.querySelector('lulu-timeline');
  return [...(timeline?.shadowRoot?.querySelectorAll('article') ?? [])].map((entry) =>
    Number(entry.getAttribute('data-seq')),
  );
}
