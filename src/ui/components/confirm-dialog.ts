import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { base, buttons } from '../styles/controls.ts';
import { dialogs } from '../styles/dialog.ts';
import { actionText } from '../strings.ts';

export interface Confirmation {
  readonly heading: string;
  readonly text: string;
  /** Named one by one below the text. */
  readonly list?: readonly string[];
  /** What the button says: the verb, never "OK". */
  readonly verb: string;
}

/**
 * Asks before something that cannot be taken back at once.
 *
 * @element lulu-confirm-dialog
 */
@customElement('lulu-confirm-dialog')
export class LuluConfirmDialog extends LitElement {
  static override styles = [
    base,
    buttons,
    dialogs,
    css`
      ul {
        max-block-size: 30vh;
        margin: 0;
        padding-inline-start: 18px;
        overflow-y: auto;
        color: var(--lulu-text-2);
        font: var(--lulu-text-size-xs) / 1.6 var(--lulu-font-mono);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @state() private asked: Confirmation = { heading: '', text: '', verb: '' };

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  #answer: ((yes: boolean) => void) | undefined;

  /** Resolves to whether the user said yes. Asking again takes the first question back. */
  async ask(confirmation: Confirmation): Promise<boolean> {
    this.#settle(false);
    this.asked = confirmation;
    await this.updateComplete;
    this.dialog?.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  protected override render(): TemplateResult {
    const { heading, text, verb, list = [] } = this.asked;
    return html`
      <dialog
        role="alertdialog"
        aria-labelledby="heading"
        aria-describedby="text"
        @close=${this.#closed}
      >
        <div class="body">
          <h2 id="heading">${heading}</h2>
          <div id="text">
            <p>${text}</p>
            ${
              list.length === 0
                ? nothing
                : html`<ul tabindex="0" aria-label=${text}>
                    ${list.map((item) => html`<li>${item}</li>`)}
                  </ul>`
            }
          </div>
          <footer>
            <button type="button" autofocus @click=${() => this.dialog?.close()}>
              ${actionText.cancel}
            </button>
            <button
              type="button"
              class="danger"
              @click=${() => {
                this.#settle(true);
                this.dialog?.close();
              }}
            >
              ${verb}
            </button>
          </footer>
        </div>
      </dialog>
    `;
  }

  /** Told late: by then the next question may have been asked. */
  readonly #closed = (): void => {
    if (this.dialog?.open !== true) this.#settle(false);
  };

  #settle(yes: boolean): void {
    this.#answer?.(yes);
    this.#answer = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-confirm-dialog': LuluConfirmDialog;
  }
}
