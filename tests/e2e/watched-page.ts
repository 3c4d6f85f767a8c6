/** A page that notices what must never happen on it, whatever the story. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const screenshots = join(import.meta.dirname, '..', '..', 'artifacts', 'screenshots');

/** How much of the page may shift by itself after the first paint, summed (a layout shift score). */
const shiftLimit = 0.02;

/** What a browser says about itself when nobody answers: only a story that stops the engine may hear it. */
const lostConnection =
  /ERR_CONNECTION_REFUSED|WebSocket connection to|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/u;

export interface WatchOptions extends BrowserContextOptions {
  /** The engine goes away during the story. */
  readonly engineLeaves?: boolean;
  /** So much is said that the timeline runs: what follows a tail moves, and that is what is wanted. */
  readonly timelineRuns?: boolean;
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
  let shifted = 0;
  const shifts: string[] = [];

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
  await page.exposeFunction('noteShift', (value: number, what: string) => {
    shifted += value;
    shifts.push(`${value.toFixed(4)} ${what}`);
  });
  await page.addInitScript(observeShifts);
  await page.goto(url);

  return {
    page,
    faults: () => [
      ...faults,
      ...(shifted > shiftLimit && !timelineRuns
        ? [`the page shifted by ${shifted}: ${shifts.join('; ')}`]
        : []),
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
    noteShift: (value: number, what: string) => void;
  };
  const rectOf = ({ x, y, width, height }: DOMRectReadOnly): string =>
    [x, y, width, height].map(Math.round).join(' ');
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      if (entry.hadRecentInput) continue;
      const moves = entry.sources.map(
        (from) => `${rectOf(from.previousRect)} to ${rectOf(from.currentRect)}`,
      );
      noteShift(entry.value, moves.join(', '));
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
