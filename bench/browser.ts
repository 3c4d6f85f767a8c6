/** Lulu's page in a real Chromium, and what happens in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { root } from '../scripts/runtime.mjs';
import { launchChromium } from '../tests/helpers/chromium.ts';

export const viewport = { width: 1280, height: 800 };

/**
 * Gives `work` a browser with one context; nothing of it is left afterwards.
 *
 * @throws {Error} the UI is not built: what is shown is what was built last.
 */
export async function inBrowser<T>(work: (context: BrowserContext) => Promise<T>): Promise<T> {
  if (!existsSync(join(root, 'resources', 'js', 'main.js'))) {
    throw new Error('The UI is not built: run `npm run build` first');
  }
  const browser = await launchChromium();
  try {
    return await work(await browser.newContext({ viewport }));
  } finally {
    await browser.close();
  }
}

/** Opens the page and resolves to it, its list being there. */
export async function openLulu(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('lulu-session-row').first().waitFor();
  return page;
}

/** From the navigation to the frame after the first rows were drawn, in ms. */
export async function firstRowsMs(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  try {
    await page.goto(url, { waitUntil: 'commit' });
    return await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const inside = (from: Element | null | undefined, tag: string) =>
        from?.shadowRoot?.querySelector(tag);
      for (;;) {
        await frame();
        const list = inside(
          inside(document.querySelector('lulu-app'), 'lulu-list-pane'),
          'lulu-session-list',
        );
        const row = inside(list, 'lulu-session-row');
        if (inside(row, '.row')?.textContent) break;
      }
      await frame();
      return performance.now();
    });
  } finally {
    await page.close();
  }
}

/** From the double click on a row to the frame after its log's tail was drawn, in ms. */
export async function openAtTailMs(page: Page, name: string, last: number): Promise<number> {
  const row = page.locator('lulu-session-row').filter({ hasText: name }).locator('.row').first();
  return await row.evaluate(async (button, tail) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const from = performance.now();
    button.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, composed: true }));
    const app = document.querySelector('lulu-app');
    for (;;) {
      await frame();
      const detail = app?.shadowRoot?.querySelector('lulu-session-detail');
      const root = detail?.shadowRoot?.querySelector('lulu-timeline')?.shadowRoot;
      const scroller = root?.querySelector('.scroller');
      const entry = root?.querySelector('.entries')?.lastElementChild;
      if (scroller === undefined || scroller === null) continue;
      const isTail = Number(entry?.getAttribute('data-seq')) > tail - 4;
      const gap = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      if (isTail && gap <= 1) break;
    }
    await frame();
    return performance.now() - from;
  }, last);
}
