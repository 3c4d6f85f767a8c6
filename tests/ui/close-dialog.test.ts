import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { LuluCloseDialog } from '../../src/ui/components/close-dialog.ts';
import '../../src/ui/components/close-dialog.ts';
import { buttonOf, expectAccessible, inside, show, textOf } from './look.ts';
import { until } from './until.ts';

async function ask(): Promise<{ dialog: LuluCloseDialog; answer: Promise<unknown> }> {
  const dialog = await show('lulu-close-dialog', html`<lulu-close-dialog></lulu-close-dialog>`);
  const answer = dialog.ask(3);
  await until(() => inside(dialog, 'dialog').matches('[open]'), 'it asks');
  return { dialog, answer };
}

describe('<lulu-close-dialog>', () => {
  it('is accessible, also while agents are being stopped', async () => {
    const { dialog } = await ask();
    await expectAccessible(dialog);
    void dialog.say('Stopping 3 agents…');
    await dialog.updateComplete;
    await expectAccessible(dialog);
  });

  it('says how many are at work, and has the focus on keeping them', async () => {
    const { dialog } = await ask();
    assert.include(textOf(dialog), '3 agents are at work');
    assert.equal(dialog.shadowRoot?.activeElement, buttonOf(dialog, 'Keep them running'));
  });

  it('gives the answer that was chosen; Esc is to cancel', async () => {
    for (const [label, meant] of [
      ['Keep them running', 'keep'],
      ['Stop them', 'stop'],
      ['Cancel', 'cancel'],
    ] as const) {
      const { dialog, answer } = await ask();
      buttonOf(dialog, label).click();
      assert.equal(await answer, meant);
    }
    const { dialog, answer } = await ask();
    (inside(dialog, 'dialog') as HTMLDialogElement).close();
    assert.equal(await answer, 'cancel');
  });
});
