import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { LuluTextDialog, TextRequest } from '../../src/ui/components/text-dialog.ts';
import '../../src/ui/components/text-dialog.ts';
import { buttonOf, expectAccessible, inside, show, textOf } from './look.ts';
import { until } from './until.ts';

async function ask(changes: Partial<TextRequest> = {}): Promise<LuluTextDialog> {
  const dialog = await show('lulu-text-dialog', html`<lulu-text-dialog></lulu-text-dialog>`);
  await dialog.ask({
    ...{ heading: 'Rename session', label: 'Name', value: 'Old', verb: 'Rename', multiline: false },
    submit: () => Promise.resolve(),
    ...changes,
  });
  return dialog;
}

const field = (dialog: LuluTextDialog): HTMLInputElement =>
  inside(dialog, '#text') as HTMLInputElement;
const isOpen = (dialog: LuluTextDialog): boolean => inside(dialog, 'dialog').matches('[open]');

describe('<lulu-text-dialog>', () => {
  it('is accessible, also with what went wrong beside the field', async () => {
    const dialog = await ask({ submit: () => Promise.reject(new Error('That name is taken')) });
    await expectAccessible(dialog);
    buttonOf(dialog, 'Rename').click();
    await until(() => textOf(dialog).includes('That name is taken'), 'the refusal is shown');
    await expectAccessible(dialog);
  });

  it('has what there was in its field, selected, so that typing replaces it', async () => {
    const dialog = await ask();
    assert.equal(field(dialog).value, 'Old');
    assert.equal(dialog.shadowRoot?.activeElement, field(dialog));
    assert.deepEqual([field(dialog).selectionStart, field(dialog).selectionEnd], [0, 3]);
  });

  it('hands over what was written, and goes', async () => {
    let taken = '';
    const dialog = await ask({
      submit: (text) => {
        taken = text;
        return Promise.resolve();
      },
    });
    field(dialog).value = 'New';
    buttonOf(dialog, 'Rename').click();
    await until(() => !isOpen(dialog), 'it is closed');
    assert.equal(taken, 'New');
  });

  it('stays with what was written when it was refused', async () => {
    const dialog = await ask({ submit: () => Promise.reject(new Error('That name is taken')) });
    field(dialog).value = 'Taken';
    buttonOf(dialog, 'Rename').click();
    await until(() => textOf(dialog).includes('That name is taken'), 'the refusal is shown');
    assert.isTrue(isOpen(dialog));
    assert.equal(field(dialog).value, 'Taken');
    assert.equal(field(dialog).ariaInvalid, 'true');
  });

  it('of several lines is done by Ctrl-Enter, and breaks the line at Enter', async () => {
    let taken = '';
    const dialog = await ask({
      multiline: true,
      submit: (text) => {
        taken = text;
        return Promise.resolve();
      },
    });
    const press = (ctrlKey: boolean): boolean =>
      field(dialog).dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', ctrlKey, bubbles: true, cancelable: true }),
      );
    assert.isTrue(press(false), 'Enter is left to the field');
    assert.isTrue(isOpen(dialog));
    press(true);
    await until(() => !isOpen(dialog), 'it is closed');
    assert.equal(taken, 'Old');
  });
});
