/** The core stories in WebKitGTK: what works in Chromium alone does not work in the desktop window. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../helpers/until.ts';
import { aDay, handsInWebKit } from './day.ts';
import { addLongSession } from './long-session.ts';
import type { Lulu } from './lulu.ts';
import { startLulu, startSession } from './story.ts';
import { heldNow, watchFor } from './timeline-in-page.ts';
import { WebKit, webKitMissing, type Step } from './webdriver.ts';

const screenshots = join(import.meta.dirname, '..', '..', 'artifacts', 'screenshots');
const missing = webKitMissing();

const tab = '\uE004';
const enter = '\uE007';

const rowNamed = (text: string): Step => ({ css: 'lulu-session-row', text });
const chip = (text: string): Step => ({ css: 'lulu-status-chip', text });
const button = (text: string): Step => ({ css: 'button', text });
const entry = (kind: string, text: string): Step => ({ css: `article[data-kind=${kind}]`, text });

describe.skipIf(missing !== undefined)(
  `in WebKitGTK${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let webKit: WebKit;

    beforeAll(async () => {
      webKit = await WebKit.start();
    });

    afterAll(() => webKit.close());

    /** The page must be without errors at the end, whatever the story says. */
    async function open(lulu: Lulu): Promise<void> {
      await webKit.open(lulu.url);
      onTestFinished(async () => {
        expect(await webKit.errors()).toEqual([]);
      });
    }

    const shoot = (name: string): Promise<void> =>
      webKit.shoot(join(screenshots, `${name}-webkit.png`));

    test('a session by the dialog, approved by keyboard, to its end', async () => {
      const { lulu, repo } = await startLulu({});
      await lulu.request('settings.set', { patch: { claudePath: '/nowhere/claude' } });
      await open(lulu);
      await webKit.find({ css: 'h2', text: 'No sessions yet' });
      await webKit.press('n');
      await webKit.write(repo, { css: '#repo' });
      await webKit.write('Say what this is.', { css: '#prompt' });
      await webKit.click(button('Use the demo agent'));
      await shoot('dialog');
      await webKit.click(button('Start session'));
      await webKit.find(rowNamed('Say what this is.'), chip('Waiting'));
      await webKit.find(entry('message', 'This is the Lulu demo agent.'), { css: 'strong' });
      await webKit.find(entry('tool', 'NOTES.md'));
      await shoot('approval');

      await until('the keyboard comes to Approve', async () => {
        await webKit.press(tab);
        return (await webKit.run(focusedText)) === 'Approve';
      });
      await webKit.press(enter);
      await webKit.find(rowNamed('Say what this is.'), chip('Completed'));
      await shoot('completed');
    });

    test('a day: five at once, one interrupted, one answered, one read, one found, and a restart', async () => {
      const { lulu, repo } = await startLulu({});
      await open(lulu);
      await aDay(lulu, repo, handsInWebKit(webKit, shoot));
    });

    test('an interrupt is asked about, and leaves the other row alone', async () => {
      const { lulu, repo } = await startLulu({});
      await startSession(lulu, repo, 'Other', [{ hang: true }]);
      await startSession(lulu, repo, 'Deaf', [{ say: 'At work.' }, { hang: 'deaf' }]);
      await open(lulu);
      await webKit.doubleClick(rowNamed('Deaf'));
      await webKit.find(entry('message', 'At work.'));
      await webKit.click({ css: 'button[aria-label="Interrupt session"]' });
      await webKit.click({ css: 'dialog[open]', text: 'Interrupt session?' }, button('Interrupt'));
      await webKit.find(rowNamed('Deaf'), chip('Interrupting…'));
      await webKit.find(rowNamed('Deaf'), chip('Interrupted'));
      await webKit.find(rowNamed('Other'), chip('Running'));
    });

    test('a lost engine is said, and what comes back is true', async () => {
      const { lulu, repo } = await startLulu({});
      const id = await startSession(lulu, repo, 'Slow', [
        { say: 'Working.' },
        { await: 'go' },
        { say: 'Late.' },
      ]);
      const { worktree } = (await lulu.request('sessions.show', { id })).row;
      await open(lulu);
      await webKit.doubleClick(rowNamed('Slow'));
      await webKit.find(entry('message', 'Working.'));
      await lulu.killEngine();
      await webKit.find({ css: 'lulu-notice-bar', text: 'Connection to Lulu’s engine lost.' });
      await shoot('lost');
      writeFileSync(join(worktree, 'go'), '');
      await lulu.startEngine();
      await webKit.find(entry('message', 'Late.'));
      await webKit.find(rowNamed('Slow'), chip('Completed'));
    });

    test('100,000 events: the tail is followed, and a reader who has left it is not moved', async () => {
      const { lulu, repo } = await startLulu({});
      const id = await addLongSession(lulu, repo, 'Long', 100_000);
      await open(lulu);
      await webKit.doubleClick(rowNamed('Long'));
      await webKit.find({ css: 'article' });
      const opened = await webKit.run(heldNow);
      expect(opened.last).toBeGreaterThan(100_000);
      expect(opened.entries).toBeLessThanOrEqual(200);
      expect(opened.gap).toBeLessThanOrEqual(1);

      const prompt = 'demo: [{"flood":{"count":1600,"everyMs":5,"bytes":90}}]';
      await lulu.request('sessions.resume', { id, prompt });
      await until('fifty entries have come', async () => {
        return (await webKit.run(heldNow)).last > opened.last + 50;
      });
      const atTail = await webKit.run(watchFor, { ms: 1500 });
      expect(atTail.gap).toBeLessThanOrEqual(1);
      expect(atTail.entries).toBeLessThanOrEqual(300);

      await webKit.wheel(-900, { css: '.scroller' });
      await webKit.find({ css: '.pill', text: 'new' });
      const reading = await webKit.run(watchFor, { ms: 3000, news: 400 });
      expect(reading.moved).toBeLessThanOrEqual(1);
      expect(reading.entries).toBeLessThanOrEqual(300);
      await shoot('reading');

      await webKit.click({ css: '.pill' });
      await webKit.find(entry('message', 'message 1600 '));
      await webKit.find(rowNamed('Long'), chip('Completed'));
      await until('the page is at the tail', async () => (await webKit.run(heldNow)).gap <= 1);
    });
  },
);

/** Runs in the page: the text of what has the focus. */
function focusedText(): string {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.textContent.trim() ?? '';
}
