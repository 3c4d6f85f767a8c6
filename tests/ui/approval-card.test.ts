import { assert, fixture, html, oneEvent } from '@open-wc/testing';
import type { OpenRequest } from '../../src/contract/rows.ts';
import '../../src/ui/components/approval-card.ts';
import type { ApprovalAnswerEvent } from '../../src/ui/components/detail-events.ts';
import type { LuluApprovalCard } from '../../src/ui/components/approval-card.ts';
import { edit, plan, request } from './gallery/believable-session.ts';
import { row } from '../helpers/rows.ts';
import { expectAccessible } from './look.ts';
import { until } from './until.ts';

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

async function type(card: LuluApprovalCard, text: string): Promise<void> {
  const field = card.shadowRoot?.querySelector('textarea');
  if (!field) throw new Error('There is nothing to edit');
  field.value = text;
  field.dispatchEvent(new InputEvent('input'));
  await card.updateComplete;
}

describe('<lulu-approval-card>', () => {
  it('is accessible', async () => {
    await expectAccessible(await render(request));
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

    const { requestId, answer } = await answered;
    assert.equal(requestId, request.requestId);
    assert.deepEqual(answer, { behavior: 'allow' });
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

    assert.deepEqual((await answered).answer, { behavior: 'deny', message: 'No network.' });
  });

  it('approves a command as the user has changed it', async () => {
    const card = await render(request);
    button(card, 'Edit').click();
    await card.updateComplete;
    await expectAccessible(card);
    await type(card, 'npm test');
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');

    button(card, 'Approve as edited').click();

    const input = { command: 'npm test', description: 'Run the login end-to-end tests' };
    assert.deepEqual((await answered).answer, { behavior: 'allow', input });
  });

  it('approves any other input as JSON, and says where it is none', async () => {
    const card = await render(edit);
    button(card, 'Edit').click();
    await card.updateComplete;
    await type(card, '["no", "object"]');
    button(card, 'Approve as edited').click();
    await card.updateComplete;
    assert.include(card.shadowRoot?.querySelector('.error')?.textContent, 'no JSON object');

    await type(card, '{"file_path": "a.ts"}');
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');
    button(card, 'Approve as edited').click();

    const input = { file_path: 'a.ts' };
    assert.deepEqual((await answered).answer, { behavior: 'allow', input });
  });

  it('shows a plan as text, and approves it with the mode that goes on from there', async () => {
    const card = await render(plan);
    await expectAccessible(card);
    assert.equal(card.shadowRoot?.querySelectorAll('.prose li').length, 3);
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');

    button(card, 'Approve and accept edits').click();

    assert.deepEqual((await answered).answer, {
      behavior: 'allow',
      permissionMode: 'acceptEdits',
    });
  });

  it('sends a plan back with a comment by Enter', async () => {
    const card = await render(plan);
    const field = card.shadowRoot?.querySelector('input');
    if (!field) throw new Error('There is no field');
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');

    field.value = 'Keep the old fallback';
    field.form?.requestSubmit();

    assert.deepEqual((await answered).answer, {
      behavior: 'deny',
      message: 'Keep the old fallback',
    });
  });

  it('offers it although the request is read again while the rules are loaded', async () => {
    const card = document.createElement('lulu-approval-card');
    Object.assign(card, { request, place: row(1) });
    document.body.append(card);
    await card.updateComplete;
    card.request = { ...request };

    await until(() => card.shadowRoot?.textContent.includes('Always allow') === true, 'it offers');
    card.remove();
  });

  it('offers what could always be allowed, and where, and says which was taken', async () => {
    const place = row(1);
    const card: LuluApprovalCard = await fixture(
      html`<lulu-approval-card .request=${request} .place=${place}></lulu-approval-card>`,
    );
    await until(() => card.shadowRoot?.textContent.includes('Always allow') === true, 'it offers');
    button(card, 'Always allow…').click();
    const items = () => [
      ...(card.shadowRoot?.querySelector('lulu-menu')?.shadowRoot?.querySelectorAll('button') ??
        []),
    ];
    await until(() => items().length > 0, 'the menu is open');
    await expectAccessible(card);
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');

    items().at(1)?.click();

    const { answer } = await answered;
    if (answer.behavior !== 'allow') throw new Error('It was not approved');
    assert.deepInclude(answer.always, {
      tool: 'Bash',
      behavior: 'allow',
      scope: { kind: 'repository', path: place.repo },
    });
  });

  it('offers no rule for what is dangerous', async () => {
    const dangerous = { ...request, input: { command: 'git push --force' } };
    const { ruleOffers } = await import('../../src/ui/components/rule-offers.ts');

    assert.deepEqual(ruleOffers(dangerous, row(1)), []);
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
