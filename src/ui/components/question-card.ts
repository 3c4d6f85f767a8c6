import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Question } from '../../contract/events.ts';
import type { OpenRequest } from '../../contract/rows.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { approvalStyles } from './approval-styles.ts';
import { ApprovalAnswerEvent, type RequestAnswer } from './detail-events.ts';
import { detailStrings } from '../detail-strings.ts';

const words = detailStrings.approval;

/** What is chosen of one question: labels, and the user's own words where those are chosen too. */
interface Choice {
  readonly labels: readonly string[];
  readonly isOther: boolean;
  readonly other: string;
}

const none: Choice = { labels: [], isOther: false, other: '' };

/**
 * @summary Questions of the agent, each with its options and room for other words.
 *
 * @fires approval-answer - The user has answered.
 */
@customElement('lulu-question-card')
export class LuluQuestionCard extends LitElement {
  static override styles = [
    base,
    fields,
    buttons,
    approvalStyles,
    css`
      .questions {
        max-block-size: min(46vh, 520px);
        padding: 2px 14px 8px;
        overflow: auto;
      }
      fieldset {
        margin: 0;
        padding: 8px 0 4px;
        border: 0;
      }
      fieldset + fieldset {
        border-block-start: 1px solid var(--lulu-border);
      }
      legend {
        float: inline-start;
        inline-size: 100%;
        padding: 0 0 4px;
        font-weight: 600;
        line-height: 20px;
        overflow-wrap: anywhere;
      }
      legend .hint {
        font-weight: 400;
      }
      label {
        display: flex;
        clear: both;
        gap: 10px;
        padding: 4px 8px;
        margin-inline: -8px;
        border-radius: var(--lulu-radius);
        color: var(--lulu-text);
        font-weight: 400;
        line-height: 20px;
      }
      label:hover {
        background: var(--lulu-hover);
      }
      label input {
        flex: none;
        inline-size: 16px;
        min-block-size: 16px;
        block-size: 16px;
        margin: 2px 0;
        accent-color: var(--lulu-accent);
      }
      label span {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      small {
        display: block;
        color: var(--lulu-text-2);
        font-size: var(--lulu-text-size-xs);
        line-height: 18px;
      }
      .other {
        min-block-size: 28px;
        margin: 2px 0 4px 26px;
        inline-size: calc(100% - 26px);
        padding-block: 2px;
        font-size: var(--lulu-text-size-s);
      }
      form {
        border-block-start: 1px solid var(--lulu-border);
      }
    `,
  ];

  /** What is asked. Nothing renders until it is set. */
  @property({ attribute: false }) request: OpenRequest | undefined;
  /** Nothing can be answered now: an interrupt is in hand, or there is no engine. */
  @property({ type: Boolean }) disabled = false;
  /** Why the last answer was not taken. */
  @property() problem = '';

  @state() private answered = false;
  @state() private choices: ReadonlyMap<string, Choice> = new Map();
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
          ?disabled=${off || !this.#isComplete(questions)}
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
    const choice = this.#choiceOf(question);
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
                  this.#choose(question, { ...choice, other: event.target.value });
              }}
            />`
          : nothing
      }
    </fieldset>`;
  }

  /** `label` null: the user's own words. */
  #pick(question: Question, label: string | null, on: boolean): void {
    const choice = this.#choiceOf(question);
    if (question.multiSelect !== true) {
      this.#choose(question, {
        ...choice,
        labels: label === null ? [] : [label],
        isOther: label === null,
      });
    } else if (label === null) this.#choose(question, { ...choice, isOther: on });
    else {
      const others = choice.labels.filter((each) => each !== label);
      this.#choose(question, { ...choice, labels: on ? [...others, label] : others });
    }
    if (label === null && on) void this.#focusOther(question);
  }

  async #focusOther({ question }: Question): Promise<void> {
    await this.updateComplete;
    const fields = [...this.renderRoot.querySelectorAll<HTMLInputElement>('.other')];
    fields.find((field) => field.ariaLabel === words.otherField(question))?.focus();
  }

  #choose({ question }: Question, choice: Choice): void {
    this.choices = new Map([...this.choices, [question, choice]]);
  }

  #choiceOf({ question }: Question): Choice {
    return this.choices.get(question) ?? none;
  }

  /** In the order of the options, the user's own words last. */
  #answersTo(question: Question): string[] {
    const { labels, isOther, other } = this.#choiceOf(question);
    const chosen = question.options
      .map(({ label }) => label)
      .filter((label) => labels.includes(label));
    return isOther && other.trim() !== '' ? [...chosen, other.trim()] : chosen;
  }

  #isComplete(questions: readonly Question[]): boolean {
    return questions.length > 0 && questions.every((each) => this.#answersTo(each).length > 0);
  }

  #answer(answer: RequestAnswer): void {
    if (this.request === undefined || this.disabled || this.answered) return;
    this.answered = true;
    this.dispatchEvent(new ApprovalAnswerEvent(this.request.requestId, answer));
  }

  readonly #onAnswer = (): void => {
    const answers: Record<string, string | string[]> = {};
    for (const question of this.request?.questions ?? []) {
      const chosen = this.#answersTo(question);
      answers[question.question] = question.multiSelect === true ? chosen : (chosen[0] ?? '');
    }
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
