import { assert, fixture, html } from '@open-wc/testing';
import type { Settings } from '../../src/contract/settings.ts';
import { browserPlatform, type NotifyPermission } from '../../src/ui/data/platform.ts';
import '../../src/ui/components/shell-events.ts';
import type { LuluSettingsPage } from '../../src/ui/views/settings-page.ts';
import '../../src/ui/views/settings-page.ts';
import { settings } from '../helpers/rows.ts';
import { FakeTransport } from './fake-transport.ts';
import { expectAccessible, inLook } from './look.ts';
import { until } from './until.ts';

async function open(permission: NotifyPermission = 'granted') {
  const saved: Partial<Settings>[] = [];
  let refusal = '';
  const save = (patch: Partial<Settings>): Promise<void> => {
    saved.push(patch);
    return refusal === '' ? Promise.resolve() : Promise.reject(new Error(refusal));
  };
  const platform = { ...browserPlatform, notifyPermission: () => permission };
  const transport = new FakeTransport({
    'agents.list': () => ({
      agents: [
        {
          ...{ id: 'claude', label: 'Claude Code', available: true, path: '/bin/claude' },
          ...{ version: '2.1.0', problem: null },
        },
      ],
    }),
  });
  const holder = await fixture<HTMLElement>(
    inLook(
      html`<lulu-settings-page
        .transport=${transport}
        .settings=${settings}
        .platform=${platform}
        .save=${save}
      ></lulu-settings-page>`,
    ),
  );
  const page = holder.querySelector<LuluSettingsPage>('lulu-settings-page');
  const root = page?.shadowRoot;
  if (page === null || root === null || root === undefined) throw new Error('No page');
  const change = (selector: string, value: string): void => {
    const field = root.querySelector<HTMLInputElement>(selector);
    if (field === null) throw new Error(`No ${selector}`);
    field.value = value;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const refuse = (message: string): void => {
    refusal = message;
  };
  return { page, root, saved, change, refuse };
}

describe('<lulu-settings-page>', () => {
  it('is accessible, whatever the browser says to notifications', async () => {
    for (const permission of ['granted', 'default', 'denied'] as const) {
      const { page } = await open(permission);
      await expectAccessible(page);
    }
  });

  it('keeps each thing as it is changed', async () => {
    const { root, saved, change } = await open();
    root.querySelector<HTMLInputElement>('input[value="dark"]')?.click();
    root.querySelector<HTMLInputElement>('input[value="compact"]')?.click();
    change('#fontSize', '16');
    change('#order', 'oldest');
    change('#liveAgents', '3');
    change('#editor', ' zed --new ');
    change('#editor', '');
    root.querySelector<HTMLInputElement>('.check input')?.click();
    assert.deepEqual(saved, [
      { theme: 'dark' },
      { density: 'compact' },
      { fontSize: 16 },
      { order: 'oldest' },
      { liveAgents: 3 },
      { editor: 'zed --new' },
      { editor: null },
      { notifyWaiting: false },
    ]);
  });

  it('says beside its field what was not taken', async () => {
    const { page, root, change, refuse } = await open();
    refuse('liveAgents is less than 1');
    change('#liveAgents', '0');
    const about = (): string => root.querySelector('#liveAgents-about')?.textContent ?? '';
    await until(() => about().includes('less than 1'), 'it is said');
    assert.equal(root.querySelector('#liveAgents')?.getAttribute('aria-invalid'), 'true');
    await expectAccessible(page);
  });

  it('checks Claude Code, and offers what a browser has to be asked', async () => {
    const { root } = await open('default');
    const button = (label: string): HTMLButtonElement | undefined =>
      [...root.querySelectorAll('button')].find((one) => one.textContent.trim() === label);
    button('Check')?.click();
    const about = (): string => root.querySelector('#claudePath-about')?.textContent ?? '';
    await until(() => about().includes('Claude Code 2.1.0 at /bin/claude'), 'it is found');
    assert.isDefined(button('Allow notifications'));
  });

  it('offers no text smaller than 12 px', async () => {
    const { root } = await open();
    const sizes = [...root.querySelectorAll<HTMLOptionElement>('#fontSize option')];
    assert.equal(Math.min(...sizes.map(({ value }) => Number(value))), 12);
    document.documentElement.style.setProperty('--lulu-text-size', '12px');
    const hint = root.querySelector('.hint');
    assert.equal(hint === null ? '' : getComputedStyle(hint).fontSize, '12px');
    document.documentElement.style.removeProperty('--lulu-text-size');
  });
});
