/** Screens that are seen now and then: pages, what an agent may ask, and what may be wrong with Lulu. */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Health } from '../../src/contract/requests.ts';
import { until } from '../helpers/until.ts';
import { opened } from './believable.ts';
import type { Lulu } from './lulu.ts';

type Shot = (name: string, page: Page) => Promise<void>;

const asks: Readonly<Record<string, readonly object[]>> = {
  'Choose how to store sessions': [
    { say: 'There are two ways, and they differ in what they cost later.' },
    {
      question: {
        header: 'Storage',
        question: 'Where should sessions be stored?',
        options: ['In Postgres, beside the orders', 'In Redis', 'In signed cookies'],
        multiSelect: false,
      },
    },
  ],
  'Plan the move to Vite 8': [
    {
      plan: '## What I would do\n\n1. Move `vite.config.js` to the new plugin order.\n2. Drop the two shims that Vite 8 makes needless.\n3. Run the build and compare the **size of the bundles**.\n\nNothing else changes.',
    },
  ],
  'Tidy the release script': [
    { say: 'The script tags before it tests. I turn that around.' },
    { bash: { command: 'npm run release -- --dry-run', description: 'Try the release' } },
  ],
};

/** Sessions that ask, one of each kind; the last of them has a follow-up in its queue. */
export async function askEverything(lulu: Lulu): Promise<void> {
  for (const [name, steps] of Object.entries(asks)) {
    const LULU_DEMO_SCRIPT = join(lulu.folder, `${name}.json`);
    writeFileSync(LULU_DEMO_SCRIPT, JSON.stringify(steps));
    const params = { repo: join(lulu.folder, 'shop'), name, agent: 'demo' } as const;
    const prompt = `${name}. Ask me before you decide anything.`;
    const { row } = await lulu.request('sessions.create', {
      ...params,
      ...{ prompt, env: { LULU_DEMO_SCRIPT } },
    });
    await until(`${name} asks`, async () => {
      return (await lulu.request('sessions.show', { id: row.id })).row.status === 'Waiting';
    });
    const follow = 'Then write down in CHANGELOG.md what has changed for those who use the shop.';
    if (name.startsWith('Tidy'))
      await lulu.request('sessions.send', { id: row.id, prompt: follow });
  }
}

async function open(page: Page, name: string): Promise<void> {
  await page.locator('lulu-session-row', { hasText: name }).dblclick();
  await page.locator('lulu-session-detail').getByRole('heading', { name }).waitFor();
  await page.locator('lulu-session-detail article').last().waitFor();
}

/** Each way an agent may ask, and what is shown while a session is found in, or interrupted. */
export async function asking(page: Page, shot: Shot): Promise<void> {
  await open(page, 'Choose how');
  await page.locator('lulu-question-card').getByText('In Redis').click();
  await shot('question', page);
  await page.keyboard.press('Escape');
  await open(page, 'Plan the move');
  await page.getByRole('button', { name: 'Approve and accept edits' }).waitFor();
  await shot('plan', page);
  await page.keyboard.press('Escape');
  await open(page, 'Tidy the release');
  await page.locator('lulu-approval-card').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('list', { name: 'Queued' }).waitFor();
  await shot('approval-edited', page);
  await page.getByRole('button', { name: 'Interrupt session' }).click();
  await page.getByRole('alertdialog', { name: 'Interrupt session?' }).waitFor();
  await shot('interrupt', page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await open(page, opened);
  await page.keyboard.press('Control+f');
  await page.locator('lulu-find-bar input').fill('login');
  await page.locator('lulu-find-bar output').filter({ hasText: /\d/u }).waitFor();
  await shot('find', page);
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** The pages beside the list, and the search across all sessions. */
export async function pages(page: Page, shot: Shot): Promise<void> {
  await page.locator('lulu-session-row').first().waitFor();
  for (const [item, heading] of [
    ['Settings', 'Settings'],
    ['Trash', 'Trash'],
    ['Check-up', 'Check-up'],
  ] as const) {
    await choose(page, item);
    await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    if (item === 'Check-up') await page.getByRole('heading', { name: 'In order' }).waitFor();
    if (item === 'Trash') await page.getByText('on disk').first().waitFor();
    await shot(item.toLowerCase(), page);
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
  await shot('shortcuts', page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('login');
  await page.keyboard.press('Enter');
  await page.locator('lulu-search-pane mark').first().waitFor();
  await shot('search', page);
}

const troubles: Readonly<Record<string, Health>> = {
  'disk-full': {
    ok: false,
    kind: 'full',
    problem:
      '/home/ada/.local/share/lulu/lulu.sqlite cannot grow: the disk is full. Free some space; Lulu goes on by itself. (database or disk is full)',
  },
  'read-only': {
    ok: false,
    kind: 'unwritable',
    problem:
      '/home/ada/.local/share/lulu/lulu.sqlite cannot be written. Check the permissions of the file and of its folder. (attempt to write a readonly database)',
  },
};

/** What Lulu says when it cannot keep events: the engine is well, so its greeting is changed on the way. */
export async function troubled(
  browser: Browser,
  url: string,
  look: BrowserContextOptions,
  shot: Shot,
): Promise<void> {
  for (const [name, health] of Object.entries(troubles)) {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await page.routeWebSocket(/\/ws/u, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const well = '"health":{"ok":true,"problem":null}';
        socket.send(String(message).replace(well, `"health":${JSON.stringify(health)}`));
      });
    });
    await page.goto(url);
    await page.locator('lulu-notice-bar').getByRole('alert').waitFor();
    await page.locator('lulu-session-row').first().waitFor();
    await shot(name, page);
    await context.close();
  }
}
