import { assert, expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { OpenRequest } from '../../src/contract/rows.ts';
import '../../src/ui/components/approval-card.ts';
import type { ApprovalAnswerEvent } from '../../src/ui/components/detail-events.ts';
import type { LuluApprovalCard } from '../../src/ui/components/approval-card.ts';
import { request } from './gallery/believable-session.ts';
import './look.ts';

function render(shown: OpenRequest): Promise<LuluApprovalCard> {
  return fixture(html`<lulu-approval-card .request=${shown}></lulu-approval-card>`);
}

function button(card: LuluApprovalCard, label: string): HTMLButtonElement {
  const found = [...(card.shadowRoot?.querySelectorAll('button') ?? [])].find(
    (each) => each.textContent.trim() === label,
  );
  if (found === undefined) throw new Error(`There is no button ${label}`);
  return found;
}

describe('<lulu-approval-card>', () => {
  it('is accessible', async () => {
    await expect(await render(request)).to.be.accessible();
  });

  it('shows the whole command', async () => {
    const command = `cat <<E\n${'line\n'.repeat(300)}E`;
    const card = await render({ ...request, input: { command } });

    assert.equal(card.shadowRoot?.querySelector('pre')?.textContent, command);
  });

  it('shows an edit as a change', async () => {
    const input = { file_path: 'a.ts', old_string: 'one\ntwo', new_string: 'one\nthree' };
    const card = await render({ ...request, tool: 'Edit', input });
    const rows = [...(card.shadowRoot?.querySelectorAll('.row') ?? [])].map((row) =>
      row.className.replace('row ', ''),
    );

    assert.deepEqual(rows, ['same', 'removed', 'added']);
  });

  it('approves its own request, once', async () => {
    const card = await render(request);
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');

    button(card, 'Approve').click();

    assert.include(await answered, { requestId: request.requestId, allow: true, message: null });
    await card.updateComplete;
    assert.isTrue(button(card, 'Approve').disabled);
    assert.isTrue(button(card, 'Deny').disabled);
  });

  it('denies with what the user says', async () => {
    const card = await render(request);
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');
    const input = card.shadowRoot?.querySelector('input');
    if (!input) throw new Error('There is no field');

    input.value = ' No network. ';
    button(card, 'Deny').click();

    assert.include(await answered, { allow: false, message: 'No network.' });
  });

  it('can be answered again after a refusal, and says why', async () => {
    const card = await render(request);
    button(card, 'Approve').click();

    card.problem = 'The engine did not answer in time.';
    await card.updateComplete;

    assert.isFalse(button(card, 'Approve').disabled);
    assert.include(card.shadowRoot?.textContent, 'did not answer in time');
  });

  it('cannot be answered while disabled', async () => {
    const card = await render(request);
    card.disabled = true;
    await card.updateComplete;

    assert.isTrue(button(card, 'Approve').disabled);
    assert.isTrue(button(card, 'Deny').disabled);
  });
});
