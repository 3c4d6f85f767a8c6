/**
 * `npm run screenshots`: every screen, light and dark, at three widths, into artifacts/screens. With
 * `--docs` also the two that the README and the documentation show, into docs/screenshots.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../helpers/chromium.ts';
import { believableDay, opened } from './believable.ts';
import { until } from '../helpers/until.ts';
import { Lulu } from './lulu.ts';
import { gone, interrupting, passing, sendImage } from './passing-screens.ts';
import { asking, askEverything, pages, troubled } from './rarer-screens.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'artifacts', 'screens');
const documented = join(root, 'docs', 'screenshots');

const schemes = ['light', 'dark'] as const;
const sizes = [
  { width: 480, height: 800 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
] as const;

type Scheme = (typeof schemes)[number];
interface Size {
  readonly width: number;
  readonly height: number;
}
type Shot = (name: string, page: Page) => Promise<void>;

/** Opens a page for each scheme and size, and lets `show` take its pictures. */
async function eachLook(
  browser: Browser,
  url: string,
  show: (page: Page, shot: Shot) => Promise<void>,
  among: readonly Size[] = sizes,
): Promise<void> {
  for (const [colorScheme, viewport] of looks(among)) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(url);
    await show(page, (name) => shoot(page, name, colorScheme, viewport));
    await context.close();
  }
}

/** Each scheme at each size. */
function looks(among: readonly Size[] = sizes): (readonly [Scheme, Size])[] {
  return schemes.flatMap((scheme) => among.map((size) => [scheme, size] as const));
}

async function shoot(page: Page, name: string, scheme: Scheme, { width }: Size): Promise<void> {
  const path = join(folder, `${name}-${scheme}-${String(width)}.png`);
  await page.screenshot({ path, animations: 'disabled' });
}

async function empty(page: Page, shot: Shot): Promise<void> {
  await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
  await shot('empty', page);
  await page.keyboard.press('n');
  await page.getByRole('button', { name: 'Use the demo agent' }).waitFor();
  await shot('claude-missing', page);
}

async function open(page: Page, name: string): Promise<void> {
  await page.locator('lulu-session-row', { hasText: name }).dblclick();
  await page.locator('lulu-session-detail').getByRole('heading', { name }).waitFor();
  await page.locator('lulu-session-detail article').last().waitFor();
}

async function working(page: Page, shot: Shot): Promise<void> {
  await page.locator('lulu-session-row').first().waitFor();
  await shot('list', page);
  await page.locator('lulu-session-row', { hasText: opened }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename…' }).waitFor();
  await shot('menu', page);
  await page.keyboard.press('Escape');

  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'New session' });
  await dialog
    .getByLabel('Prompt')
    .fill('Let people pay by invoice. Ask before you add a package.');
  await dialog.getByText('Sell things').waitFor();
  await shot('dialog', page);
  await dialog.getByLabel('Base').fill('no-such-branch');
  await dialog.getByRole('button', { name: 'Start session' }).click();
  await dialog.locator('.error').first().waitFor();
  await shot('dialog-error', page);
  await page.keyboard.press('Escape');

  await open(page, 'Migrate the payment webhooks');
  await shot('error', page);
  await page.keyboard.press('Escape');
  await open(page, opened);
  await page.locator('lulu-approval-card').waitFor();
  await shot('detail', page);
}

async function documentedLooks(browser: Browser, url: string): Promise<void> {
  const size = { width: 1280, height: 800 };
  const show = async (page: Page, shot: Shot): Promise<void> => {
    await open(page, opened);
    await page.locator('lulu-approval-card').waitFor();
    await shot('list-and-detail', page);
  };
  await eachLook(browser, url, show, [size]);
  if (!process.argv.includes('--docs')) return;
  mkdirSync(documented, { recursive: true });
  for (const [scheme, name] of [
    ['light', 'list-and-detail.png'],
    ['dark', 'list-and-detail-dark.png'],
  ] as const) {
    copyFileSync(join(folder, `list-and-detail-${scheme}-1280.png`), join(documented, name));
  }
}

mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
const lulu = await Lulu.start();
try {
  await lulu.request('settings.set', { patch: { claudePath: '/opt/claude/bin/claude' } });
  await eachLook(browser, lulu.url, empty);
  await believableDay(lulu);
  await eachLook(browser, lulu.url, working);
  await documentedLooks(browser, lulu.url);
  for (const [colorScheme, viewport] of looks()) {
    const shot: Shot = (name, page) => shoot(page, name, colorScheme, viewport);
    const look = { colorScheme, viewport, reducedMotion: 'reduce' } as const;
    await troubled(browser, lulu.url, look, shot);
    await interrupting(browser, lulu.url, look, shot);
  }
  await eachLook(browser, lulu.url, async (page, shot) => {
    await open(page, opened);
    await lulu.killEngine();
    await page.locator('lulu-notice-bar').getByRole('alert').waitFor();
    await shot('lost', page);
    await gone(page, shot);
    await lulu.startEngine();
  });
  await lulu.request('settings.set', { patch: { liveAgents: 20 } });
  const { row } = await lulu.request('sessions.create', {
    ...{ repo: join(lulu.folder, 'docs'), name: 'Draft the newsletter', agent: 'demo' },
    prompt: 'demo: [{"write": {"path": "newsletter.md", "content": "# News\\n"}}]',
  });
  await until('it has ended', async () => {
    return (await lulu.request('sessions.show', { id: row.id })).row.status === 'Completed';
  });
  await lulu.request('sessions.delete', { id: row.id });
  await eachLook(browser, lulu.url, pages);
  const shop = await browser.newPage({ viewport: { width: 720, height: 450 } });
  await shop.goto(lulu.url);
  await shop.locator('lulu-session-row').first().waitFor();
  await sendImage(lulu, await shop.screenshot());
  await shop.close();
  await eachLook(browser, lulu.url, passing);
  await askEverything(lulu);
  await eachLook(browser, lulu.url, asking);
} finally {
  await lulu.close();
  await browser.close();
}
