import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { closeText } from '../strings.ts';
import { base, buttons } from '../styles/controls.ts';
import { dialogs } from '../styles/dialog.ts';

export type CloseAnswer = 'keep' | 'stop' | 'cancel';

/**
 * Asks what becomes of the agents when the window is closed.
 *
 * @element lulu-close-dialog
 */
@customElement('lulu-close-dialog')
export class LuluCloseDialog extends LitElement {
  static override styles = [
    base,
    buttons,
    dialogs,
    css`
      footer {
        flex-wrap: wrap;
      }
      [role='status'] {
        font-size: var(--lulu-text-size-s);
      }
    `,
  ];

  @state() private live = 0;
  /** What is being done about it; empty while the question stands. */
  @state() private progress = '';

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  #answer: ((answer: CloseAnswer) => void) | undefined;

  /** Resolves to the answer; after `stop` the dialog stays. */
  async ask(live: number): Promise<CloseAnswer> {
    this.live = live;
    this.progress = '';
    await this.updateComplete;
    if (this.dialog?.open !== true) this.dialog?.showModal();
    return this.#next();
  }

  /** Says how stopping goes on; resolves to what the person does about it, which is to keep or to cancel. */
  say(progress: string): Promise<CloseAnswer> {
    this.progress = progress;
    return this.#next();
  }

  protected override render(): TemplateResult {
    return html`<dialog
      role="alertdialog"
      aria-labelledby="heading"
      aria-describedby="text"
      @close=${() => {
        this.#settle('cancel');
      }}
    >
      <div class="body">
        <h2 id="heading">${closeText.heading}</h2>
        <p id="text">${closeText.text(this.live)}</p>
        <p role="status">${this.progress}</p>
        <footer>
          <button type="button" class="quiet" @click=${() => this.dialog?.close()}>
            ${closeText.cancel}
          </button>
          ${
            this.progress === ''
              ? html`<button
                  type="button"
                  @click=${() => {
                    this.#settle('stop');
                  }}
                >
                  ${closeText.stop}
                </button>`
              : nothing
          }
          <button
            type="button"
            class="primary"
            autofocus
            @click=${() => {
              this.#settle('keep');
            }}
          >
            ${closeText.keep}
          </button>
        </footer>
      </div>
    </dialog>`;
  }

  #next(): Promise<CloseAnswer> {
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  #settle(answer: CloseAnswer): void {
    this.#answer?.(answer);
    this.#answer = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-close-dialog': LuluCloseDialog;
  }
}
