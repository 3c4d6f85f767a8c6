import { describe, expect, test } from 'vitest';
import { hostNames } from './lulu.ts';
import { openPage, sharedChromium, startLulu } from './story.ts';

const browser = sharedChromium();

describe.each(hostNames)('through the %s host', (host) => {
  test('the first session: from an empty list to an answer given by keyboard', async () => {
    const { lulu, repo } = await startLulu({ host });
    await lulu.request('settings.set', { patch: { claudePath: '/nowhere/claude' } });
    const user = await openPage(browser(), lulu.url);
    const { page } = user;
    await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
    await user.shoot(`empty-${host}`);

    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New session' });
    await dialog.getByText('/nowhere/claude').waitFor();
    await user.shoot(`claude-missing-${host}`);
    await dialog.getByRole('button', { name: 'Use the demo agent' }).click();
    const agent = dialog.getByLabel('Agent').locator('option:checked');
    await expect.poll(() => agent.innerText()).toMatch(/Demo/u);

    await dialog.getByLabel('Repository').fill(`${repo}/no-such-folder`);
    await dialog.getByLabel('Prompt').fill('Say what this repository is for.');
    await dialog.getByRole('button', { name: 'Start session' }).click();
    const field = dialog.locator('.field', { has: page.getByLabel('Repository') });
    await field.locator('.error').waitFor();
    expect(await dialog.getByLabel('Repository').getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByLabel('Prompt').inputValue()).toBe('Say what this repository is for.');
    await user.shoot(`wrong-field-${host}`);

    await dialog.getByLabel('Repository').fill(repo);
    await dialog.getByText('Sell things').waitFor();
    await dialog.getByRole('button', { name: 'Start session' }).click();

    await user.expectStatus('Say what this repository is for.', 'Waiting');
    await user.entries('message').getByText('This is the Lulu demo agent.').waitFor();
    expect(await user.entries('message').locator('blockquote').first().innerText()).toBe(
      'Say what this repository is for.',
    );
    const thinking = user.entries('thinking').first().getByRole('button');
    expect(await thinking.getAttribute('aria-expanded')).toBe('false');
    await thinking.click();
    await expect.poll(() => thinking.getAttribute('aria-expanded')).toBe('true');
    await user.entries('tool').getByText('NOTES.md').waitFor();
    await user.detail.getByText('Run this command?').waitFor();
    await user.shoot(`approval-${host}`);

    await user.focusByKey('Approve');
    await page.keyboard.press('Enter');
    await user.expectStatus('Say what this repository is for.', 'Completed');
    await user.entries('tool').getByText('?? NOTES.md').waitFor();
    await user.shoot(`completed-${host}`);
  });
});
