import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { SessionView } from '../../src/contract/rows.ts';
import { row } from '../../tests/helpers/rows.ts';
import type { Bench } from '../bench.ts';
import { inBrowser, openLulu } from '../browser.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { systemClock } from '../../src/hosts/clock.ts';
import { Publisher } from '../../src/hosts/publisher.ts';
import { startStandIn, type StandIn } from '../pages/stand-in.ts';
import { alternate, median, quantile } from '../statistics.ts';

const count = 1000;
/** How often each row changes a second, in turns; the page is told by the publisher that hosts have. */
const rate = 10;
const turnsPerSecond = 60;
const measuredMs = 4000;

export const changingRows: Bench = {
  name: 'changing-rows',
  about: '1,000 rows, each changing ten times a second; floor: the same rows at rest',
  run: async ({ rounds }) => {
    const rows = Array.from({ length: count }, (_, number) => row(number));
    const engine = await startStandIn(rows);
    try {
      return await inBrowser(async (context) => {
        const page = await openLulu(context, engine.url);
        const browser = context.browser();
        if (browser === null) throw new Error('the browser has gone');
        const found = await alternate(
          rounds,
          () => measure(browser, page),
          () => whileChanging(engine, rows, () => measure(browser, page)),
        );
        const middle = (one: (measured: Measured) => number) => ({
          lulu: median(found.lulu.map(one)),
          floor: median(found.floor.map(one)),
        });
        return [
          {
            ...{ what: 'frame, p95', unit: 'ms', ...middle(({ frameMs }) => frameMs) },
            budget: { most: 20 },
          },
          {
            ...{ what: 'CPU of the page', unit: '% of a core', ...middle(({ cpu }) => cpu) },
            budget: { most: 20 },
          },
          {
            what: 'longest task',
            unit: 'ms',
            lulu: Math.max(...found.lulu.map(({ longestMs }) => longestMs)),
            budget: { most: 50 },
          },
        ];
      });
    } finally {
      await engine.close();
    }
  },
};

/** Every row changes its status, its age and what explains it, spread evenly over the frames. */
async function whileChanging<T>(
  engine: StandIn,
  rows: readonly SessionView[],
  work: () => Promise<T>,
): Promise<T> {
  const each = Math.ceil((rows.length * rate) / turnsPerSecond);
  const listeners = new Set<Parameters<Engine['subscribe']>[0]>();
  const publisher = new Publisher(
    {
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    systemClock,
  );
  publisher.add({ push: engine.push, ready: () => true });
  let turn = 0;
  const timer = setInterval(() => {
    const from = (turn * each) % rows.length;
    turn += 1;
    for (const one of rows.slice(from, from + each)) {
      for (const tell of listeners) tell({ type: 'session', view: changed(one, turn), events: [] });
    }
  }, 1000 / turnsPerSecond);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    publisher.close();
  }
}

function changed(one: SessionView, turn: number): SessionView {
  const waits = turn % 2 === 0;
  const lastActivityAt = new Date().toISOString();
  const note = `Waiting for the API: try ${String(turn)}`;
  return { ...one, lastActivityAt, lastSeq: turn, note: waits ? note : null };
}

interface Measured {
  /** p95. */
  readonly frameMs: number;
  /** Of one core, in %, of all the page's own processes. */
  readonly cpu: number;
  /** Tasks of 50 ms and less are not told by a browser: 0. */
  readonly longestMs: number;
}

/** CPU first and frames then: who counts frames makes the page draw them, which costs by itself. */
async function measure(browser: Browser, page: Page): Promise<Measured> {
  const before = await rendererSeconds(browser);
  const from = performance.now();
  await delay(measuredMs);
  const seconds = (performance.now() - from) / 1000;
  const cpu = (100 * ((await rendererSeconds(browser)) - before)) / seconds;
  const { frames, longestMs } = await page.evaluate(watch, measuredMs);
  return { frameMs: quantile(frames, 0.95), cpu, longestMs };
}

async function rendererSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo
    .filter(({ type }) => type === 'renderer')
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Runs in the page: each frame's length, and the longest task that held up the page. */
function watch(ms: number): Promise<{ frames: number[]; longestMs: number }> {
  let longestMs = 0;
  const tasks = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
  });
  tasks.observe({ type: 'longtask' });
  const frames: number[] = [];
  const end = performance.now() + ms;
  let before = performance.now();
  return new Promise((resolve) => {
    const look = (now: number): void => {
      frames.push(now - before);
      before = now;
      if (now < end) requestAnimationFrame(look);
      else {
        tasks.disconnect();
        resolve({ frames: frames.slice(1), longestMs });
      }
    };
    requestAnimationFrame(look);
  });
}
