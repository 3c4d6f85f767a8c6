import { assert, fixture, html } from '@open-wc/testing';
import type { Finding } from '../../src/contract/requests.ts';
import type { LuluListFooter } from '../../src/ui/components/list-footer.ts';
import '../../src/ui/components/list-footer.ts';
import { expectAccessible } from './look.ts';

const status = {
  ...{ pid: 1, live: 2, queued: 1, attached: 1, rssBytes: 84_123_456, uptimeMs: 1 },
  url: null,
};
const warning: Finding = { level: 'warning', topic: 'data', text: 'Little space', action: null };

async function show(changes: Partial<LuluListFooter>): Promise<LuluListFooter> {
  const footer = await fixture<LuluListFooter>(html`<lulu-list-footer></lulu-list-footer>`);
  Object.assign(footer, changes);
  await footer.updateComplete;
  return footer;
}

function text(footer: LuluListFooter): string {
  return footer.shadowRoot?.textContent.replaceAll(/\s+/gu, ' ').trim() ?? '';
}

describe('<lulu-list-footer>', () => {
  it('is accessible', async () => {
    await expectAccessible(await show({ status, costToday: 1.2, findings: [warning] }));
  });

  it('says agents, queue, cost and memory, and nothing it does not know', async () => {
    assert.equal(
      text(await show({ status, costToday: 1.2 })),
      '2 agents 1 queued $1.20 today 84 MB',
    );
    assert.equal(text(await show({ status: { ...status, live: 1, queued: 0 } })), '1 agent 84 MB');
    assert.equal(text(await show({})), '');
  });

  it('marks the worst finding, and leads to the check-up', async () => {
    const ok: Finding = { ...warning, level: 'ok' };
    const footer = await show({ findings: [ok, warning] });
    const button = footer.shadowRoot?.querySelector('button');
    assert.equal(button?.textContent.trim(), '1');
    assert.equal(button?.ariaLabel, 'Check-up: 1 warning');
    let asked = '';
    footer.addEventListener('shell-request', ({ what }) => (asked = what));
    button?.click();
    assert.equal(asked, 'check-up');
    footer.findings = [ok];
    await footer.updateComplete;
    assert.isNull(footer.shadowRoot?.querySelector('button') ?? null);
  });
});
