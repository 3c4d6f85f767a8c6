import { assert, fixture, html } from '@open-wc/testing';
import type { SessionView } from '../../src/contract/rows.ts';
import '../../src/ui/components/session-events.ts';
import type { LuluSessionRow } from '../../src/ui/components/session-row.ts';
import '../../src/ui/components/session-row.ts';
import { everyKind, failed, restored, row, waiting } from '../helpers/rows.ts';
import { expectAccessible, inLook } from './look.ts';

async function render(session: SessionView): Promise<LuluSessionRow> {
  const list = await fixture<HTMLElement>(
    inLook(
      html`<div role="list">
        <lulu-session-row role="listitem" .session=${session} .stop=${true}></lulu-session-row>
      </div>`,
    ),
  );
  const element = list.querySelector('lulu-session-row');
  if (element === null) throw new Error('No row');
  await element.updateComplete;
  return element;
}

function part(element: LuluSessionRow, selector: string): HTMLElement {
  const found = element.shadowRoot?.querySelector<HTMLElement>(selector);
  if (found === null || found === undefined) throw new Error(`No ${selector}`);
  return found;
}

function chip(element: LuluSessionRow): ShadowRoot {
  const { shadowRoot } = part(element, 'lulu-status-chip');
  if (shadowRoot === null) throw new Error('No chip');
  return shadowRoot;
}

describe('<lulu-session-row>', () => {
  for (const session of everyKind) {
    it(`is accessible: ${session.name}`, async () => {
      await expectAccessible(await render(session));
    });
  }

  it('asks to open its session on Enter and on a double click', async () => {
    const element = await render(waiting);
    const button = part(element, '.row');
    for (const gesture of [
      new KeyboardEvent('keydown', { key: 'Enter' }),
      new MouseEvent('dblclick'),
    ]) {
      let opened: SessionView | undefined;
      element.addEventListener('session-open', ({ session }) => (opened = session), { once: true });
      button.dispatchEvent(gesture);
      assert.equal(opened, waiting);
    }
  });

  it('selects, and does not open, on one click', async () => {
    const element = await render(waiting);
    const heard: string[] = [];
    for (const type of ['session-select', 'session-open']) {
      element.addEventListener(type, () => heard.push(type));
    }
    part(element, '.row').click();
    assert.deepEqual(heard, ['session-select']);
  });

  it('stays one height however long its name', async () => {
    const short = await render(row(1));
    const long = await render(row(1, { name: 'x'.repeat(200) }));
    assert.equal(long.offsetHeight, short.offsetHeight);
    assert.isAtMost(part(long, '[part=name]').scrollHeight, 24);
  });

  it('begins every name at the same edge, and cuts one that runs from right to left at its own end', async () => {
    const name = part(await render(row(1, { name: 'إصلاح السلة' })), '[part=name]');
    const words = document.createRange();
    words.selectNodeContents(name);
    assert.equal(getComputedStyle(name).direction, 'rtl');
    assert.closeTo(words.getBoundingClientRect().left, name.getBoundingClientRect().left, 1);
  });

  it('has the whole failure reason in its tooltip', async () => {
    const detail = part(await render(failed), '[part=detail]');
    assert.equal(detail.title, failed.failureReason);
  });

  it('says what a waiting session asks', async () => {
    assert.equal(
      part(await render(waiting), '[part=detail]').textContent,
      waiting.waitingFor?.text,
    );
  });

  it('shows nothing that moves for a running session but the dot', async () => {
    const element = await render(row(1));
    assert.equal(part(element, '[part=detail]').textContent, 'shop · main');
    assert.isNotNull(chip(element).querySelector('.live'));
  });

  it('does not pulse when restored, and says how to go on', async () => {
    const element = await render(restored);
    assert.isNull(chip(element).querySelector('.live'));
    assert.include(part(element, '.restored').textContent, 'Restored');
    assert.equal(part(element, '[part=detail]').textContent, restored.recoveryHint);
  });

  it('says Interrupting… while an interrupt is in hand', async () => {
    const element = await render(row(1, { interrupting: true }));
    assert.equal(chip(element).textContent.trim(), 'Interrupting…');
  });
});
