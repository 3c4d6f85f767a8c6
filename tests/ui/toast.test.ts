import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { LuluToast, ToastMessage } from '../../src/ui/components/toast.ts';
import '../../src/ui/components/toast.ts';
import { buttonOf, expectAccessible, inside, show, textOf } from './look.ts';

async function say(message: ToastMessage): Promise<LuluToast> {
  const toast = await show('lulu-toast', html`<lulu-toast></lulu-toast>`);
  toast.show(message);
  await toast.updateComplete;
  return toast;
}

describe('<lulu-toast>', () => {
  it('is accessible, whatever it says', async () => {
    const action = { label: 'Undo', run: () => undefined };
    await expectAccessible(await say({ text: '“Fix login” is in the trash', action }));
    await expectAccessible(await say({ text: 'Fix login: the disk is full', failed: true }));
  });

  it('speaks in a region that was there before it spoke: else nobody hears it', async () => {
    const toast = await show('lulu-toast', html`<lulu-toast></lulu-toast>`);
    const region = inside(toast, '[role=status]');
    toast.show({ text: 'Copied' });
    await toast.updateComplete;
    assert.equal(inside(toast, '[role=status]'), region);
    assert.include(region.textContent, 'Copied');
  });

  it('does what it offers, once, and is gone', async () => {
    let done = 0;
    const run = () => (done += 1);
    const toast = await say({ text: 'Gone', action: { label: 'Undo', run } });
    buttonOf(toast, 'Undo').click();
    await toast.updateComplete;
    assert.equal(done, 1);
    assert.equal(textOf(toast), '');
  });

  it('goes when it is closed', async () => {
    const toast = await say({ text: 'It did not work', failed: true });
    buttonOf(toast, 'Close').click();
    await toast.updateComplete;
    assert.equal(textOf(toast), '');
  });
});
