import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startLulu as runCommand } from '../helpers/lulu-command.ts';
import { until } from '../helpers/until.ts';
import { hostNames } from './lulu.ts';
import { openPage, sharedChromium, startLulu, startSession, type User } from './story.ts';

const browser = sharedChromium();

const five = [
  ['Finish', [{ write: { path: 'a.txt', content: 'a\n' } }, { say: 'Done.' }]],
  ['Give up', [{ result: { error: 'I give up' } }]],
  ['Crash', [{ say: 'Going down.' }, { crash: { signal: 'SIGKILL' } }]],
  ['Ask', [{ ask: { tool: 'Bash', input: { command: 'npm test' } } }]],
  ['Run longest', [{ repeat: { count: 20, everyMs: 50, steps: [{ say: 'Message {n}' }] } }]],
] as const;

describe.each(hostNames)('through the %s host', (host) => {
  test('five at once: each row says how it stands, and no row ever changes its place', async () => {
    const { lulu, repo } = await startLulu({ host });
    const user = await openPage(browser(), lulu.url);
    await user.button('New session').first().waitFor();
    const orders = await recordOrders(user.page);

    for (const [name, steps] of five) {
      const prompt = `demo: ${JSON.stringify(steps)}`;
      const args = ['--detach', '--agent', 'demo', '--repo', repo, '--name', name];
      const command = runCommand(lulu.place, 'run', ...args, '--prompt', prompt);
      expect(await command.done).toMatchObject({ code: 0 });
    }

    await user.expectStatus('Finish', 'Completed');
    await user.expectStatus('Give up', 'Failed');
    await user.expectStatus('Crash', 'Failed');
    await user.expectStatus('Ask', 'Waiting');
    await user.expectStatus('Run longest', 'Completed');
    const says = (name: string): Promise<string> =>
      user.row(name).locator('[part=detail]').innerText();
    await expect.poll(() => says('Give up')).toBe('I give up');
    await expect.poll(() => says('Crash')).toContain('SIGKILL');
    await expect.poll(() => says('Ask')).toBe('Run `npm test`?');
    await expect.poll(() => says('Finish')).toBe('shop · main');
    await user.shoot(`five-${host}`);

    const final = ['Run longest', 'Ask', 'Crash', 'Give up', 'Finish'];
    await user.expectOrder(final);
    for (const order of await orders())
      expect(final.slice(final.length - order.length)).toEqual(order);
  });

  test('two pages show the same, and what is done in one is seen in the other', async () => {
    const { lulu, repo } = await startLulu({ host });
    await startSession(lulu, repo, 'Ask', [{ ask: { tool: 'Bash', input: { command: 'ls' } } }]);
    const here = await openPage(browser(), lulu.url);
    const there = await openPage(browser(), await lulu.oneMore());
    for (const user of [here, there]) {
      await user.expectStatus('Ask', 'Waiting');
      await user.open('Ask');
    }
    const [, , composer] = await placesOf(there);
    await here.button('Approve').click();
    for (const user of [here, there]) await user.expectStatus('Ask', 'Completed');
    await there.button('Approve').waitFor({ state: 'detached' });
    expect((await placesOf(there))[2]).toEqual(composer);

    await there.choose('Ask', 'Rename…');
    await there.page.getByRole('textbox', { name: 'Name', exact: true }).fill('Answered');
    await there.button('Rename').click();
    await here.row('Answered').waitFor();
    await here.detail.getByRole('heading', { name: 'Answered' }).waitFor();
  });

  test('what becomes of a session while it is read moves nothing on its page', async () => {
    const { lulu, repo } = await startLulu({ host });
    const id = await startSession(lulu, repo, 'Give up', [
      { say: 'Working.' },
      { await: 'go' },
      { result: { error: 'The build cannot be mended without a newer compiler' } },
    ]);
    const user = await openPage(browser(), lulu.url);
    await user.open('Give up');
    await user.entries('message').getByText('Working.').waitFor();
    await user.expectStatus('Give up', 'Running');
    const before = await placesOf(user);

    const { worktree } = (await lulu.request('sessions.show', { id })).row;
    await writeFile(join(worktree, 'go'), '');
    await user.expectStatus('Give up', 'Failed');
    await user.detail.locator('.trouble > p').getByText('newer compiler').waitFor();
    expect(await placesOf(user)).toEqual(before);
  });

  test('a page that is loaded again comes back as it was', async () => {
    const { lulu, repo } = await startLulu({ host });
    await startSession(lulu, repo, 'First', [{ say: 'One.' }]);
    await startSession(lulu, repo, 'Second', [{ say: 'Two.' }, { hang: true }]);
    const user = await openPage(browser(), lulu.url);
    await user.expectStatus('First', 'Completed');
    await user.open('Second');
    await user.entries('message').getByText('Two.').waitFor();
    const before = await user.order();

    await user.page.reload();
    await user.entries('message').getByText('Two.').waitFor();
    await user.expectOrder(before);
    await user.expectStatus('Second', 'Running');
    await expect.poll(() => user.page.evaluate(() => location.hash)).toBe('');
  });
});

/** Where the parts of the open session stand: above its timeline, the timeline, and below it. */
async function placesOf({ detail }: User): Promise<(DOMRectInit | null)[]> {
  const parts = ['lulu-detail-header', 'lulu-timeline', 'lulu-composer'];
  return await Promise.all(parts.map((part) => detail.locator(part).boundingBox()));
}

/** Looks once a frame from now on; the names of all rows from top to bottom, each different order once. */
async function recordOrders(page: Page): Promise<() => Promise<string[][]>> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seenOrders: seen });
    const find = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        ...(element.localName === 'lulu-session-row' ? [element] : []),
        ...(element.shadowRoot === null ? [] : find(element.shadowRoot)),
      ]);
    const look = (): void => {
      const rows = find(document).map((row) => ({
        name: row.shadowRoot?.querySelector('[part=name]')?.textContent ?? '',
        top: row.getBoundingClientRect().top,
      }));
      seen.add(JSON.stringify(rows.sort((a, b) => a.top - b.top).map(({ name }) => name)));
      requestAnimationFrame(look);
    };
    look();
  });
  return async () => {
    let seen: string[] = [];
    await until('orders were seen', async () => {
      seen = await page.evaluate(() => [
        ...(globalThis as unknown as { seenOrders: Set<string> }).seenOrders,
      ]);
      return seen.length > 1;
    });
    return seen.map((order) => JSON.parse(order) as string[]);
  };
}
