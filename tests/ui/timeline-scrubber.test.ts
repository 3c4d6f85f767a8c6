import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { TimelineJumpEvent } from '../../src/ui/components/timeline-events.ts';
import type { LuluTimelineScrubber } from '../../src/ui/components/timeline-scrubber.ts';
import '../../src/ui/components/timeline-scrubber.ts';
import { buttonOf, expectAccessible, inside, show } from './look.ts';

async function scrubber(): Promise<{ shown: LuluTimelineScrubber; jumps: unknown[] }> {
  const jumps: unknown[] = [];
  const shown = await show(
    'lulu-timeline-scrubber',
    html`<lulu-timeline-scrubber
      .first=${1}
      .last=${1_000_000}
      .position=${250_000}
    ></lulu-timeline-scrubber>`,
  );
  shown.addEventListener('timeline-jump', ({ to }: TimelineJumpEvent) => jumps.push(to));
  return { shown, jumps };
}

function drag(shown: LuluTimelineScrubber, to: number, ...types: string[]): void {
  const range = inside(shown, 'input') as HTMLInputElement;
  range.value = String(to);
  for (const type of types) range.dispatchEvent(new Event(type));
}

describe('<lulu-timeline-scrubber>', () => {
  it('is accessible', async () => {
    await expectAccessible((await scrubber()).shown);
  });

  it('says where the reader is, in words too', async () => {
    const { shown } = await scrubber();
    assert.equal(inside(shown, 'output').textContent, '250,000 of 1,000,000');
    assert.equal(inside(shown, 'input').ariaValueText, 'Event 250,000 of 1,000,000');
  });

  it('goes nowhere while it is dragged, and says where it would', async () => {
    const { shown, jumps } = await scrubber();
    drag(shown, 700_000, 'input');
    await shown.updateComplete;
    assert.isEmpty(jumps);
    assert.equal(inside(shown, 'output').textContent, '700,000 of 1,000,000');
    drag(shown, 700_000, 'change');
    assert.deepEqual(jumps, [700_000]);
  });

  it('at its end leads to the tail, not to the event that was last', async () => {
    const { shown, jumps } = await scrubber();
    drag(shown, 1_000_000, 'input', 'change');
    buttonOf(shown, 'Jump to the end').click();
    buttonOf(shown, 'Jump to the start').click();
    assert.deepEqual(jumps, ['tail', 'tail', 'start']);
  });
});
