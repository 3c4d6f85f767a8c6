import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { LuluConfirmDialog } from '../../src/ui/components/confirm-dialog.ts';
import '../../src/ui/components/confirm-dialog.ts';
import { buttonOf, expectAccessible, inside, show, textOf } from './look.ts';
import { until } from './until.ts';

const question = {
  heading: 'Empty the trash?',
  text: 'This will be lost for good:',
  list: ['node_modules', 'dist'],
  verb: 'Empty',
};

/** The dialog with its question on the page, and the answer that will come. */
async function ask(): Promise<{ dialog: LuluConfirmDialog; answer: Promise<boolean> }> {
  const dialog = await show(
    'lulu-confirm-dialog',
    html`<lulu-confirm-dialog></lulu-confirm-dialog>`,
  );
  const answer = dialog.ask(question);
  await until(() => inside(dialog, 'dialog').matches('[open]'), 'it asks');
  return { dialog, answer };
}

describe('<lulu-confirm-dialog>', () => {
  it('is accessible', async () => {
    await expectAccessible((await ask()).dialog);
  });

  it('says what will happen, all of it, and has the focus on the way back', async () => {
    const { dialog } = await ask();
    for (const said of [question.heading, question.text, ...question.list]) {
      assert.include(textOf(dialog), said);
    }
    assert.equal(dialog.shadowRoot?.activeElement, buttonOf(dialog, 'Cancel'));
  });

  it('is a yes by its verb alone', async () => {
    const { dialog, answer } = await ask();
    buttonOf(dialog, 'Empty').click();
    assert.isTrue(await answer);
    assert.isFalse(inside(dialog, 'dialog').matches('[open]'));
  });

  it('is a no by Cancel, and by Esc', async () => {
    const first = await ask();
    buttonOf(first.dialog, 'Cancel').click();
    assert.isFalse(await first.answer);
    const second = await ask();
    (inside(second.dialog, 'dialog') as HTMLDialogElement).close();
    assert.isFalse(await second.answer);
  });

  it('takes the first question back when it is asked another', async () => {
    const { dialog, answer } = await ask();
    void dialog.ask({ ...question, heading: 'Delete it?' });
    assert.isFalse(await answer);
    await until(() => textOf(dialog).startsWith('Delete it?'), 'the second question is shown');
  });
});
