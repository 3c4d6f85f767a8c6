/** What the agent asked of the user, and what it was told. */
import { html, nothing, type TemplateResult } from 'lit';
import { askText } from '../../core/ask.ts';
import type { EntryOf } from '../../core/timeline-entry.ts';
import { stringField, toJson } from '../rendering/payload-text.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';

const words = detailStrings.answered;

type Answer = NonNullable<EntryOf<'approval'>['answer']>;

export function approvalEntry(
  { request, answer }: EntryOf<'approval'>,
  { worktree }: EntryContext,
): TemplateResult {
  const asked = request === null ? words.earlier : askText(request.tool, request.input, worktree);
  return html`<div class="asked" data-answer=${answer?.behavior ?? 'open'}>
    <span class="question">${withCode(asked)}</span>
    <span class="answer">${answer === null ? words.open : answerText(answer)}</span>
    ${answer?.message === undefined ? nothing : html`<q>${answer.message}</q>`}
    ${answer?.rule === undefined ? nothing : html`<span class="answer">${words.rule(answer.rule)}</span>`}
    ${answer?.input === undefined ? nothing : html`<pre class="output">${editedText(request, answer.input)}</pre>`}
  </div>`;
}

/** What was run instead: a command as such, any other input as JSON. */
function editedText(request: EntryOf<'approval'>['request'], input: unknown): string {
  const command = request?.tool === 'Bash' ? stringField(input, 'command') : undefined;
  return command ?? toJson(input);
}

export function questionEntry({ request, answer }: EntryOf<'question'>): TemplateResult {
  const questions = request?.questions.map(({ question }) => question) ?? [];
  const answers = Object.entries(answer?.answers ?? {});
  return html`<div class="asked" data-answer=${answer === null ? 'open' : 'allow'}>
    ${questions.map((question) => html`<span class="question">${question}</span>`)}
    ${answer === null ? html`<span class="answer">${words.open}</span>` : nothing}
    ${answers.map(
      ([question, text]) =>
        html`<span class="answer">${questions.length > 1 ? `${question} ` : ''}${text}</span>`,
    )}
    ${answer?.message === undefined ? nothing : html`<q>${answer.message}</q>`}
  </div>`;
}

/** What stands between backticks as code. */
function withCode(text: string): (string | TemplateResult)[] {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

function answerText({ behavior, by, input }: Answer): string {
  if (behavior === 'withdrawn') return words.withdrawn;
  const word = behavior === 'deny' ? words.deny : input === undefined ? words.allow : words.edited;
  switch (by) {
    case 'user':
      return word;
    case 'rule':
      return `${word} by a rule`;
    case 'agent':
      return `${word} by the agent`;
    case 'engine':
      return `${word} by Lulu`;
  }
}
