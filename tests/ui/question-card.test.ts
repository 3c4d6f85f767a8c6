import { assert, fixture, html, oneEvent } from '@open-wc/testing';
import type { ApprovalAnswerEvent } from '../../src/ui/components/detail-events.ts';
import '../../src/ui/components/question-card.ts';
import type { LuluQuestionCard } from '../../src/ui/components/question-card.ts';
import { question } from './gallery/believable-session.ts';
import { expectAccessible } from './look.ts';

function render(): Promise<LuluQuestionCard> {
  return fixture(html`<lulu-question-card .request=${question}></lulu-question-card>`);
}

function all<E extends Element>(card: LuluQuestionCard, selector: string): E[] {
  return [...(card.shadowRoot?.querySelectorAll<E>(selector) ?? [])];
}

async function pick(card: LuluQuestionCard, ...labels: string[]): Promise<void> {
  for (const wanted of labels) {
    const label = all<HTMLLabelElement>(card, 'label').find((each) =>
      each.textContent.includes(wanted),
    );
    label?.querySelector('input')?.click();
    await card.updateComplete;
  }
}

function answerButton(card: LuluQuestionCard): HTMLButtonElement {
  const [found] = all<HTMLButtonElement>(card, 'button.primary');
  if (found === undefined) throw new Error('There is no button');
  return found;
}

describe('<lulu-question-card>', () => {
  it('is accessible, also while other words are typed', async () => {
    const card = await render();
    await expectAccessible(card);
    await pick(card, 'Other');
    await expectAccessible(card);
  });

  it('answers once every question has an answer: one of them, or several in their order', async () => {
    const card = await render();
    await pick(card, 'Their account', 'Where they came from', 'WebKit');
    await pick(card, 'Chromium');
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');

    answerButton(card).click();

    assert.deepEqual((await answered).answer, {
      behavior: 'answer',
      answers: {
        'Where should people land after they log in?': 'Where they came from',
        'Which browsers should the tests cover?': ['Chromium', 'WebKit'],
      },
    });
  });

  it('cannot be sent while a question is open', async () => {
    const card = await render();
    await pick(card, 'Their account');

    assert.isTrue(answerButton(card).disabled);
  });

  it('takes words of one\u2019s own, and puts the keyboard where they are typed', async () => {
    const card = await render();
    await pick(card, 'Firefox', 'Other');
    await card.updateComplete;
    const [field] = all<HTMLInputElement>(card, '.other');
    if (field === undefined) throw new Error('There is no field');
    assert.isTrue(field.matches(':focus'));
    assert.isTrue(answerButton(card).disabled);

    field.value = ' The start page ';
    field.dispatchEvent(new InputEvent('input'));
    await card.updateComplete;
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');
    answerButton(card).click();

    assert.deepEqual((await answered).answer, {
      behavior: 'answer',
      answers: {
        'Where should people land after they log in?': 'The start page',
        'Which browsers should the tests cover?': ['Firefox'],
      },
    });
  });

  it('lets the user rather say something else', async () => {
    const card = await render();
    const [field] = all<HTMLInputElement>(card, 'form > input');
    if (field !== undefined) field.value = 'Decide yourself.';
    const answered = oneEvent<ApprovalAnswerEvent>(card, 'approval-answer');

    field?.form?.requestSubmit();

    assert.deepEqual((await answered).answer, { behavior: 'deny', message: 'Decide yourself.' });
  });
});
