import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { LuluFilterField } from '../../src/ui/components/filter-field.ts';
import '../../src/ui/components/filter-field.ts';
import { buttonOf, expectAccessible, inside, show } from './look.ts';

async function field(value = ''): Promise<{ field: LuluFilterField; heard: string[] }> {
  const element = await show(
    'lulu-filter-field',
    html`<lulu-filter-field .value=${value}></lulu-filter-field>`,
  );
  const heard: string[] = [];
  element.addEventListener('filter-change', ({ text }) => heard.push(`filter ${text}`));
  element.addEventListener('filter-leave', () => heard.push('leave'));
  element.addEventListener('search-ask', ({ text }) => heard.push(`search ${text}`));
  return { field: element, heard };
}

function press(element: LuluFilterField, key: string): void {
  inside(element, 'input').dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
}

describe('<lulu-filter-field>', () => {
  it('is accessible, empty and filled', async () => {
    await expectAccessible((await field()).field);
    await expectAccessible((await field('login')).field);
  });

  it('says what is typed as it is typed', async () => {
    const { field: element, heard } = await field();
    const input = inside(element, 'input') as HTMLInputElement;
    input.value = 'log';
    input.dispatchEvent(new InputEvent('input'));
    assert.deepEqual(heard, ['filter log']);
  });

  it('searches by Enter where something is typed, else goes on to the list', async () => {
    const filled = await field(' login ');
    press(filled.field, 'Enter');
    assert.deepEqual(filled.heard, ['search login']);
    const empty = await field();
    press(empty.field, 'Enter');
    assert.deepEqual(empty.heard, ['leave']);
  });

  it('goes to the list by the arrow, and by Esc with nothing filtered', async () => {
    const { field: element, heard } = await field('login');
    press(element, 'ArrowDown');
    press(element, 'Escape');
    assert.deepEqual(heard, ['leave', 'filter ', 'leave']);
  });

  it('is emptied by its button, and keeps the keyboard', async () => {
    const { field: element, heard } = await field('login');
    buttonOf(element, 'Clear the filter').click();
    assert.deepEqual(heard, ['filter ']);
    assert.equal(element.shadowRoot?.activeElement?.localName, 'input');
  });
});
