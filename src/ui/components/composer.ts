import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { QueuedPrompt } from '../../contract/rows.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { composerStyles } from './composer-styles.ts';
import { PromptSendEvent } from './detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import { FileCompletion, type CompleteFile } from './file-completion.ts';
import { ImageAttachments } from './image-attachments.ts';
import { keepDraft, keptDraft } from './prompt-draft.ts';
import { PromptHistory, type PromptBefore } from './prompt-history.ts';
import type { KeepImage } from './prompt-images.ts';

/** What sending does now: a place in the queue of the run in hand, or a new run. */
export type ComposerMode = 'queue' | 'resume';

const words = detailStrings.composer;

/**
 * @summary Where the user writes to the agent. What is typed is kept for the session until it is sent.
 *
 * @fires prompt-send - The user sends what is written. The owner calls `clear()` once it has arrived.
 * @fires queue-change - A queued follow-up was changed, or taken out.
 */
@customElement('lulu-composer')
export class LuluComposer extends LitElement {
  static override styles = [base, fields, buttons, composerStyles];

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
  /** What was said before; without it there is no history. */
  @property({ attribute: false }) promptBefore: PromptBefore | undefined;
  @property({ attribute: false }) completeFile: CompleteFile | undefined;
  @property({ attribute: false }) keepImage: KeepImage | undefined;

  @state() private text = '';

  @query('textarea') private readonly field!: HTMLTextAreaElement;

  readonly #files = new FileCompletion(this, {
    field: () => this.field,
    complete: () => this.completeFile,
    put: (text, caret) => {
      this.#put(text, caret);
    },
  });
  readonly #images = new ImageAttachments(this, {
    keep: () => this.keepImage,
    sessionId: () => this.sessionId,
    text: () => this.text,
    put: (text) => {
      this.#put(text);
    },
  });
  #history: PromptHistory | undefined;

  override focus(options?: FocusOptions): void {
    this.field.focus(options);
  }

  /** The message has arrived: the draft goes, unless the user has typed on. */
  clear(sent: string): void {
    this.#history?.leave();
    if (this.text === sent) this.#keep('');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('sessionId')) {
      this.text = keptDraft(this.sessionId);
      this.#images.forgetProblem();
      this.#files.close();
    }
    if (changed.has('promptBefore')) {
      this.#history = this.promptBefore && new PromptHistory(this.promptBefore);
    }
    if (this.queue.length > 0) void import('./queued-prompts.ts');
  }

  protected override updated(): void {
    this.field.style.blockSize = 'auto';
    this.field.style.blockSize = `${String(this.field.scrollHeight)}px`;
  }

  protected override render(): TemplateResult {
    const { placeholder } = words[this.mode];
    const blocked = this.blocked !== '';
    const { isOpen, chosenId } = this.#files;
    const { isDropping } = this.#images;
    return html`
      <lulu-queued-prompts .queue=${this.queue} .disabled=${blocked}></lulu-queued-prompts>
      ${this.#files.render()}
      <form
        class=${isDropping ? 'dropping' : ''}
        @submit=${this.#onSubmit}
        @dragover=${this.#images.onDragOver}
        @dragleave=${this.#images.onDragLeave}
        @drop=${this.#images.onDrop}
      >
        ${this.#images.render()}
        <div class="line">
          <textarea
            rows="1"
            dir="auto"
            aria-label=${placeholder}
            aria-invalid=${this.problem === '' ? 'false' : 'true'}
            aria-describedby="note"
            aria-autocomplete="list"
            aria-controls=${isOpen ? 'files' : nothing}
            aria-activedescendant=${isOpen ? chosenId : nothing}
            placeholder=${blocked ? this.blocked : isDropping ? words.drop : placeholder}
            ?disabled=${blocked}
            .value=${this.text}
            @input=${this.#onInput}
            @keydown=${this.#onKey}
            @paste=${this.#images.onPaste}
            @blur=${this.#files.close}
          ></textarea>
          ${this.#renderButtons(blocked)}
        </div>
      </form>
      <div id="note" role="status">${this.#renderNote()}</div>
    `;
  }

  #renderButtons(blocked: boolean): TemplateResult {
    const off = blocked || this.sending || this.text.trim() === '';
    const isQueue = this.mode === 'queue';
    return html`
      ${this.#images.renderPicker(blocked)}
      ${
        isQueue
          ? html`<button
              type="button"
              class="quiet"
              title=${words.sendNowTitle}
              ?disabled=${off}
              @click=${() => {
                this.#send(true);
              }}
            >
              ${words.sendNow}
            </button>`
          : nothing
      }
      <button
        class=${isQueue ? '' : 'primary'}
        title=${isQueue ? words.queueTitle : nothing}
        ?disabled=${off}
      >
        ${words[this.mode].button}
      </button>
    `;
  }

  #renderNote(): TemplateResult | typeof nothing {
    const problem = this.problem === '' ? this.#images.problem : this.problem;
    if (problem !== '') return html`<p class="note error">${problem}</p>`;
    if (this.#images.isUnderWay) return html`<p class="note hint">${words.uploading}</p>`;
    return nothing;
  }

  #keep(text: string): void {
    this.text = text;
    keepDraft(this.sessionId, text);
  }

  /** Puts `text` in the field at once, with the caret at its end or at `caret`. */
  #put(text: string, caret = text.length): void {
    this.#keep(text);
    this.field.value = text;
    this.field.setSelectionRange(caret, caret);
  }

  #send(now: boolean): void {
    if (this.text.trim() === '' || this.sending || this.blocked !== '') return;
    this.dispatchEvent(new PromptSendEvent(this.text, now && this.mode === 'queue'));
  }

  readonly #onInput = (): void => {
    this.#history?.leave();
    this.#keep(this.field.value);
    void this.#files.look();
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#send(false);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    // While an input method composes, keys choose words.
    if (event.isComposing) return;
    if (this.#files.takesKey(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#send(event.ctrlKey || event.metaKey);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') this.#onHistoryKey(event);
  };

  /** Only an empty field, or one that holds a past prompt unchanged, goes through history. */
  #onHistoryKey(event: KeyboardEvent): void {
    const history = this.#history;
    if (history === undefined || event.shiftKey || event.ctrlKey || event.altKey) return;
    const { value } = this.field;
    if (value !== (history.shown ?? '')) return;
    if (event.key === 'ArrowUp') {
      event.preventDefault();
      void history.older().then((text) => {
        if (text !== undefined && this.field.value === value) this.#put(text);
      });
    } else if (history.shown !== undefined) {
      event.preventDefault();
      this.#put(history.newer());
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-composer': LuluComposer;
  }
}
