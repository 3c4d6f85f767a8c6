import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../helpers/until.ts';
import { hostNames, type Lulu } from './lulu.ts';
import { openPage, sharedChromium, startLulu, startSession } from './story.ts';

const browser = sharedChromium();

describe.each(hostNames)('through the %s host', (host) => {
  test('a session is renamed, moved to the trash and taken back', async () => {
    const { lulu, repo } = await startLulu({ host });
    await startSession(lulu, repo, 'Keep me', [{ say: 'Done.' }]);
    const id = await startSession(lulu, repo, 'Draft', [
      { write: { path: 'work.txt', content: 'work\n' } },
    ]);
    await allCompleted(lulu);
    const user = await openPage(browser(), lulu.url);
    await user.expectStatus('Draft', 'Completed');
    await user.choose('Draft', 'Rename…');
    await user.page.getByRole('textbox', { name: 'Name', exact: true }).fill('Final');
    await user.button('Rename').click();
    await user.row('Final').waitFor();
    await user.row('Draft').waitFor({ state: 'detached' });

    const { row } = await lulu.request('sessions.show', { id });
    await user.choose('Final', 'Move to trash…');
    await user.shoot(`trash-question-${host}`);
    await user.button('Move to trash').click();
    await user.row('Final').waitFor({ state: 'detached' });
    expect(existsSync(row.worktree)).toBe(false);
    await user.row('Keep me').waitFor();
    await user.shoot(`undo-${host}`);

    await user.button('Undo').click();
    await user.expectStatus('Final', 'Completed');
    expect(existsSync(`${row.worktree}/work.txt`)).toBe(true);
    await user.expectOrder(['Final', 'Keep me']);
  });

  test('the filter finds by name, and says so when it finds nothing', async () => {
    const { lulu, repo } = await startLulu({ host });
    for (const name of ['Fix the login', 'Update the docs', 'Fix the cart']) {
      await startSession(lulu, repo, name, [{ say: 'Done.' }]);
    }
    await allCompleted(lulu);
    const user = await openPage(browser(), lulu.url);
    await user.expectStatus('Fix the login', 'Completed');
    await user.page.keyboard.press('/');
    await user.page.keyboard.type('fix');
    await user.row('Update the docs').waitFor({ state: 'detached' });
    await user.expectOrder(['Fix the cart', 'Fix the login']);
    await user.shoot(`filtered-${host}`);

    await user.page.keyboard.type(' nothing');
    await user.page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await user.button('Clear the filter').filter({ hasText: 'Clear' }).click();
    await user.row('Update the docs').waitFor();
    await user.expectOrder(['Fix the cart', 'Update the docs', 'Fix the login']);
  });

  test('the list goes by keyboard: arrows select, Enter opens, Escape goes back', async () => {
    const { lulu, repo } = await startLulu({ host });
    for (const name of ['One', 'Two', 'Three']) {
      await startSession(lulu, repo, name, [{ say: `${name} is done.` }]);
    }
    await allCompleted(lulu);
    const user = await openPage(browser(), lulu.url);
    await user.expectStatus('One', 'Completed');
    await user.row('Three').click();
    await user.page.keyboard.press('ArrowDown');
    await user.page.keyboard.press('Enter');
    await user.entries('message').getByText('Two is done.').waitFor();
    await user.page.keyboard.press('Escape');
    await user.row('Two').locator(':focus').waitFor();
    await user.page.keyboard.press('ArrowDown');
    await user.page.keyboard.press('Enter');
    await user.entries('message').getByText('One is done.').waitFor();
  });
});

/** The page ranks by activity when it opens: nothing is active then. */
async function allCompleted(lulu: Lulu): Promise<void> {
  await until('all have completed', async () => {
    const { rows } = await lulu.request('sessions.list', {});
    return rows.every(({ status }) => status === 'Completed');
  });
}
