import { assert } from '@open-wc/testing';
import { html } from 'lit';
import '../../src/ui/components/notice-bar.ts';
import { expectAccessible, inside, show, textOf } from './look.ts';

const bar = () =>
  show(
    'lulu-notice-bar',
    html`<lulu-notice-bar heading="The disk is full." text="What agents say waits."
      ><button type="button">Check-up</button></lulu-notice-bar
    >`,
  );

describe('<lulu-notice-bar>', () => {
  it('is accessible', async () => {
    await expectAccessible(await bar());
  });

  it('is heard at once, and has its way out within', async () => {
    const shown = await bar();
    assert.equal(inside(shown, '[role=alert]').querySelector('slot')?.assignedElements().length, 1);
    assert.equal(textOf(shown), 'The disk is full. What agents say waits.');
  });
});
