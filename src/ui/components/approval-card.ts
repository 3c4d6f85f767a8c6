import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { OpenRequest } from '../../contract/rows.ts';
import { askText } from '../../core/ask.ts';
import { renderMarkdown } from '../rendering/markdown.ts';
import { stringField, toJson } from '../rendering/payload-text.ts';
import { editRows } from '../rendering/tool-change.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { ApprovalAnswerEvent } from './detail-events.ts';
import { diffRows } from './diff-block.ts';
import { entryStyles } from './entry-styles.ts';

/**
 * @summary What the agent asks leave for, in full, and the two answers.
 *
 * @fires approval-answer - The user has decided.
 */
@customElement('lulu-approval-card')
export class LuluApprovalCard extends LitElement {
  static override styles = [
    entryStyles,
    base,
    fields,
    buttons,
    css`
      :host {
        display: block;
        border: 1px solid color-mix(in srgb, var(--lulu-amber) 50%, var(--lulu-border));
        border-radius: var(--lulu-radius-l);
        background: var(--lulu-bg-raised);
        overflow: hidden;
      }
      h3 {
        padding: 10px 14px 8px;
        font-weight: 600;
        line-height: 20px;
        overflow-wrap: anywhere;
      }
      .what {
        max-block-size: min(36vh, 420px);
        overflow: auto;
        border-block: 1px solid var(--lulu-border);
        background: var(--lulu-bg-inset);
      }
      .what > :is(pre, .prose, ul) {
        margin: 0;
        padding: 8px 14px;
      }
      .what .diff {
        border: 0;
        background: var(--lulu-bg);
      }
      .what ul {
        padding-inline-start: 32px;
      }
      form {
        display: flex;
        align-items: center;
        gap: var(--lulu-space-2);
        padding: var(--lulu-space-2);
      }
      input {
        flex: 1;
        min-inline-size: 0;
        font-size: var(--lulu-text-size-s);
      }
      .note {
        padding: 0 14px 8px;
        background: none;
      }
      @media (max-width: 560px) {
        form {
          flex-wrap: wrap;
        }
        input {
          flex-basis: 100%;
        }
      }
    `,
  ];

  /** What is asked. Nothing renders until it is set. */
  @property({ attribute: false }) request: OpenRequest | undefined;
  /** Absolute path of the session's worktree: paths below it are shown as seen from there. */
  @property() worktree = '';
  /** Nothing can be answered now: an interrupt is in hand, or there is no engine. */
  @property({ type: Boolean }) disabled = false;
  /** Why the last answer was not taken. */
  @property() problem = '';

  @state() private answered = false;
  @query('input') private readonly message!: HTMLInputElement;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // A refused answer can be given again.
    if (changed.has('request') || (changed.has('problem') && this.problem !== '')) {
      this.answered = false;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { request } = this;
    if (request === undefined) return nothing;
    const off = this.disabled || this.answered;
    const isQuestion = request.kind === 'question';
    return html`
      <h3 id="ask">${titleOf(request, this.worktree)}</h3>
      <div class="what" role="group" aria-labelledby="ask" tabindex="0">${bodyOf(request)}</div>
      <form @submit=${this.#onSubmit}>
        <input
          aria-label=${isQuestion ? 'Your answer, in words' : 'Message to the agent with a denial'}
          placeholder=${isQuestion ? 'Answer in your own words' : 'If not, say why (optional)'}
          ?disabled=${off}
        />
        <button type="button" ?disabled=${off} @click=${this.#deny}>
          ${isQuestion ? 'Reply' : 'Deny'}
        </button>
        ${
          isQuestion
            ? nothing
            : html`<button type="button" class="primary" ?disabled=${off} @click=${this.#approve}>
                Approve
              </button>`
        }
      </form>
      <div role="status">
        ${this.problem === '' ? nothing : html`<p class="note error">${this.problem}</p>`}
      </div>
    `;
  }

  #answer(allow: boolean): void {
    if (this.request === undefined || this.disabled || this.answered) return;
    this.answered = true;
    const message = this.message.value.trim();
    const sent = allow || message === '' ? null : message;
    this.dispatchEvent(new ApprovalAnswerEvent(this.request.requestId, allow, sent));
  }

  readonly #approve = (): void => {
    this.#answer(true);
  };

  readonly #deny = (): void => {
    this.#answer(false);
  };

  /** Enter in the message sends it, and a message only goes with a denial; without one, Enter does nothing. */
  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    if (this.message.value.trim() !== '') this.#answer(false);
  };
}

/** The command itself stands below; above it a title need not repeat it. */
function titleOf({ tool, input }: OpenRequest, worktree: string): string {
  return tool === 'Bash' ? 'Run this command?' : askText(tool, input, worktree);
}

function bodyOf({ tool, input, questions }: OpenRequest): TemplateResult {
  if (questions !== null) {
    return html`${questions.map(
      ({ question, options }) =>
        html`<pre class="output">${question}</pre>
          <ul>
            ${options.map(
              ({ label, description }) =>
                html`<li>
                  <strong>${label}</strong>${description === undefined ? '' : ` ${description}`}
                </li>`,
            )}
          </ul>`,
    )}`;
  }
  const plan = tool === 'ExitPlanMode' ? stringField(input, 'plan') : undefined;
  if (plan !== undefined) return html`${renderMarkdown(plan)}`;
  const command = tool === 'Bash' ? stringField(input, 'command') : undefined;
  if (command !== undefined) return html`<pre class="output">${command}</pre>`;
  const rows = editRows({ toolUseId: '', name: tool, input }, null);
  return rows === undefined ? html`<pre class="output">${toJson(input)}</pre>` : diffRows(rows);
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-approval-card': LuluApprovalCard;
  }
}
