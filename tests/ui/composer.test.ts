import { assert, expect, fixture, html, oneEvent } from '@open-wc/testing';
import '../../src/ui/components/composer.ts';
import type { LuluComposer } from '../../src/ui/components/composer.ts';
import type { PromptSendEvent } from '../../src/ui/components/detail-events.ts';
import './look.ts';

function render(sessionId: string): Promise<LuluComposer> {
  return fixture(html`<lulu-composer .sessionId=${sessionId} mode="queue"></lulu-composer>`);
}

function fieldOf(composer: LuluComposer): HTMLTextAreaElement {
  const field = composer.shadowRoot?.querySelector('textarea');
  if (!field) throw new Error('There is no field');
  return field;
}

async function type(composer: LuluComposer, text: string): Promise<void> {
  fieldOf(composer).value = text;
  fieldOf(composer).dispatchEvent(new InputEvent('input'));
  await composer.updateComplete;
}

function press(composer: LuluComposer, init: KeyboardEventInit): boolean {
  const event = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, ...init });
  return fieldOf(composer).dispatchEvent(event);
}

describe('<lulu-composer>', () => {
  afterEach(() => {
    sessionStorage.clear();
  });

  it('is accessible', async () => {
    await expect(await render('a')).to.be.accessible();
  });

  for (const init of [{}, { ctrlKey: true }, { metaKey: true }]) {
    it(`sends with Enter (${JSON.stringify(init)})`, async () => {
      const composer = await render('a');
      await type(composer, 'Go on\nplease');
      const sent = oneEvent<PromptSendEvent>(composer, 'prompt-send');

      press(composer, init);

      assert.equal((await sent).text, 'Go on\nplease');
    });
  }

  it('leaves Shift+Enter, and Enter while composing, to the field', async () => {
    const composer = await render('a');
    await type(composer, 'x');
    let sent = 0;
    composer.addEventListener('prompt-send', () => (sent += 1));

    assert.isTrue(press(composer, { shiftKey: true }));
    assert.isTrue(press(composer, { isComposing: true }));
    assert.equal(sent, 0);
  });

  it('keeps what is typed for each session until it has arrived', async () => {
    const first = await render('a');
    await type(first, 'half a thought');
    first.remove();

    assert.equal(fieldOf(await render('b')).value, '');
    const again = await render('a');
    assert.equal(fieldOf(again).value, 'half a thought');

    again.clear('half a thought');
    assert.equal(fieldOf(await render('a')).value, '');
  });

  it('says beside the field why a message was not taken, and keeps it', async () => {
    const composer = await render('a');
    await type(composer, 'x');

    composer.problem = 'The session is busy.';
    await composer.updateComplete;

    assert.include(composer.shadowRoot?.textContent, 'The session is busy.');
    assert.equal(fieldOf(composer).value, 'x');
    assert.equal(fieldOf(composer).getAttribute('aria-invalid'), 'true');
  });

  it('takes nothing while blocked and says why', async () => {
    const composer = await render('a');
    composer.blocked = 'Interrupting…';
    await composer.updateComplete;

    assert.isTrue(fieldOf(composer).disabled);
    assert.equal(fieldOf(composer).placeholder, 'Interrupting…');
  });
});
