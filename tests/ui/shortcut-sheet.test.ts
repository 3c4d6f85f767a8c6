import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { LuluShortcutSheet } from '../../src/ui/components/shortcut-sheet.ts';
import '../../src/ui/components/shortcut-sheet.ts';
import { buttonOf, expectAccessible, inside, show } from './look.ts';

async function open(ownsKeyboard = false): Promise<LuluShortcutSheet> {
  const sheet = await show(
    'lulu-shortcut-sheet',
    html`<lulu-shortcut-sheet .ownsKeyboard=${ownsKeyboard}></lulu-shortcut-sheet>`,
  );
  sheet.show();
  return sheet;
}

function keys(sheet: LuluShortcutSheet): string[] {
  return [...(sheet.shadowRoot?.querySelectorAll('kbd') ?? [])].map(({ textContent }) =>
    textContent.trim(),
  );
}

describe('<lulu-shortcut-sheet>', () => {
  it('is accessible', async () => {
    await expectAccessible(await open());
  });

  it('has Ctrl-N where the keyboard is ours, and no key for an interrupt anywhere', async () => {
    assert.notInclude(keys(await open()), 'Ctrl N');
    const sheet = await open(true);
    assert.include(keys(sheet), 'Ctrl N');
    assert.notMatch(sheet.shadowRoot?.textContent ?? '', /interrupt/iu);
  });

  it('closes by its button', async () => {
    const sheet = await open();
    buttonOf(sheet, 'Close').click();
    assert.isFalse(inside(sheet, 'dialog').matches('[open]'));
  });
});
