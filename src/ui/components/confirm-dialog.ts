import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { base, buttons } from '../styles/controls.ts';
import { dialogs } from '../styles/dialog.ts';

export interface Confirmation {
  readonly heading: string;
  readonly text: string;
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
  static override styles = [base, buttons, dialogs];

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
    const { heading, text, verb } = this.asked;
    return html`
      <dialog
        role="alertdialog"
        aria-labelledby="heading"
        aria-describedby="text"
        @close=${this.#closed}
      >
        <div class="body">
          <h2 id="heading">${heading}</h2>
          <p id="text">${text}</p>
          <footer>
            <button type="button" autofocus @click=${() => this.dialog?.close()}>Cancel</button>
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
