import { assert, oneEvent } from '@open-wc/testing';
import { html } from 'lit';
import type { QueuedPrompt } from '../../src/contract/rows.ts';
import type { QueueChangeEvent } from '../../src/ui/components/detail-events.ts';
import type { LuluQueuedPrompts } from '../../src/ui/components/queued-prompts.ts';
import '../../src/ui/components/queued-prompts.ts';
import { ago } from '../helpers/rows.ts';
import { buttonOf, expectAccessible, inside, show } from './look.ts';
import { until } from './until.ts';

const queue: readonly QueuedPrompt[] = [
  { id: 1, text: 'Then the tests', at: ago(5) },
  { id: 2, text: 'Then the docs', at: ago(2) },
];

const shown = (disabled = false): Promise<LuluQueuedPrompts> =>
  show(
    'lulu-queued-prompts',
    html`<lulu-queued-prompts .queue=${queue} .disabled=${disabled}></lulu-queued-prompts>`,
  );

async function edit(prompts: LuluQueuedPrompts): Promise<HTMLTextAreaElement> {
  buttonOf(prompts, 'Edit: Then the tests').click();
  await until(() => prompts.shadowRoot?.activeElement?.localName === 'textarea', 'it is edited');
  return inside(prompts, 'textarea') as HTMLTextAreaElement;
}

function press(field: HTMLTextAreaElement, key: string, shiftKey = false): boolean {
  const made = { key, shiftKey, bubbles: true, cancelable: true };
  return field.dispatchEvent(new KeyboardEvent('keydown', made));
}

describe('<lulu-queued-prompts>', () => {
  it('is accessible, also while one is edited', async () => {
    const prompts = await shown();
    await expectAccessible(prompts);
    await edit(prompts);
    await expectAccessible(prompts);
  });

  it('changes one by Enter, and breaks its line by Shift-Enter', async () => {
    const prompts = await shown();
    const field = await edit(prompts);
    assert.equal(field.value, 'Then the tests');
    assert.isTrue(press(field, 'Enter', true), 'Shift-Enter is left to the field');
    field.value = 'Then all tests';
    const changed = oneEvent<QueueChangeEvent>(prompts, 'queue-change');
    press(field, 'Enter');
    const { queuedId, text } = await changed;
    assert.deepEqual([queuedId, text], [1, 'Then all tests']);
  });

  it('leaves one as it was by Esc', async () => {
    const prompts = await shown();
    let changes = 0;
    prompts.addEventListener('queue-change', () => (changes += 1));
    const field = await edit(prompts);
    field.value = 'Something else';
    press(field, 'Escape');
    await prompts.updateComplete;
    assert.equal(changes, 0);
    assert.equal(inside(prompts, 'li .ellipsis').textContent, 'Then the tests');
  });

  it('takes one out', async () => {
    const prompts = await shown();
    const changed = oneEvent<QueueChangeEvent>(prompts, 'queue-change');
    buttonOf(prompts, 'Remove: Then the docs').click();
    const { queuedId, text } = await changed;
    assert.deepEqual([queuedId, text], [2, null]);
  });

  it('is out of reach while it is disabled, and nothing at all where nothing waits', async () => {
    const prompts = await shown(true);
    assert.isTrue(buttonOf(prompts, 'Edit: Then the tests').disabled);
    assert.isTrue(buttonOf(prompts, 'Remove: Then the tests').disabled);
    prompts.queue = [];
    await prompts.updateComplete;
    assert.equal(prompts.offsetHeight, 0);
  });
});
