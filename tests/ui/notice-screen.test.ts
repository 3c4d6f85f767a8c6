import { assert } from '@open-wc/testing';
import { html } from 'lit';
import '../../src/ui/components/notice-screen.ts';
import { expectAccessible, inside, show } from './look.ts';

const screen = () =>
  show(
    'lulu-notice-screen',
    html`<lulu-notice-screen heading="No sessions yet"
      ><span>Press n.</span><button type="button">New session</button></lulu-notice-screen
    >`,
  );

describe('<lulu-notice-screen>', () => {
  it('is accessible', async () => {
    await expectAccessible(await screen());
  });

  it('has a heading, and what to do below it', async () => {
    const shown = await screen();
    const heading = inside(shown, 'h2');
    const button = shown.querySelector('button');
    assert.equal(heading.textContent, 'No sessions yet');
    assert.isAbove(
      button?.getBoundingClientRect().top ?? 0,
      heading.getBoundingClientRect().bottom,
    );
  });
});
