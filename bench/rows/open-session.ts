import type { Bench } from '../bench.ts';
import { inBrowser, openAtTailMs, openLulu } from '../browser.ts';
import { withEngine } from '../engine/engine-process.ts';
import { alternate, median, timed } from '../statistics.ts';
import { idOf, keptDatabase } from '../data/kept-database.ts';

const small = 1000;

export const openSession: Bench = {
  name: 'open',
  about:
    'a large session opened at its tail, engine and browser together; floor: one of 1,000 events',
  run: async ({ events, rounds }) => {
    const dataDir = await keptDatabase(`open-${events}`, {
      ...{ sessions: [events, small], textLength: 700, indexed: true },
    });
    return await withEngine(dataDir, dataDir, async (engine) => {
      const page = (number: number) => (): Promise<number> =>
        timed(() => engine.request('events.page', { id: idOf('5e551000', number), limit: 100 }));
      const pages = await alternate(rounds * 4, page(2), page(1));
      const opened = await inBrowser(async (context) => {
        const lulu = await openLulu(context, engine.url);
        await openAtTailMs(lulu, 'Session 2', small);
        return await alternate(
          rounds * 4,
          () => openAtTailMs(lulu, 'Session 2', small),
          () => openAtTailMs(lulu, 'Session 1', events),
        );
      });
      return [
        {
          ...{ what: 'click → tail drawn', unit: 'ms' },
          ...{ lulu: median(opened.lulu), floor: median(opened.floor) },
          budget: { most: 150, mostRatio: 1.2 },
        },
        {
          ...{ what: 'of it a page of 100 from the engine', unit: 'ms' },
          ...{ lulu: median(pages.lulu), floor: median(pages.floor) },
        },
      ];
    });
  },
};
