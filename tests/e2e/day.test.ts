import { describe, test } from 'vitest';
import { aDay, handsInChromium } from './day.ts';
import { hostNames } from './lulu.ts';
import { openPage, sharedChromium, startLulu } from './story.ts';

const browser = sharedChromium();

describe.each(hostNames)('through the %s host', (host) => {
  test('a day: five at once, one interrupted, one answered, one read, one found, and a restart', async () => {
    const { lulu, repo } = await startLulu({ host });
    const user = await openPage(browser(), lulu.url, { engineLeaves: true });
    const hands = handsInChromium(user.page, (name) => user.shoot(`${name}-${host}`));
    await aDay(lulu, repo, hands);
  });
});
