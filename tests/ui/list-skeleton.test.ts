import { assert } from '@open-wc/testing';
import { html } from 'lit';
import '../../src/ui/components/list-skeleton.ts';
import { expectAccessible, show } from './look.ts';

const skeleton = () => show('lulu-list-skeleton', html`<lulu-list-skeleton></lulu-list-skeleton>`);

describe('<lulu-list-skeleton>', () => {
  it('is accessible', async () => {
    await expectAccessible(await skeleton());
  });

  it('says that sessions are being loaded, in the height of rows, and does not move', async () => {
    const shown = await skeleton();
    assert.equal(shown.ariaLabel, 'Loading sessions');
    const heights = [...(shown.shadowRoot?.querySelectorAll('div') ?? [])].map(
      ({ offsetHeight }) => offsetHeight,
    );
    assert.isAbove(heights.length, 3);
    assert.deepEqual([...new Set(heights)], [60]);
    assert.isEmpty(shown.getAnimations({ subtree: true }));
  });
});
