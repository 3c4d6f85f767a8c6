import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { Status } from '../../src/contract/events.ts';
import type { LuluStatusChip } from '../../src/ui/components/status-chip.ts';
import '../../src/ui/components/status-chip.ts';
import { expectAccessible, inside, show, textOf } from './look.ts';

const statuses: readonly Status[] = [
  'Starting',
  'Running',
  'Waiting',
  'Completed',
  'Failed',
  'Interrupted',
];

const chip = (
  status: Status,
  { live = true, interrupting = false } = {},
): Promise<LuluStatusChip> =>
  show(
    'lulu-status-chip',
    html`<lulu-status-chip
      .status=${status}
      .live=${live}
      .interrupting=${interrupting}
    ></lulu-status-chip>`,
  );

const moving = (shown: LuluStatusChip): number => (shown.shadowRoot?.getAnimations() ?? []).length;

describe('<lulu-status-chip>', () => {
  for (const status of statuses) {
    it(`is accessible: ${status}`, async () => {
      await expectAccessible(await chip(status));
    });
  }

  it('says the status in its own word', async () => {
    for (const status of statuses) assert.equal(textOf(await chip(status)), status);
    assert.equal(textOf(await chip('Running', { interrupting: true })), 'Interrupting…');
  });

  it('moves while it runs or is being interrupted, and at no other time', async () => {
    for (const status of statuses) {
      assert.equal(moving(await chip(status)), status === 'Running' ? 1 : 0, status);
    }
    assert.equal(moving(await chip('Running', { live: false })), 0);
    assert.equal(moving(await chip('Waiting', { interrupting: true })), 1);
  });

  it('stops at once when the session has ended', async () => {
    const shown = await chip('Running');
    shown.status = 'Completed';
    await shown.updateComplete;
    assert.equal(moving(shown), 0);
  });

  it('is green, red and grey at the end, each readable on its own', async () => {
    const colours = await Promise.all(
      (['Completed', 'Failed', 'Interrupted'] as const).map(async (status) => {
        const { color, backgroundColor } = getComputedStyle(inside(await chip(status), 'span'));
        return `${color} on ${backgroundColor}`;
      }),
    );
    assert.lengthOf(new Set(colours), 3);
  });
});
