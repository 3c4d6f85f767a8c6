import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { QueuedPrompt } from '../../contract/rows.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { PromptSendEvent } from './detail-events.ts';

/** What sending does now: a place in the queue of the run in hand, or a new run. */
export type ComposerMode = 'queue' | 'resume';

const labels: Readonly<Record<ComposerMode, { button: string; placeholder: string }>> = {
  queue: { button: 'Queue', placeholder: 'Follow up. The agent gets it after this turn' },
  resume: { button: 'Resume', placeholder: 'Tell the agent how to go on' },
};

/**
 * @summary Where the user writes to the agent. What is typed is kept for the session until it is sent.
 *
 * @fires prompt-send - The user sends what is written. The owner calls `clear()` once it has arrived.
 */
@customElement('lulu-composer')
export class LuluComposer extends LitElement {
  static override styles = [
    base,
    fields,
    buttons,
    css`
      :host {
        display: block;
      }
      form {
        display: flex;
        align-items: flex-end;
        gap: var(--lulu-space-2);
        padding: 6px 6px 6px 12px;
        border: 1px solid var(--lulu-border-strong);
        border-radius: var(--lulu-radius-l);
        background: var(--lulu-bg-raised);
      }
      form:focus-within {
        border-color: transparent;
        outline: 2px solid var(--lulu-focus);
        outline-offset: -1px;
      }
      textarea,
      textarea:focus-visible {
        flex: 1;
        min-block-size: 32px;
        max-block-size: 38vh;
        padding: 6px 0;
        border: 0;
        outline: none;
        background: none;
        line-height: 20px;
        resize: none;
      }
      textarea:disabled {
        color: var(--lulu-text-3);
      }
      ul {
        margin: 0 0 var(--lulu-space-2);
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        gap: var(--lulu-space-2);
        padding: 2px 12px;
        color: var(--lulu-text-2);
        font-size: var(--lulu-text-size-s);
        line-height: 20px;
      }
      li > span:last-child {
        flex: 1;
        min-inline-size: 0;
      }
      .tag {
        flex: none;
        color: var(--lulu-text-3);
        font-size: var(--lulu-text-size-xs);
      }
      .note {
        padding: 4px 12px 0;
      }
    `,
  ];

  /** Whose draft this is. */
  @property() sessionId = '';
  @property() mode: ComposerMode = 'queue';
  /** Given to the agent in this order, once it has time. */
  @property({ attribute: false }) queue: readonly QueuedPrompt[] = [];
  /** Why nothing can be sent now; empty where it can. */
  @property() blocked = '';
  /** Why the last message was not taken. */
  @property() problem = '';
  /** A message is on its way. */
  @property({ type: Boolean }) sending = false;

  @state() private text = '';
  @query('textarea') private readonly field!: HTMLTextAreaElement;

  override focus(options?: FocusOptions): void {
    this.field.focus(options);
  }

  /** The message has arrived: the draft goes, unless the user has typed on. */
  clear(sent: string): void {
    if (this.text === sent) this.#keep('');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('sessionId')) {
      this.text = sessionStorage.getItem(draftKey(this.sessionId)) ?? '';
    }
  }

  protected override updated(): void {
    this.field.style.blockSize = 'auto';
    this.field.style.blockSize = `${this.field.scrollHeight}px`;
  }

  protected override render(): TemplateResult {
    const { button, placeholder } = labels[this.mode];
    const blocked = this.blocked !== '';
    return html`
      ${
        this.queue.length === 0
          ? nothing
          : html`<ul aria-label="Queued">
              ${this.queue.map(
                ({ text }) =>
                  html`<li>
                    <span class="tag">Queued</span
                    ><span class="ellipsis" title=${text}>${text}</span>
                  </li>`,
              )}
            </ul>`
      }
      <form @submit=${this.#onSubmit}>
        <textarea
          rows="1"
          aria-label=${placeholder}
          aria-invalid=${this.problem === '' ? 'false' : 'true'}
          aria-describedby="note"
          placeholder=${blocked ? this.blocked : placeholder}
          ?disabled=${blocked}
          .value=${this.text}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
        ></textarea>
        <button
          class=${this.mode === 'queue' ? '' : 'primary'}
          ?disabled=${blocked || this.sending || this.text.trim() === ''}
        >
          ${button}
        </button>
      </form>
      <div id="note" role="status">
        ${this.problem === '' ? nothing : html`<p class="note error">${this.problem}</p>`}
      </div>
    `;
  }

  #keep(text: string): void {
    this.text = text;
    if (text === '') sessionStorage.removeItem(draftKey(this.sessionId));
    else storeDraft(this.sessionId, text);
  }

  #send(): void {
    if (this.text.trim() === '' || this.sending || this.blocked !== '') return;
    this.dispatchEvent(new PromptSendEvent(this.text));
  }

  readonly #onInput = (): void => {
    this.#keep(this.field.value);
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#send();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#send();
  };
}

function draftKey(sessionId: string): string {
  return `lulu-draft:${sessionId}`;
}

function storeDraft(sessionId: string, text: string): void {
  try {
    sessionStorage.setItem(draftKey(sessionId), text);
  } catch {
    // A draft beyond the storage's quota lives as long as the page: typing goes on.
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-composer': LuluComposer;
  }
}
