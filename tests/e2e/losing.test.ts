import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostNames } from './lulu.ts';
import { openPage, sharedChromium, startLulu, startSession } from './story.ts';

const browser = sharedChromium();

describe.each(hostNames)('through the %s host', (host) => {
  test('an engine that dies under the page is missed at once, and what comes back is true', async () => {
    const { lulu, repo } = await startLulu({ host });
    await startSession(lulu, repo, 'Old', [{ say: 'Done long ago.' }]);
    await startSession(lulu, repo, 'At work', [
      { say: 'Before.' },
      { ask: { tool: 'Bash', input: { command: 'npm test' } } },
    ]);
    const slow = await startSession(lulu, repo, 'Slow', [
      { say: 'Working.' },
      { await: 'go' },
      { say: 'Said while nobody listened.' },
    ]);
    const user = await openPage(browser(), lulu.url, { engineLeaves: true });
    await user.expectStatus('At work', 'Waiting');
    await user.open('Slow');
    await user.entries('message').getByText('Working.').waitFor();
    const { worktree } = (await lulu.request('sessions.show', { id: slow })).row;

    await lulu.killEngine();
    const notice = user.page.locator('lulu-notice-bar').getByRole('alert');
    await notice.filter({ hasText: 'Lulu’s engine' }).waitFor();
    // Before the picture: that sets going again what moves.
    await expect.poll(() => isShownAsLive(user.page)).toEqual([]);
    await expect.poll(() => user.detail.getByRole('textbox').isDisabled()).toBe(true);

    await user.shoot(`lost-${host}`);
    writeFileSync(join(worktree, 'go'), '');

    await lulu.startEngine();
    await notice.waitFor({ state: 'detached' });
    await user.entries('message').getByText('Said while nobody listened.').waitFor();
    await user.expectStatus('Slow', 'Completed');
    expect((await lulu.request('sessions.show', { id: slow })).row.status).toBe('Completed');
    await user.expectStatus('At work', 'Waiting');
    await user.expectOrder(['Slow', 'At work', 'Old']);

    await user.open('At work');
    await user.button('Approve').click();
    await user.expectStatus('At work', 'Completed');
    await user.shoot(`back-${host}`);
  });
});

/** What of the page still looks or acts as if the engine were there. */
function isShownAsLive(page: { evaluate: (look: () => string[]) => Promise<string[]> }) {
  return page.evaluate(() => {
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot === null ? [] : all(element.shadowRoot)),
      ]);
    const elements = all(document);
    // Each shadow root knows its own animations alone.
    const roots = [document, ...elements.flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    const moving = roots
      .flatMap((root) => root.getAnimations())
      .filter((animation) => animation.playState === 'running')
      .map(({ effect }) => {
        const target = effect instanceof KeyframeEffect ? effect.target : null;
        return `something moves: ${target?.localName ?? ''}.${target?.className ?? ''}`;
      });
    const rows = elements.filter((element) => element.localName === 'lulu-session-row');
    const bright = rows.filter((row) => {
      let opacity = 1;
      let node: Node | null = row;
      let inert = false;
      while (node !== null) {
        if (node instanceof Element) {
          opacity *= Number(getComputedStyle(node).opacity);
          inert ||= node.hasAttribute('inert');
        }
        const parent: Node | null = node.parentNode;
        node = parent instanceof ShadowRoot ? parent.host : parent;
      }
      return !inert || opacity > 0.8;
    });
    return [...moving, ...bright.map(() => 'a row is as bright as ever, or can be used')];
  });
}
