import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Question } from '../../contract/events.ts';
import type { OpenRequest } from '../../contract/rows.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { approvalStyles } from './approval-styles.ts';
import { ApprovalAnswerEvent, type RequestAnswer } from './detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import { Choices } from './question-choices.ts';
import { questionStyles } from './question-styles.ts';

const words = detailStrings.approval;

/**
 * @summary Questions of the agent, each with its options and room for other words.
 *
 * @fires approval-answer - The user has answered.
 */
@customElement('lulu-question-card')
export class LuluQuestionCard extends LitElement {
  static override styles = [base, fields, buttons, approvalStyles, questionStyles];

  /** What is asked. Nothing renders until it is set. */
  @property({ attribute: false }) request: OpenRequest | undefined;
  /** Nothing can be answered now: an interrupt is in hand, or there is no engine. */
  @property({ type: Boolean }) disabled = false;
  /** Why the last answer was not taken. */
  @property() problem = '';

  @state() private answered = false;
  @state() private choices = new Choices();
  @query('form > input') private readonly reply!: HTMLInputElement | null;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('fieldset input')?.focus();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('problem') && this.problem !== '') this.answered = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { request } = this;
    if (request === undefined) return nothing;
    const questions = request.questions ?? [];
    const off = this.disabled || this.answered;
    return html`
      <div class="questions">
        ${questions.map((question, index) => this.#renderQuestion(question, index, off))}
      </div>
      <form @submit=${this.#onSubmit}>
        <input
          aria-label=${words.replyField}
          placeholder=${words.replyPlaceholder}
          ?disabled=${off}
        />
        <button type="button" ?disabled=${off} @click=${this.#onReply}>${words.reply}</button>
        <button
          type="button"
          class="primary"
          ?disabled=${off || !this.choices.areComplete(questions)}
          @click=${this.#onAnswer}
        >
          ${words.answer}
        </button>
      </form>
      <div role="status">
        ${this.problem === '' ? nothing : html`<p class="note error">${this.problem}</p>`}
      </div>
    `;
  }

  #renderQuestion(question: Question, index: number, off: boolean): TemplateResult {
    const choice = this.choices.of(question);
    const type = question.multiSelect === true ? 'checkbox' : 'radio';
    const name = `question-${String(index)}`;
    const option = (value: string, about: string | undefined, isOther: boolean) =>
      html`<label
        ><input
          type=${type}
          name=${name}
          ?disabled=${off}
          .checked=${isOther ? choice.isOther : choice.labels.includes(value)}
          @change=${(event: Event) => {
            if (event.target instanceof HTMLInputElement)
              this.#pick(question, isOther ? null : value, event.target.checked);
          }}
        /><span
          >${value}${about === undefined ? nothing : html`<small>${about}</small>`}</span
        ></label
      >`;
    return html`<fieldset>
      <legend>
        ${question.question}
        ${type === 'checkbox' ? html`<span class="hint">${words.severalHint}</span>` : nothing}
      </legend>
      ${question.options.map(({ label, description }) => option(label, description, false))}
      ${option(words.other, undefined, true)}
      ${
        choice.isOther
          ? html`<input
              class="other"
              aria-label=${words.otherField(question.question)}
              ?disabled=${off}
              .value=${choice.other}
              @input=${(event: Event) => {
                if (event.target instanceof HTMLInputElement)
                  this.choices = this.choices.withWords(question, event.target.value);
              }}
            />`
          : nothing
      }
    </fieldset>`;
  }

  /** `label` null: the user's own words. */
  #pick(question: Question, label: string | null, on: boolean): void {
    this.choices = this.choices.with(question, label, on);
    if (label === null && on) void this.#focusOther(question);
  }

  async #focusOther({ question }: Question): Promise<void> {
    await this.updateComplete;
    const fields = [...this.renderRoot.querySelectorAll<HTMLInputElement>('.other')];
    fields.find((field) => field.ariaLabel === words.otherField(question))?.focus();
  }

  #answer(answer: RequestAnswer): void {
    if (this.request === undefined || this.disabled || this.answered) return;
    this.answered = true;
    this.dispatchEvent(new ApprovalAnswerEvent(this.request.requestId, answer));
  }

  readonly #onAnswer = (): void => {
    const answers = this.choices.answers(this.request?.questions ?? []);
    this.#answer({ behavior: 'answer', answers });
  };

  readonly #onReply = (): void => {
    const message = this.reply?.value.trim() ?? '';
    this.#answer({ behavior: 'deny', message: message === '' ? null : message });
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    if ((this.reply?.value.trim() ?? '') !== '') this.#onReply();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-question-card': LuluQuestionCard;
  }
}
