/** Screens that pass by: what is open for a moment, what is under way, what has gone. */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { until } from '../helpers/until.ts';
import { opened } from './believable.ts';
import type { Lulu } from './lulu.ts';

type Shot = (name: string, page: Page) => Promise<void>;

const pictured = 'Make the list as calm as in the picture';

/** A session whose follow-up brings an image; `image` is a PNG's bytes. */
export async function sendImage(lulu: Lulu, image: Buffer): Promise<void> {
  const LULU_DEMO_SCRIPT = join(lulu.folder, 'pictured.json');
  writeFileSync(LULU_DEMO_SCRIPT, JSON.stringify([{ say: 'I look at what makes it loud.' }]));
  const { row } = await lulu.request('sessions.create', {
    ...{ repo: join(lulu.folder, 'shop'), name: pictured, agent: 'demo' },
    ...{ prompt: 'The list of sessions is loud. Find out why.', env: { LULU_DEMO_SCRIPT } },
  });
  const ended = (runs: number): Promise<void> =>
    until('it has ended', async () => {
      const { row: now } = await lulu.request('sessions.show', { id: row.id });
      return now.status === 'Completed' && now.resumeCount === runs;
    });
  await ended(0);
  const data = image.toString('base64');
  const kept = await lulu.request('images.keep', { id: row.id, mediaType: 'image/png', data });
  const prompt = `This is what I mean: one line of what it is, one of how it stands.\n[image ${kept.name}]`;
  await lulu.request('sessions.resume', { id: row.id, prompt });
  await ended(1);
}

async function open(page: Page, name: string): Promise<void> {
  await page.locator('lulu-session-row', { hasText: name }).dblclick();
  await page.locator('lulu-session-detail').getByRole('heading', { name }).waitFor();
  await page.locator('lulu-session-detail article').last().waitFor();
}

/** The menus of the list's order and of an entry, and an image on its way and in a prompt. */
export async function passing(page: Page, shot: Shot): Promise<void> {
  await page.locator('lulu-session-row').first().waitFor();
  await page.getByRole('button', { name: 'Order:' }).click();
  await page.getByRole('menuitemradio').first().waitFor();
  await shot('order-menu', page);
  await page.keyboard.press('Escape');
  await open(page, pictured);
  await page.locator('.images.sent img').waitFor();
  await page.locator('input[type=file]').setInputFiles({
    ...{ name: 'list.png', mimeType: 'image/png' },
    buffer: await page.locator('lulu-session-detail').screenshot(),
  });
  await page.locator('lulu-composer img').waitFor();
  await page.locator('article[data-kind=status]').last().hover();
  await shot('images', page);
}

/** An interrupt in hand: the engine would be done with it at once, so what it says is changed on the way. */
export async function interrupting(
  browser: Browser,
  url: string,
  look: BrowserContextOptions,
  shot: Shot,
): Promise<void> {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  const row = new RegExp(`("name":"${opened}".*?"interrupting":)false`, 'gu');
  await page.routeWebSocket(/\/ws/u, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      socket.send(String(message).replaceAll(row, '$1true'));
    });
  });
  await page.goto(url);
  await open(page, opened);
  await page.locator('lulu-session-detail').getByText('Interrupting…').first().waitFor();
  await page.locator('lulu-approval-card').waitFor();
  await shot('interrupting', page);
  await context.close();
}

/** What a window says where a browser says that its connection is lost; the engine has gone already. */
export async function gone(page: Page, shot: Shot): Promise<void> {
  await page.locator('lulu-app').evaluate((element) => {
    const app = element as HTMLElement & { platform: object };
    const window = { close: () => undefined, onCloseRequest: () => () => undefined };
    app.platform = { ...app.platform, window };
  });
  await page.getByRole('button', { name: 'Close the window' }).waitFor();
  await shot('gone', page);
}
