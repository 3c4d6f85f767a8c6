/** Everything an agent can ask, answered without a mouse. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { hostNames, type Lulu } from './lulu.ts';
import { openPage, sharedChromium, startLulu, startSession, type User } from './story.ts';

const browser = sharedChromium();

const database = {
  question: 'Which database?',
  header: 'Database',
  options: [
    { label: 'SQLite', description: 'One file' },
    { label: 'PostgreSQL', description: 'A server' },
  ],
};
const checks = {
  ...{ question: 'Which checks?', header: 'Checks', multiSelect: true },
  options: [{ label: 'Lint' }, { label: 'Types' }, { label: 'Tests' }],
};

describe.each(hostNames)('by keyboard alone, through the %s host,', (host) => {
  test('commands are approved, denied, edited and allowed for good', async () => {
    const { lulu, repo } = await startLulu({ host });
    const id = await startSession(lulu, repo, 'Commands', [
      { bash: 'touch approved' },
      { bash: 'touch denied' },
      { bash: 'touch asked' },
      { bash: 'echo once' },
      { bash: 'echo twice' },
    ]);
    const user = await openPage(browser(), lulu.url);
    await openByKey(user, 'Commands');

    await asked(user, 'touch approved');
    await user.expectAccessible();
    await press(user, 'Approve');

    await asked(user, 'touch denied');
    await user.focusByKey('Message to the agent with a denial');
    await user.page.keyboard.type('Not here, please.');
    await press(user, 'Deny');

    await asked(user, 'touch asked');
    await press(user, 'Edit');
    await user.page.keyboard.press('Control+A');
    await user.page.keyboard.type('touch edited');
    await user.expectAccessible();
    await press(user, 'Approve as edited');

    await asked(user, 'echo once');
    await press(user, 'Always allow…');
    await user.page.getByRole('menuitem').first().waitFor();
    await user.expectAccessible();
    await user.page.keyboard.press('Enter');
    await asked(user, 'echo twice');
    await user.shoot(`answering-command-${host}`);
    await press(user, 'Approve');

    await user.expectStatus('Commands', 'Completed');
    const worktree = await worktreeOf(lulu, id);
    const made = ['approved', 'denied', 'asked', 'edited'];
    expect(made.filter((name) => existsSync(join(worktree, name)))).toEqual(['approved', 'edited']);
    await user.entries('approval').getByText('Not here, please.').waitFor();
    expect((await lulu.request('rules.list', {})).rules).toMatchObject([
      { pattern: 'echo once', match: 'exact', behavior: 'allow' },
    ]);
  });

  test('questions are answered with one option, with several, and in own words', async () => {
    const { lulu, repo } = await startLulu({ host });
    await startSession(lulu, repo, 'Questions', [
      { question: database },
      { question: checks },
      { question: { ...database, question: 'And for the tests?' } },
      { question: { ...database, question: 'Are you sure?' } },
    ]);
    const user = await openPage(browser(), lulu.url);
    await openByKey(user, 'Questions');
    const { keyboard } = user.page;

    await question(user, 'Which database?');
    await user.expectAccessible();
    await tabTo(user, /^SQLite/u);
    await keyboard.press('ArrowDown');
    await press(user, 'Answer');

    await question(user, 'Which checks?');
    await tabTo(user, /^Lint/u);
    await keyboard.press('Space');
    await tabTo(user, /^Tests/u);
    await keyboard.press('Space');
    await tabTo(user, /^Other/u);
    await keyboard.press('Space');
    await keyboard.type('Spelling');
    await user.expectAccessible();
    await user.shoot(`answering-question-${host}`);
    await press(user, 'Answer');

    await question(user, 'And for the tests?');
    await tabTo(user, /^SQLite/u);
    await keyboard.press('ArrowUp');
    await keyboard.type('A flat file');
    await press(user, 'Answer');

    await question(user, 'Are you sure?');
    await user.focusByKey('Reply in your own words');
    await keyboard.type('Ask me tomorrow.');
    await keyboard.press('Enter');

    await user.expectStatus('Questions', 'Completed');
    const answers = ['PostgreSQL', 'Lint, Tests, Spelling', 'A flat file', 'Ask me tomorrow.'];
    for (const answer of answers)
      await user.entries('question').getByText(answer, { exact: true }).waitFor();
  });

  test('a plan is sent back with a comment, and the next one is carried out', async () => {
    const { lulu, repo } = await startLulu({ host });
    const id = await startSession(
      ...([lulu, repo, 'Plans'] as const),
      [
        { plan: '# First\n\n1. Write **nothing**' },
        { plan: '# Second\n\n1. Write a file' },
        { write: { path: 'planned.txt', content: 'planned\n' } },
      ],
      { permissionMode: 'plan' },
    );
    const user = await openPage(browser(), lulu.url);
    await openByKey(user, 'Plans');

    await user.detail.getByRole('heading', { name: 'First' }).first().waitFor();
    await user.expectAccessible();
    await user.focusByKey('What should be different?');
    await user.page.keyboard.type('Write something.');
    await press(user, 'Send back');

    await user.detail.getByRole('heading', { name: 'Second' }).first().waitFor();
    await user.shoot(`answering-plan-${host}`);
    await press(user, 'Approve and accept edits');

    await user.expectStatus('Plans', 'Completed');
    await user.entries('approval').getByText('Write something.').first().waitFor();
    const written = join(await worktreeOf(lulu, id), 'planned.txt');
    expect(readFileSync(written, 'utf8')).toBe('planned\n');
  });
});

/** Down the list to the session, and into it. */
async function openByKey(user: User, name: string): Promise<void> {
  await user.expectStatus(name, 'Waiting');
  await tabTo(user, new RegExp(name, 'u'));
  await user.page.keyboard.press('Enter');
  await user.detail.getByRole('heading', { name }).first().waitFor();
}

/** Waits until `command` is what is asked. */
async function asked(user: User, command: string): Promise<void> {
  const card = user.detail.locator('lulu-approval-card');
  await card.locator('pre').getByText(command, { exact: true }).waitFor();
}

async function question(user: User, text: string): Promise<void> {
  await user.detail.getByRole('group', { name: text }).waitFor();
}

async function press(user: User, button: string): Promise<void> {
  await user.focusByKey(button);
  await user.page.keyboard.press('Enter');
}

async function tabTo(user: User, label: RegExp): Promise<void> {
  await user.focusByKey(label);
}

async function worktreeOf(lulu: Lulu, id: SessionId): Promise<string> {
  return (await lulu.request('sessions.show', { id })).row.worktree;
}
