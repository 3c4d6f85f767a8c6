import { assert } from '@open-wc/testing';
import { html } from 'lit';
import { SessionsStore } from '../../src/ui/data/sessions-store.ts';
import type { LuluListPane } from '../../src/ui/views/list-pane.ts';
import '../../src/ui/views/list-pane.ts';
import type { SessionView } from '../../src/contract/rows.ts';
import { everyKind } from '../helpers/rows.ts';
import { FakeTransport } from './fake-transport.ts';
import { buttonOf, expectAccessible, inside, show } from './look.ts';
import { until } from './until.ts';

async function pane(rows: readonly SessionView[], loads = true): Promise<LuluListPane> {
  const store = new SessionsStore(
    new FakeTransport({ 'sessions.list': () => ({ rows: [...rows] }) }),
    (task) => {
      queueMicrotask(task);
    },
  );
  if (loads) await store.load();
  const shown = await show(
    'lulu-list-pane',
    html`<lulu-list-pane
      style="block-size: 640px; inline-size: 300px"
      .store=${store}
      .news=${'Fix login completed'}
    ></lulu-list-pane>`,
  );
  await shown.updateComplete;
  return shown;
}

const has = (shown: LuluListPane, selector: string): boolean =>
  (shown.shadowRoot?.querySelector(selector) ?? null) !== null;

async function orders(shown: LuluListPane): Promise<HTMLElement[]> {
  buttonOf(shown, 'Order: Newest first').click();
  const menu = inside(shown, 'lulu-menu');
  await until(
    () => (menu.shadowRoot?.querySelectorAll('.label').length ?? 0) === 3,
    'the orders are offered',
  );
  return [...(menu.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? [])];
}

describe('<lulu-list-pane>', () => {
  it('is accessible: loading, empty, with rows, and with none that matches', async () => {
    await expectAccessible(await pane([], false));
    await expectAccessible(await pane([]));
    const shown = await pane(everyKind);
    await expectAccessible(shown);
    shown.store?.setFilter('no such session');
    await until(() => has(shown, 'lulu-notice-screen'), 'it says that nothing matches');
    await expectAccessible(shown);
  });

  it('shows a skeleton until it knows, then the list; never an empty one between', async () => {
    const shown = await pane(everyKind, false);
    assert.isTrue(has(shown, 'lulu-list-skeleton'));
    assert.isFalse(has(shown, 'lulu-notice-screen'));
    await shown.store?.load();
    await until(() => has(shown, 'lulu-session-list'), 'the list is there');
    assert.isFalse(has(shown, 'lulu-list-skeleton'));
  });

  it('says how to start the first session, and starts it', async () => {
    const shown = await pane([]);
    const asked: string[] = [];
    shown.addEventListener('shell-request', ({ what }) => asked.push(what));
    assert.include(inside(shown, 'lulu-notice-screen').textContent, 'Press n');
    inside(shown, 'lulu-notice-screen button').click();
    assert.deepEqual(asked, ['new-session']);
  });

  it('counts what is shown of all', async () => {
    const shown = await pane(everyKind);
    assert.equal(inside(shown, 'h1 span').textContent, '9');
    shown.store?.setFilter('login');
    await until(() => inside(shown, 'h1 span').textContent === '1 of 9', 'it counts again');
  });

  it('offers the three orders, the one that was picked last first', async () => {
    const shown = await pane(everyKind);
    shown.store?.setOrder('newest');
    shown.pickedOrder = 'oldest';
    await shown.updateComplete;
    const items = await orders(shown);
    assert.deepEqual(
      items.map((item) => item.querySelector('.label')?.textContent),
      ['Oldest first', 'Newest first', 'Active first'],
    );
    assert.deepEqual(
      items.map(({ ariaChecked }) => ariaChecked),
      ['false', 'true', 'false'],
    );
    let picked = '';
    shown.addEventListener('order-pick', ({ order }) => (picked = order));
    items[0]?.click();
    assert.equal(picked, 'oldest');
  });

  it('says news to a screen reader in a region of its own, politely', async () => {
    const region = inside(await pane(everyKind), '[aria-live=polite]');
    assert.equal(region.textContent, 'Fix login completed');
    assert.equal(region.role, 'status');
  });
});
