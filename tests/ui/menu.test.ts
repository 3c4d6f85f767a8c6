import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { LuluMenu, MenuItem } from '../../src/ui/components/menu.ts';
import '../../src/ui/components/menu.ts';
import { buttonOf, expectAccessible, inside, show } from './look.ts';

async function open(
  items: readonly Partial<MenuItem>[],
  anchor = new DOMRect(40, 40, 100, 24),
): Promise<LuluMenu> {
  const menu = await show('lulu-menu', html`<lulu-menu></lulu-menu>`);
  const whole = items.map((item) => ({ label: 'Item', run: () => undefined, ...item }));
  await menu.open('Actions', whole, anchor);
  return menu;
}

const actions: readonly Partial<MenuItem>[] = [
  { label: 'Open', icon: 'open' },
  { label: 'Rename…', hint: 'F2' },
  { label: 'Move to trash…', danger: true, separated: true },
];

function press(menu: LuluMenu, key: string): void {
  const on = menu.shadowRoot?.activeElement ?? inside(menu, 'dialog');
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

const focused = (menu: LuluMenu): string =>
  menu.shadowRoot?.activeElement?.querySelector('.label')?.textContent ?? '';
const isOpen = (menu: LuluMenu): boolean => inside(menu, 'dialog').matches('[open]');

describe('<lulu-menu>', () => {
  it('is accessible, of actions and of choices', async () => {
    await expectAccessible(await open(actions));
    await expectAccessible(
      await open([
        { label: 'Newest first', checked: true },
        { label: 'Oldest first', checked: false },
      ]),
    );
  });

  it('goes by arrows, round at the ends, and by Home and End', async () => {
    const menu = await open(actions);
    const passed = [focused(menu)];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End']) {
      press(menu, key);
      passed.push(focused(menu));
    }
    const [first, second, third] = ['Open', 'Rename…', 'Move to trash…'];
    assert.deepEqual(passed, [first, second, third, first, third, first, third]);
  });

  it('closes before it does what was chosen', async () => {
    let wasOpen: boolean | undefined;
    const menu = await open([{ label: 'Open', run: () => (wasOpen = isOpen(menu)) }]);
    buttonOf(menu, 'Open').click();
    assert.isFalse(wasOpen);
  });

  it('closes by a click beside it and by Tab, and does nothing then', async () => {
    let runs = 0;
    const items = [{ label: 'Open', run: () => (runs += 1) }];
    const clicked = await open(items);
    inside(clicked, 'dialog').click();
    assert.isFalse(isOpen(clicked));
    const tabbed = await open(items);
    press(tabbed, 'Tab');
    assert.isFalse(isOpen(tabbed));
    assert.equal(runs, 0);
  });

  it('stays within the window, wherever it is asked for', async () => {
    for (const [x, y] of [
      [0, 0],
      [innerWidth - 5, innerHeight - 5],
      [innerWidth + 50, 10],
    ] as const) {
      const menu = await open(actions, new DOMRect(x, y, 0, 0));
      const { left, top, right, bottom } = inside(menu, 'dialog').getBoundingClientRect();
      assert.isTrue(left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight);
    }
  });
});
