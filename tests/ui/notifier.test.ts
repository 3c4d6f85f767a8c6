import { assert } from '@open-wc/testing';
import type { SessionNews } from '../../src/core/session-news.ts';
import { notify } from '../../src/ui/data/notifier.ts';
import { PageBadge } from '../../src/ui/data/page-badge.ts';
import type { Notice, NotifyPermission } from '../../src/ui/data/platform.ts';
import { offerToNotify } from '../../src/ui/views/notify-offer.ts';
import { failed, row, settings, waiting } from '../helpers/rows.ts';

const asks: SessionNews = { row: waiting, kind: 'waiting', wasAsked: false };
const fails: SessionNews = { row: failed, kind: 'failed', wasAsked: false };
const completes = (n: number): SessionNews => ({
  ...{ row: row(n, { status: 'Completed' }), kind: 'completed', wasAsked: false },
});

function told(news: readonly SessionNews[], more: Partial<Parameters<typeof notify>[1]> = {}) {
  const notices: Notice[] = [];
  const opened: string[] = [];
  const platform = {
    notifyPermission: (): NotifyPermission => 'granted',
    notify: (notice: Notice) => void notices.push(notice),
  };
  const open = (id: string): void => void opened.push(id);
  notify(news, { platform, settings, isFocused: false, open, ...more });
  return { notices, opened };
}

describe('notifications', () => {
  it('tell that a session waits, completes or fails, and open it', () => {
    const { notices, opened } = told([asks, fails, completes(1)]);
    assert.deepEqual(
      notices.map(({ title }) => title),
      ['Waiting for you', 'Failed', 'Completed'],
    );
    assert.include(notices[0]?.body, 'npm test');
    notices[0]?.open();
    assert.deepEqual(opened, [waiting.id]);
  });

  it('are not shown to somebody who looks, or who did not allow them', () => {
    assert.lengthOf(told([asks], { isFocused: true }).notices, 0);
    const notice = (): void => {
      assert.fail('nobody allowed this');
    };
    told([asks], { platform: { notifyPermission: () => 'default', notify: notice } });
  });

  it('leave out the kinds that are switched off', () => {
    const quiet = { ...settings, notifyWaiting: false, notifyFailed: false };
    const { notices } = told([asks, fails, completes(1)], { settings: quiet });
    assert.deepEqual(
      notices.map(({ title }) => title),
      ['Completed'],
    );
  });

  it('say nothing of what somebody asked for', () => {
    const interrupted = { ...completes(1), kind: 'interrupted' } as const;
    assert.lengthOf(told([interrupted, { ...fails, wasAsked: true }]).notices, 0);
  });

  it('become one where there are many', () => {
    const { notices } = told([1, 2, 3, 4].map(completes));
    assert.deepEqual(
      notices.map(({ title, body }) => [title, body]),
      [['4 sessions', 'Session 1, Session 2, Session 3, Session 4']],
    );
  });

  it('are offered once, in answer to which the browser asks', () => {
    localStorage.removeItem('lulu-notify-offered');
    let asked = 0;
    const platform = {
      notifyPermission: () => 'default' as const,
      askToNotify: () => {
        asked += 1;
        return Promise.resolve('granted' as const);
      },
    };
    const offers: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      offerToNotify(platform, localStorage, ({ text, action }) => {
        offers.push(text);
        action?.run();
      });
    }
    assert.lengthOf(offers, 1);
    assert.equal(asked, 1);
    localStorage.removeItem('lulu-notify-offered');
  });
});

describe('the badge', () => {
  it('counts in the title and marks the icon, until nobody waits', () => {
    const link = document.createElement('link');
    link.rel = 'icon';
    link.href = 'data:,plain';
    document.head.append(link);
    const plain = link.href;
    const titles: string[] = [];
    const platform = { setTitle: (title: string) => void titles.push(title) };
    const badge = new PageBadge();
    for (const count of [0, 2, 2, 0]) badge.show(count, platform);
    assert.deepEqual(titles, ['Lulu', '(2) Lulu', 'Lulu']);
    badge.show(1, platform);
    assert.match(link.href, /^data:image\/svg/u);
    badge.show(0, platform);
    assert.equal(link.href, plain);
    link.remove();
  });
});
