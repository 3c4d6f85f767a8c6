import { describe, expect, test } from 'vitest';
import { until } from '../helpers/until.ts';
import { addLongSession } from './long-session.ts';
import { hostNames } from './lulu.ts';
import { openPage, sharedChromium, startLulu } from './story.ts';
import { heldNow, watchFor } from './timeline-in-page.ts';

const browser = sharedChromium();

/** 500 events a second, for a dozen seconds. */
const count = 6000;
const flood = `demo: [{"flood":{"count":${count},"everyMs":2,"bytes":90}}]`;

describe.each(hostNames)('100,000 events through the %s host', (host) => {
  test('open at the tail, follow it, and never move a reader who has left it', async () => {
    const { lulu, repo } = await startLulu({ host });
    const id = await addLongSession(lulu, repo, 'Long', 100_000);
    const user = await openPage(browser(), lulu.url, { timelineRuns: true });
    const { page } = user;
    await user.open('Long');
    await user.entries().last().waitFor();
    const opened = await page.evaluate(heldNow);
    expect(opened.last).toBeGreaterThan(100_000);
    expect(opened.entries).toBeGreaterThan(50);
    expect(opened.entries).toBeLessThanOrEqual(120);
    expect(opened.gap).toBeLessThanOrEqual(1);

    await lulu.request('sessions.resume', { id, prompt: flood });
    await until('a hundred entries have come', async () => {
      return (await page.evaluate(heldNow)).last > opened.last + 100;
    });
    const atTail = await page.evaluate(watchFor, { ms: 2000 });
    expect(atTail.gap).toBeLessThanOrEqual(1);
    expect(atTail.entries).toBeLessThanOrEqual(300);

    await user.entries().last().hover();
    await page.mouse.wheel(0, -900);
    const pill = user.button(/new$/u);
    await pill.waitFor();
    const before = Number.parseInt((await pill.innerText()).replace(/\D/gu, ''), 10);
    const reading = await page.evaluate(watchFor, { ms: 3000, news: before + 1500 });
    expect(reading.moved).toBeLessThanOrEqual(1);
    expect(reading.entries).toBeLessThanOrEqual(300);
    await user.shoot(`reading-${host}`);

    await pill.click();
    await user.entries('message').getByText(`message ${count}`).last().waitFor();
    await user.expectStatus('Long', 'Completed');
    await until('the page is at the tail', async () => (await page.evaluate(heldNow)).gap <= 1);
  });
});

test('2,000 entries up and down again leave the page as small as it was', async () => {
  const { lulu, repo } = await startLulu({ host: 'serve' });
  await addLongSession(lulu, repo, 'Long', 20_000);
  const user = await openPage(browser(), lulu.url, { timelineRuns: true });
  const { page } = user;
  await user.open('Long');
  await user.entries('message').getByText('Done with 19997').waitFor();
  const devtools = await page.context().newCDPSession(page);
  const heapBytes = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const [{ last }, before] = [await page.evaluate(heldNow), await heapBytes()];
  let most = 0;
  const scroll = async (
    by: number,
    arrived: (held: { first: number; last: number }) => boolean,
  ) => {
    await until(`scrolled by ${by} a step to where 2,000 entries lie between`, async () => {
      await page.mouse.wheel(0, by);
      const held = await page.evaluate(heldNow);
      most = Math.max(most, held.entries);
      return arrived(held);
    });
  };
  await user.entries().last().hover();
  await scroll(-4000, ({ first }) => first < last - 2400);
  await scroll(4000, (held) => held.last >= last);
  expect(most).toBeLessThanOrEqual(300);
  expect((await heapBytes()) - before).toBeLessThan(10_000_000);
});
