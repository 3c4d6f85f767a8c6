/** A page that notices what must never happen on it, whatever the story. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const screenshots = join(import.meta.dirname, '..', '..', 'artifacts', 'screenshots');

/** How much of the page may shift by itself at one moment after the first paint (a layout shift score). */
const shiftLimit = 0.02;
/** Shifts closer to each other than this are one moment, as in Cumulative Layout Shift (web.dev/cls). */
const momentMs = 1000;

/** What a browser says about itself when nobody answers: only a story that stops the engine may hear it. */
const lostConnection =
  /ERR_CONNECTION_REFUSED|WebSocket connection to|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/u;

export interface WatchOptions extends BrowserContextOptions {
  /** The engine goes away during the story. */
  readonly engineLeaves?: boolean;
  /** So much is said that the timeline runs: what follows a tail moves, and that is what is wanted. */
  readonly timelineRuns?: boolean;
}

/** Shifts that follow each other at once. */
interface Moment {
  /** When the last of them was, in ms of the page's life. */
  readonly at: number;
  readonly value: number;
  readonly text: string;
}

export interface WatchedPage {
  readonly page: Page;
  /** What went wrong so far, a sentence each. */
  faults(): readonly string[];
  /** A picture for people, in artifacts/screenshots. */
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens `url` in a context of its own. */
export async function watchPage(
  browser: Browser,
  url: string,
  { engineLeaves = false, timelineRuns = false, ...options }: WatchOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const moments: Moment[] = [];

  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    if (engineLeaves && lostConnection.test(message.text())) return;
    faults.push(`console error: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`page error: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:') return;
    if (hostname !== '127.0.0.1') faults.push(`a request left this machine: ${request.url()}`);
  });
  await page.exposeFunction('noteShift', (at: number, value: number, what: string) => {
    const latest = moments.at(-1);
    const text = `${value.toFixed(4)} ${what}`;
    if (latest === undefined || at < latest.at || at - latest.at > momentMs) {
      moments.push({ at, value, text });
    } else {
      moments.splice(-1, 1, { at, value: latest.value + value, text: `${latest.text}; ${text}` });
    }
  });
  await page.addInitScript(observeShifts);
  await page.goto(url);

  return {
    page,
    faults: () => [
      ...faults,
      ...moments
        .filter(({ value }) => value > shiftLimit && !timelineRuns)
        .map(({ value, text }) => `the page shifted by ${value.toFixed(4)}: ${text}`),
    ],
    shoot: async (name) => {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
    },
    close: () => context.close(),
  };
}

/** Runs in the page, before anything else does. */
function observeShifts(): void {
  interface Shift extends PerformanceEntry {
    readonly value: number;
    readonly hadRecentInput: boolean;
    readonly sources: readonly {
      readonly previousRect: DOMRectReadOnly;
      readonly currentRect: DOMRectReadOnly;
    }[];
  }
  const { noteShift } = globalThis as unknown as {
    noteShift: (at: number, value: number, what: string) => void;
  };
  const rectOf = ({ x, y, width, height }: DOMRectReadOnly): string =>
    [x, y, width, height].map(Math.round).join(' ');
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      if (entry.hadRecentInput) continue;
      const moves = entry.sources.map(
        (from) => `${rectOf(from.previousRect)} to ${rectOf(from.currentRect)}`,
      );
      noteShift(entry.startTime, entry.value, moves.join(', '));
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
