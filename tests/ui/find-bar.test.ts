import { assert, oneEvent } from '@open-wc/testing';
import { html } from 'lit';
import type { FindStepEvent, FindTextEvent } from '../../src/ui/components/detail-events.ts';
import type { LuluFindBar } from '../../src/ui/components/find-bar.ts';
import '../../src/ui/components/find-bar.ts';
import { buttonOf, expectAccessible, inside, show } from './look.ts';

const open = (kind: LuluFindBar['kind'] = 'text'): Promise<LuluFindBar> =>
  show(
    'lulu-find-bar',
    html`<lulu-find-bar .kind=${kind} .text=${'npm'} .result=${'3 of 17'}></lulu-find-bar>`,
  );

function press(bar: LuluFindBar, key: string, shiftKey = false): void {
  const made = { key, shiftKey, bubbles: true, cancelable: true };
  inside(bar, 'input').dispatchEvent(new KeyboardEvent('keydown', made));
}

describe('<lulu-find-bar>', () => {
  it('is accessible, with words and without', async () => {
    await expectAccessible(await open());
    await expectAccessible(await open('error'));
  });

  it('says each change of the words', async () => {
    const bar = await open();
    const changed = oneEvent<FindTextEvent>(bar, 'find-text');
    const field = inside(bar, 'input') as HTMLInputElement;
    field.value = 'npm test';
    field.dispatchEvent(new InputEvent('input'));
    const { kind, text } = await changed;
    assert.deepEqual([kind, text], ['text', 'npm test']);
  });

  it('leads from prompt to prompt too, and keeps the words meanwhile', async () => {
    const bar = await open();
    const changed = oneEvent<FindTextEvent>(bar, 'find-text');
    const chooser = inside(bar, 'select') as HTMLSelectElement;
    chooser.value = 'prompt';
    chooser.dispatchEvent(new Event('change'));
    const { kind, text } = await changed;
    assert.deepEqual([kind, text], ['prompt', 'npm']);
    await bar.updateComplete;
    assert.isNull(bar.shadowRoot?.querySelector('input') ?? null);
  });

  it('goes back by Enter and on by Shift-Enter, as its buttons do', async () => {
    const bar = await open();
    const steps: string[] = [];
    bar.addEventListener('find-step', ({ towards }: FindStepEvent) => steps.push(towards));
    press(bar, 'Enter');
    press(bar, 'Enter', true);
    buttonOf(bar, 'Previous (Enter)').click();
    buttonOf(bar, 'Next (Shift Enter)').click();
    assert.deepEqual(steps, ['before', 'after', 'before', 'after']);
  });

  it('closes on Esc and by its button', async () => {
    const bar = await open();
    let closed = 0;
    bar.addEventListener('find-close', () => (closed += 1));
    press(bar, 'Escape');
    buttonOf(bar, 'Close (Esc)').click();
    assert.equal(closed, 2);
  });
});
