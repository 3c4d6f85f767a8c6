import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { base, buttons } from '../styles/controls.ts';
import { actionText } from '../strings.ts';
import { icon } from './icon.ts';

export interface ToastMessage {
  readonly text: string;
  /** Something that did not work: it stays until it is closed. */
  readonly failed?: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Long enough to read a line and decide about Undo. */
const shownMs = 10_000;

/**
 * The result of something the user just asked for; nothing else appears here.
 *
 * @element lulu-toast
 */
@customElement('lulu-toast')
export class LuluToast extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        position: fixed;
        inset-block-end: 20px;
        inset-inline: 12px;
        z-index: 10;
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      div {
        display: flex;
        align-items: center;
        gap: var(--lulu-space-2);
        max-inline-size: min(560px, 100%);
        padding: 6px 6px 6px 16px;
        border-radius: var(--lulu-radius-l);
        background: var(--lulu-bg-raised);
        box-shadow: var(--lulu-shadow);
        font-size: var(--lulu-text-size-s);
        pointer-events: auto;
      }
      span {
        padding-block: 5px;
        overflow-wrap: anywhere;
      }
      .failed {
        color: var(--lulu-red);
      }
      button.quiet {
        color: var(--lulu-accent);
      }
      button.icon {
        color: var(--lulu-text-2);
      }
    `,
  ];

  @state() private message: ToastMessage | undefined;

  #timer: ReturnType<typeof setTimeout> | undefined;

  show(message: ToastMessage): void {
    this.message = message;
    clearTimeout(this.#timer);
    if (message.failed !== true) this.#timer = setTimeout(this.close, shownMs);
  }

  readonly close = (): void => {
    clearTimeout(this.#timer);
    this.message = undefined;
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    return html`<section role="status" aria-live="polite">${this.#shown()}</section>`;
  }

  #shown(): TemplateResult | typeof nothing {
    if (this.message === undefined) return nothing;
    const { text, failed, action } = this.message;
    return html`<div>
      <span class=${failed === true ? 'failed' : ''}>${text}</span>
      ${
        action === undefined
          ? nothing
          : html`<button
              type="button"
              class="quiet"
              @click=${() => {
                this.close();
                action.run();
              }}
            >
              ${action.label}
            </button>`
      }
      <button type="button" class="quiet icon" aria-label=${actionText.close} @click=${this.close}>
        ${icon('close')}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-toast': LuluToast;
  }
}
