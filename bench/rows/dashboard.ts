import type { BrowserContext } from 'playwright-core';
import type { Bench } from '../bench.ts';
import { firstRowsMs, inBrowser } from '../browser.ts';
import { keptDatabase } from '../data/kept-database.ts';
import { startEngineProcess, withEngine } from '../engine/engine-process.ts';
import { alternate, median } from '../statistics.ts';

const few = 10;

export const dashboard: Bench = {
  name: 'dashboard',
  about: 'the first dashboard with many sessions and their events behind it; floor: 10 sessions',
  run: async ({ sessions, behind, rounds }) => {
    const small = await keptDatabase('dashboard-10', {
      ...{ sessions: Array.from({ length: few }, () => 100), textLength: 200, indexed: false },
    });
    const each = Math.floor(behind / sessions);
    const large = await keptDatabase(`dashboard-${sessions}-${behind}`, {
      ...{ sessions: Array.from({ length: sessions }, () => each), textLength: 200 },
      indexed: false,
    });
    const starts = await alternate(
      rounds,
      () => readyMs(small),
      () => readyMs(large),
    );
    const pages = await inBrowser((context) => drawBoth(context, small, large, rounds));
    return [
      {
        ...{ what: 'page opened → rows drawn', unit: 'ms' },
        ...{ lulu: median(pages.lulu), floor: median(pages.floor) },
        budget: { mostRatio: 1.5 },
      },
      {
        ...{ what: 'engine started → list answered', unit: 'ms' },
        ...{ lulu: median(starts.lulu), floor: median(starts.floor) },
        budget: { mostRatio: 1.5 },
      },
    ];
  },
};

async function readyMs(dataDir: string): Promise<number> {
  const engine = await startEngineProcess(dataDir);
  await engine.end(dataDir);
  return engine.readyMs;
}

async function drawBoth(context: BrowserContext, small: string, large: string, rounds: number) {
  return await withEngine(small, small, (few) =>
    withEngine(large, large, async (many) => {
      await firstRowsMs(context, few.url);
      await firstRowsMs(context, many.url);
      return await alternate(
        rounds * 2,
        () => firstRowsMs(context, few.url),
        () => firstRowsMs(context, many.url),
      );
    }),
  );
}
