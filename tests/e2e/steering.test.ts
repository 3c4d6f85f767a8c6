import { describe, expect, test } from 'vitest';
import { hostNames } from './lulu.ts';
import { openPage, sharedChromium, startLulu, startSession } from './story.ts';

const browser = sharedChromium();

describe.each(hostNames)('through the %s host', (host) => {
  test('an interrupt is asked about first, and touches one session alone', async () => {
    const { lulu, repo } = await startLulu({ host });
    for (const name of ['Left', 'Right']) {
      await startSession(lulu, repo, name, [{ say: 'At work.' }, { hang: true }]);
    }
    await startSession(lulu, repo, 'Deaf', [{ say: 'At work.' }, { hang: 'deaf' }]);
    const user = await openPage(browser(), lulu.url);
    for (const name of ['Left', 'Right', 'Deaf']) await user.expectStatus(name, 'Running');
    await user.open('Deaf');
    await user.entries('message').getByText('At work.').waitFor();
    const others = (): Promise<string[]> =>
      Promise.all(['Left', 'Right'].map((name) => user.row(name).innerText()));
    const ageless = async (): Promise<string[]> =>
      (await others()).map((text) => text.replace(/\b\d+[smh]\b/u, ''));
    const before = await ageless();

    await user.button('Interrupt session').click();
    const question = user.page.getByRole('alertdialog', { name: 'Interrupt session?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await user.expectStatus('Deaf', 'Running');

    await user.button('Interrupt session').click();
    await user.shoot(`interrupt-question-${host}`);
    await question.getByRole('button', { name: 'Interrupt' }).click();
    await user.expectStatus('Deaf', 'Interrupting…');
    await expect.poll(() => user.button('Interrupt session').isDisabled()).toBe(true);
    await expect.poll(() => user.detail.getByRole('textbox').isDisabled()).toBe(true);
    await user.shoot(`interrupting-${host}`);
    await user.open('Left');
    await expect.poll(() => user.button('Interrupt session').isDisabled()).toBe(false);
    await expect.poll(() => user.detail.getByRole('textbox').isDisabled()).toBe(false);

    await user.expectStatus('Deaf', 'Interrupted');
    await user.detail.getByRole('heading', { name: 'Left' }).waitFor();
    expect(await ageless()).toEqual(before);
  });

  test('what is denied is not done, and the agent is told why', async () => {
    const { lulu, repo } = await startLulu({ host });
    await startSession(lulu, repo, 'Clean up', [
      { bash: 'touch made-anyway' },
      { bash: 'ls made-anyway; true' },
      { say: 'As you like.' },
    ]);
    const user = await openPage(browser(), lulu.url);
    await user.open('Clean up');
    await user.detail.getByText('touch made-anyway').first().waitFor();
    await user.detail.getByLabel('Message to the agent with a denial').fill('Leave it as it is');
    await user.button('Deny').click();
    const denied = user.entries('approval').filter({ hasText: 'Denied' });
    await denied.getByText('Leave it as it is').waitFor();

    await user.detail.getByText('ls made-anyway').first().waitFor();
    await user.button('Approve').click();
    await user.expectStatus('Clean up', 'Completed');
    await user
      .entries('tool')
      .getByText(/No such file/u)
      .waitFor();
    await user.shoot(`denied-${host}`);
  });

  test('a follow-up waits its turn, and one after the end begins another run', async () => {
    const { lulu, repo } = await startLulu({ host });
    await startSession(lulu, repo, 'Talk', [
      { say: 'First turn.' },
      { ask: { tool: 'Bash', input: { command: 'npm test' } } },
    ]);
    const user = await openPage(browser(), lulu.url);
    await user.open('Talk');
    await user.button('Approve').waitFor();
    const composer = user.detail.getByPlaceholder(/Follow up/u);
    await composer.fill('demo: [{"say":"Second turn."}]');
    await composer.press('Enter');
    await user.detail.getByRole('list', { name: 'Queued' }).getByText('Second turn.').waitFor();
    await expect.poll(() => composer.inputValue()).toBe('');
    await user.shoot(`queued-${host}`);

    await user.button('Approve').click();
    await user.entries('message').getByText('Second turn.', { exact: true }).waitFor();
    await user.expectStatus('Talk', 'Completed');
    await user.detail.getByRole('list', { name: 'Queued' }).waitFor({ state: 'detached' });

    const resume = user.detail.getByPlaceholder('Tell the agent how to go on');
    await resume.fill('demo: [{"say":"Third turn."}]');
    await resume.press('Enter');
    await user
      .entries('run')
      .getByText(/Resumed, run 2/u)
      .waitFor();
    await user.entries('message').getByText('Third turn.', { exact: true }).waitFor();
    await user.expectStatus('Talk', 'Completed');
    await user.shoot(`resumed-${host}`);
  });
});
