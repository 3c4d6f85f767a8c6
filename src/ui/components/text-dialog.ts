import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { base, buttons, fields } from '../styles/controls.ts';
import { actionText } from '../strings.ts';
import { dialogs } from '../styles/dialog.ts';

export interface TextRequest {
  readonly heading: string;
  readonly label: string;
  readonly value: string;
  readonly verb: string;
  /** More than one line: Enter breaks the line, Ctrl-Enter is done. */
  readonly multiline: boolean;
  /** Does it; what it throws is said beside the field, and the text stays. */
  readonly submit: (text: string) => Promise<void>;
}

const nothingAsked: TextRequest = {
  heading: '',
  label: '',
  value: '',
  verb: '',
  multiline: false,
  submit: () => Promise.resolve(),
};

/**
 * Asks for one text, and stays until it was taken or given up.
 *
 * @element lulu-text-dialog
 */
@customElement('lulu-text-dialog')
export class LuluTextDialog extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    dialogs,
    css`
      label {
        margin-block-end: 6px;
      }
      .error {
        margin-block-start: 6px;
        color: var(--lulu-red);
      }
    `,
  ];

  @state() private asked = nothingAsked;
  @state() private error = '';
  @state() private busy = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;
  @query('#text') private readonly field!: HTMLInputElement | HTMLTextAreaElement | null;

  async ask(request: TextRequest): Promise<void> {
    this.asked = request;
    this.error = '';
    await this.updateComplete;
    if (this.field !== null) this.field.value = request.value;
    this.dialog?.showModal();
    this.field?.select();
  }

  protected override render(): TemplateResult {
    const { heading, label, verb } = this.asked;
    return html`
      <dialog aria-labelledby="heading">
        <form @submit=${this.#submit} @keydown=${this.#submitByKey}>
          <h2 id="heading">${heading}</h2>
          <div>
            <label for="text">${label}</label>
            ${this.#input()}
            ${
              this.error === ''
                ? nothing
                : html`<p class="error" id="error" role="alert">${this.error}</p>`
            }
          </div>
          <footer>
            <button type="button" @click=${() => this.dialog?.close()}>${actionText.cancel}</button>
            <button class="primary" ?disabled=${this.busy}>${verb}</button>
          </footer>
        </form>
      </dialog>
    `;
  }

  #input(): TemplateResult {
    const invalid = this.error === '' ? nothing : 'true';
    const described = this.error === '' ? nothing : 'error';
    return this.asked.multiline
      ? html`<textarea
          id="text"
          rows="4"
          aria-invalid=${invalid}
          aria-describedby=${described}
        ></textarea>`
      : html`<input
          id="text"
          autocomplete="off"
          aria-invalid=${invalid}
          aria-describedby=${described}
        />`;
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    try {
      await this.asked.submit(this.field?.value ?? '');
      this.dialog?.close();
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
      this.field?.focus();
    } finally {
      this.busy = false;
    }
  };

  readonly #submitByKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.#submit(event);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-text-dialog': LuluTextDialog;
  }
}
