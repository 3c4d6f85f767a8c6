import { assert, fixture, html } from '@open-wc/testing';
import type { SessionView } from '../../src/contract/rows.ts';
import '../../src/ui/components/session-events.ts';
import type { LuluSessionRow } from '../../src/ui/components/session-row.ts';
import type { LuluSessionList } from '../../src/ui/components/session-list.ts';
import '../../src/ui/components/session-list.ts';
import { expectAccessible, inLook } from './look.ts';
import { everyKind, row } from '../helpers/rows.ts';
import { until } from './until.ts';

async function render(rows: readonly SessionView[]): Promise<LuluSessionList> {
  const holder = await fixture<HTMLElement>(
    inLook(html`<lulu-session-list .rows=${rows}></lulu-session-list>`),
  );
  const element = holder.querySelector('lulu-session-list');
  if (element === null) throw new Error('No list');
  element.style.blockSize = '600px';
  element.addEventListener('session-select', ({ session }) => {
    element.selectedId = session.id;
  });
  await element.updateComplete;
  return element;
}

function drawn(list: LuluSessionList): LuluSessionRow[] {
  return [...(list.shadowRoot?.querySelectorAll('lulu-session-row') ?? [])];
}

function press(list: LuluSessionList, key: string): void {
  list.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
}

const rowHeight = 60;

const thousand = Array.from({ length: 1000 }, (_, i) => row(i));

describe('<lulu-session-list>', () => {
  it('is accessible', async () => {
    await expectAccessible(await render(everyKind));
  });

  it('draws the rows in sight and no more, and scrolls like a list of all', async () => {
    const list = await render(thousand);
    await until(() => drawn(list).length < 40, 'only the rows in sight are drawn');
    assert.isAtLeast(list.scrollHeight, 1000 * rowHeight);

    list.scrollTop = 500 * rowHeight;
    await until(() => drawn(list).some((one) => one.session === thousand[505]), 'row 505 is drawn');
    assert.isBelow(drawn(list).length, 40);
  });

  it('moves the selection and the focus with the arrows', async () => {
    const list = await render(everyKind);
    press(list, 'ArrowDown');
    press(list, 'ArrowDown');
    await until(() => list.selectedId === everyKind[1]?.id, 'the second row is selected');
    await until(
      () => (list.shadowRoot?.activeElement as LuluSessionRow | null)?.session === everyKind[1],
      'the second row has the focus',
    );
  });

  it('has one stop for Tab, wherever it is scrolled to', async () => {
    const list = await render(thousand);
    list.selectedId = thousand[2]?.id ?? null;
    await list.updateComplete;
    list.scrollTop = 800 * rowHeight;
    await until(() => drawn(list).some((one) => one.session === thousand[805]), 'it has scrolled');
    assert.deepEqual(
      drawn(list)
        .filter(({ stop }) => stop)
        .map(({ session }) => session),
      [thousand[2]],
    );
  });

  it('brings the selected row into sight', async () => {
    const list = await render(thousand);
    press(list, 'End');
    await until(() => list.scrollTop > 900 * rowHeight, 'it has scrolled to its end');
    press(list, 'Home');
    await until(() => list.scrollTop === 0, 'it has scrolled back');
  });

  it('is laid out by the height of a row that it is told', async () => {
    const list = await render(thousand);
    list.rowHeight = 48;
    await list.updateComplete;
    assert.isAtLeast(list.scrollHeight, 48_000);
    assert.isBelow(list.scrollHeight, 50_000);
  });

  it('renders only the row that has changed', async () => {
    const list = await render(everyKind);
    const rendered: string[] = [];
    for (const one of drawn(list)) {
      one.addController({ hostUpdate: () => rendered.push(one.session?.name ?? '') });
    }
    list.rows = everyKind.map((one, at) => (at === 1 ? { ...one, status: 'Completed' } : one));
    await list.updateComplete;
    await Promise.all(drawn(list).map((one) => one.updateComplete));
    assert.deepEqual(rendered, [everyKind[1]?.name]);
  });
});
