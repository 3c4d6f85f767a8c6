import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { QueuedPrompt } from '../../contract/rows.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { composerStyles } from './composer-styles.ts';
import { PromptSendEvent } from './detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import { mentionAt, withMention, type Mention } from './file-mention.ts';
import { icon } from './icon.ts';
import { PromptHistory, type PromptBefore } from './prompt-history.ts';
import {
  imagesIn,
  namesIn,
  readImage,
  withImage,
  withoutImage,
  type KeepImage,
} from './prompt-images.ts';

/** What sending does now: a place in the queue of the run in hand, or a new run. */
export type ComposerMode = 'queue' | 'resume';

const words = detailStrings.composer;

/** Files completed by what was typed. @throws nothing: what cannot be completed has no completions. */
export type CompleteFile = (prefix: string) => Promise<readonly string[]>;

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
  @state() private files: readonly string[] = [];
  @state() private chosen = 0;
  @state() private imageProblem = '';
  @state() private attaching = 0;
  @state() private dropping = false;

  @query('textarea') private readonly field!: HTMLTextAreaElement;
  @query('input[type=file]') private readonly picker!: HTMLInputElement;

  #mention: Mention | undefined;
  #history: PromptHistory | undefined;
  /** What was attached on this page, to be seen beside the field. */
  readonly #previews = new Map<string, string>();

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
      this.text = sessionStorage.getItem(draftKey(this.sessionId)) ?? '';
      this.imageProblem = '';
      this.#closeFiles();
    }
    if (changed.has('promptBefore')) {
      this.#history = this.promptBefore && new PromptHistory(this.promptBefore);
    }
    if (this.queue.length > 0) void import('./queued-prompts.ts');
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.field.style.blockSize = 'auto';
    this.field.style.blockSize = `${String(this.field.scrollHeight)}px`;
    if (changed.has('chosen' as keyof LuluComposer)) {
      this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    }
  }

  protected override render(): TemplateResult {
    const { placeholder } = words[this.mode];
    const blocked = this.blocked !== '';
    const open = this.files.length > 0;
    return html`
      <lulu-queued-prompts .queue=${this.queue} .disabled=${blocked}></lulu-queued-prompts>
      ${open ? this.#renderFiles() : nothing}
      <form
        class=${this.dropping ? 'dropping' : ''}
        @submit=${this.#onSubmit}
        @dragover=${this.#onDragOver}
        @dragleave=${this.#onDragLeave}
        @drop=${this.#onDrop}
      >
        ${this.#renderImages()}
        <div class="line">
          <textarea
            rows="1"
            dir="auto"
            aria-label=${placeholder}
            aria-invalid=${this.problem === '' ? 'false' : 'true'}
            aria-describedby="note"
            aria-autocomplete="list"
            aria-controls=${open ? 'files' : nothing}
            aria-activedescendant=${open ? `file-${String(this.chosen)}` : nothing}
            placeholder=${blocked ? this.blocked : this.dropping ? words.drop : placeholder}
            ?disabled=${blocked}
            .value=${this.text}
            @input=${this.#onInput}
            @keydown=${this.#onKey}
            @paste=${this.#onPaste}
            @blur=${this.#closeFiles}
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
      ${
        this.keepImage === undefined
          ? nothing
          : html`<input
                type="file"
                accept="image/png,image/jpeg,image/gif,image/webp"
                multiple
                hidden
                aria-hidden="true"
                @change=${this.#onPick}
              />
              <button
                type="button"
                class="quiet icon"
                aria-label=${words.attach}
                title=${words.attach}
                ?disabled=${blocked}
                @click=${() => {
                  this.picker.click();
                }}
              >
                ${icon('image')}
              </button>`
      }
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

  #renderImages(): TemplateResult | typeof nothing {
    const names = namesIn(this.text);
    if (names.length === 0) return nothing;
    return html`<ul class="images" aria-label=${words.images}>
      ${names.map((name) => {
        const url = this.#previews.get(name);
        return html`<li>
          ${
            url === undefined
              ? html`<span class="blank" role="img" aria-label=${words.imageOf(name)}></span>`
              : html`<img src=${url} alt=${words.imageOf(name)} />`
          }
          <button
            type="button"
            class="quiet icon"
            aria-label=${words.removeImage(name)}
            @click=${() => {
              this.#keep(withoutImage(this.text, name));
              this.focus();
            }}
          >
            ${icon('close')}
          </button>
        </li>`;
      })}
    </ul>`;
  }

  #renderFiles(): TemplateResult {
    return html`<ul id="files" role="listbox" aria-label=${words.files}>
      ${this.files.map((path, index) => {
        const at = path.lastIndexOf('/') + 1;
        return html`<li
          id="file-${index}"
          role="option"
          aria-selected=${index === this.chosen ? 'true' : 'false'}
          @pointerdown=${(event: Event) => {
            event.preventDefault();
            this.#choose(path);
          }}
        >
          <span>${path.slice(at)}</span><span class="where">${path.slice(0, at)}</span>
        </li>`;
      })}
    </ul>`;
  }

  #renderNote(): TemplateResult | typeof nothing {
    const problem = this.problem === '' ? this.imageProblem : this.problem;
    if (problem !== '') return html`<p class="note error">${problem}</p>`;
    if (this.attaching > 0) return html`<p class="note hint">${words.uploading}</p>`;
    return nothing;
  }

  #keep(text: string): void {
    this.text = text;
    if (text === '') sessionStorage.removeItem(draftKey(this.sessionId));
    else storeDraft(this.sessionId, text);
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

  async #complete(): Promise<void> {
    const mention = mentionAt(this.field.value, this.field.selectionEnd);
    this.#mention = mention;
    if (mention === undefined || this.completeFile === undefined) {
      this.#closeFiles();
      return;
    }
    const files = await this.completeFile(mention.prefix);
    // Something else may have been typed meanwhile.
    if (this.#mention !== mention) return;
    this.files = files;
    this.chosen = 0;
  }

  #choose(path: string): void {
    if (this.#mention === undefined) return;
    const { text, caret } = withMention(this.field.value, this.#mention, path);
    this.#put(text, caret);
    this.#closeFiles();
  }

  readonly #closeFiles = (): void => {
    this.#mention = undefined;
    this.files = [];
  };

  async #attach(files: readonly File[]): Promise<void> {
    const { keepImage, sessionId } = this;
    if (keepImage === undefined || files.length === 0) return;
    this.imageProblem = '';
    for (const file of files) {
      this.attaching += 1;
      try {
        const image = await readImage(file);
        const name = await keepImage(image);
        this.#previews.set(name, `data:${image.mediaType};base64,${image.data}`);
        if (this.sessionId === sessionId && !namesIn(this.text).includes(name)) {
          this.#put(withImage(this.text, name));
        }
      } catch (error) {
        this.imageProblem = error instanceof Error ? error.message : String(error);
      } finally {
        this.attaching -= 1;
      }
    }
    this.focus();
  }

  readonly #onInput = (): void => {
    this.#history?.leave();
    this.#keep(this.field.value);
    void this.#complete();
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#send(false);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    // While an input method composes, keys choose words.
    if (event.isComposing) return;
    if (this.files.length > 0 && this.#onListKey(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#send(event.ctrlKey || event.metaKey);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') this.#onHistoryKey(event);
  };

  /** Whether the key was for the list of files. */
  #onListKey({ key }: KeyboardEvent): boolean {
    const count = this.files.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined) this.chosen = (this.chosen + step + count) % count;
    else if (key === 'Enter' || key === 'Tab') this.#choose(this.files[this.chosen] ?? '');
    else if (key === 'Escape') this.#closeFiles();
    else return false;
    return true;
  }

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

  readonly #onPaste = (event: ClipboardEvent): void => {
    const images = imagesIn(event.clipboardData);
    if (images.length === 0 || this.keepImage === undefined) return;
    event.preventDefault();
    void this.#attach(images);
  };

  readonly #onDragOver = (event: DragEvent): void => {
    if (this.keepImage === undefined || !(event.dataTransfer?.types.includes('Files') ?? false))
      return;
    event.preventDefault();
    this.dropping = true;
  };

  readonly #onDragLeave = (): void => {
    this.dropping = false;
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.dropping = false;
    if (this.keepImage === undefined) return;
    // Whatever was dropped: a browser would leave the page for it.
    event.preventDefault();
    const images = imagesIn(event.dataTransfer);
    if (images.length === 0) this.imageProblem = words.notAnImage;
    void this.#attach(images);
  };

  readonly #onPick = (): void => {
    const files = [...(this.picker.files ?? [])];
    this.picker.value = '';
    void this.#attach(files);
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
