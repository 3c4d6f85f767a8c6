import { assert, fixture, html, oneEvent } from '@open-wc/testing';
import '../../src/ui/components/composer.ts';
import '../../src/ui/components/queued-prompts.ts';
import type { LuluComposer } from '../../src/ui/components/composer.ts';
import type { PromptSendEvent } from '../../src/ui/components/detail-events.ts';
import { expectAccessible } from './look.ts';
import { until } from './until.ts';

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
    await expectAccessible(await render('a'));
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

  it('sends now with Ctrl+Enter, and to the queue with Enter', async () => {
    const composer = await render('a');
    await type(composer, 'Stop and look');
    const sent: boolean[] = [];
    composer.addEventListener('prompt-send', ({ now }) => sent.push(now));

    press(composer, { ctrlKey: true });
    press(composer, {});

    assert.deepEqual(sent, [true, false]);
  });

  it('goes through what was said before with the arrows, in an empty field', async () => {
    const composer = await render('a');
    composer.promptBefore = (seq) =>
      Promise.resolve(
        seq === null ? { seq: 9, text: 'second' } : seq === 9 ? { seq: 2, text: 'first' } : null,
      );
    await composer.updateComplete;
    const step = async (key: string, text: string): Promise<void> => {
      press(composer, { key });
      await until(() => fieldOf(composer).value === text, `the field holds ${text}`);
    };

    await step('ArrowUp', 'second');
    await step('ArrowUp', 'first');
    await step('ArrowUp', 'first');
    await step('ArrowDown', 'second');
    await step('ArrowDown', '');
    await type(composer, 'new');
    assert.isTrue(press(composer, { key: 'ArrowUp' }), 'the arrow moves the caret');
    assert.equal(fieldOf(composer).value, 'new');
  });

  it('completes @files from the worktree by keyboard, and is accessible meanwhile', async () => {
    const composer = await render('a');
    composer.completeFile = (prefix) =>
      Promise.resolve(['src/a.ts', 'src/b c.ts'].filter((path) => path.startsWith(prefix)));
    await composer.updateComplete;
    await type(composer, 'See @src');
    const options = () => composer.shadowRoot?.querySelectorAll('[role=option]').length ?? 0;
    await until(() => options() === 2, 'the files are offered');
    await expectAccessible(composer);

    press(composer, { key: 'ArrowDown' });
    press(composer, {});
    await composer.updateComplete;

    assert.equal(fieldOf(composer).value, 'See @"src/b c.ts" ');
    assert.equal(options(), 0);
  });

  it('attaches a pasted image, shows it, and takes it out again', async () => {
    const composer = await render('a');
    const kept: string[] = [];
    composer.keepImage = ({ mediaType }) => {
      kept.push(mediaType);
      return Promise.resolve('0123456789abcdef.png');
    };
    await composer.updateComplete;
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([Uint8Array.of(1, 2)], 'shot.png', { type: 'image/png' }));
    fieldOf(composer).dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, cancelable: true }),
    );
    const image = () => composer.shadowRoot?.querySelector('.images img');
    await until(() => image() instanceof HTMLImageElement, 'the image is shown');
    await expectAccessible(composer);
    assert.deepEqual(kept, ['image/png']);
    assert.include(fieldOf(composer).value, '[image 0123456789abcdef.png]');

    composer.shadowRoot?.querySelector<HTMLButtonElement>('.images button')?.click();
    await composer.updateComplete;
    assert.equal(fieldOf(composer).value, '');
  });

  it('says why a file is not attached', async () => {
    const composer = await render('a');
    composer.keepImage = () => Promise.reject(new Error('never asked'));
    await composer.updateComplete;
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['<svg/>'], 'a.svg', { type: 'image/svg+xml' }));
    fieldOf(composer).dispatchEvent(new ClipboardEvent('paste', { clipboardData }));

    await until(
      () => composer.shadowRoot?.querySelector('.error')?.textContent.includes('PNG') === true,
      'it says why',
    );
  });

  it('changes a queued message, and takes one out', async () => {
    const composer = await render('a');
    composer.queue = [{ id: 7, text: 'Then test', at: '2026-01-01T00:00:00.000Z' }];
    await composer.updateComplete;
    const queue = composer.shadowRoot?.querySelector('lulu-queued-prompts');
    if (!queue) throw new Error('There is no queue');
    await queue.updateComplete;
    await expectAccessible(composer);
    const changes: (readonly [number, string | null])[] = [];
    composer.addEventListener('queue-change', ({ queuedId, text }) => {
      changes.push([queuedId, text]);
    });
    const [change, remove] = queue.shadowRoot?.querySelectorAll('button') ?? [];

    change?.click();
    await until(() => queue.shadowRoot?.querySelector('textarea') !== null, 'it can be edited');
    const field = queue.shadowRoot?.querySelector('textarea');
    if (field) field.value = 'Then test twice';
    field?.form?.requestSubmit();
    await queue.updateComplete;
    remove?.click();
    [...(queue.shadowRoot?.querySelectorAll('button') ?? [])].at(-1)?.click();

    assert.deepEqual(changes.slice(0, 1), [[7, 'Then test twice']]);
    assert.deepEqual(changes.at(-1), [7, null]);
  });
});
