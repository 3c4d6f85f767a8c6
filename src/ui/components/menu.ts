import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { base } from '../styles/controls.ts';
import { icon, type IconName } from './icon.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  /** Said quietly at the end of the line. */
  readonly hint?: string;
  /** Given: one of a set, of which the checked one is in force. */
  readonly checked?: boolean;
  readonly danger?: boolean;
  /** What it means, at more length. */
  readonly title?: string;
  /** A line above. */
  readonly separated?: boolean;
  readonly run: () => void;
}

/**
 * A menu at a place on the page. A modal dialog without a backdrop carries it: it lies above
 * everything, takes the focus, gives it back, and closes on Esc or a click elsewhere.
 *
 * @element lulu-menu
 */
@customElement('lulu-menu')
export class LuluMenu extends LitElement {
  static override styles = [
    base,
    css`
      dialog {
        position: fixed;
        margin: 0;
        padding: 5px;
        min-inline-size: 200px;
        max-inline-size: min(360px, calc(100vw - 16px));
        border: 0;
        border-radius: var(--lulu-radius-l);
        background: var(--lulu-bg-raised);
        box-shadow: var(--lulu-shadow);
        color: var(--lulu-text);
      }
      @media (forced-colors: active) {
        dialog {
          border: 1px solid CanvasText;
        }
      }
      dialog::backdrop {
        background: none;
      }
      button {
        display: flex;
        align-items: center;
        gap: 10px;
        inline-size: 100%;
        min-block-size: 30px;
        padding: 0 10px 0 8px;
        border: 0;
        border-radius: var(--lulu-radius);
        background: none;
        color: inherit;
        font: var(--lulu-text-size-s) / 20px var(--lulu-font);
        text-align: start;
      }
      button:focus,
      button:hover {
        outline: none;
        background: var(--lulu-selected);
      }
      button:focus-visible {
        outline: 2px solid var(--lulu-focus);
        outline-offset: -2px;
      }
      .icon {
        inline-size: 16px;
        color: var(--lulu-text-3);
      }
      .label {
        flex: 1;
      }
      .hint {
        color: var(--lulu-text-3);
        font-size: var(--lulu-text-size-xs);
      }
      .danger,
      .danger .icon {
        color: var(--lulu-red);
      }
      hr {
        margin: 5px 8px;
        border: 0;
        border-block-start: 1px solid var(--lulu-border);
      }
    `,
  ];

  @state() private items: readonly MenuItem[] = [];
  @state() private label = '';

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  /** Shows `items` below (or, where there is no room, above) `anchor`. */
  async open(label: string, items: readonly MenuItem[], anchor: DOMRect): Promise<void> {
    this.label = label;
    this.items = items;
    await this.updateComplete;
    const { dialog } = this;
    if (dialog === null) return;
    if (!dialog.open) dialog.showModal();
    place(dialog, anchor);
    this.#buttons()[0]?.focus();
  }

  protected override render(): TemplateResult {
    return html`<dialog
      aria-label=${this.label}
      @click=${this.#closeOutside}
      @keydown=${this.#move}
    >
      <div role="menu" aria-label=${this.label}>${this.items.map((item) => this.#item(item))}</div>
    </dialog>`;
  }

  #item(item: MenuItem): TemplateResult {
    const choice = item.checked !== undefined;
    const drawn = choice ? (item.checked ? icon('check') : nothing) : item.icon && icon(item.icon);
    return html`
      ${item.separated === true ? html`<hr role="separator" />` : nothing}
      <button
        type="button"
        role=${choice ? 'menuitemradio' : 'menuitem'}
        aria-checked=${choice ? String(item.checked) : nothing}
        class=${item.danger === true ? 'danger' : ''}
        title=${item.title ?? nothing}
        tabindex="-1"
        @click=${() => {
          this.dialog?.close();
          item.run();
        }}
      >
        <span class="icon">${drawn}</span>
        <span class="label ellipsis">${item.label}</span>
        ${item.hint === undefined ? nothing : html`<span class="hint">${item.hint}</span>`}
      </button>
    `;
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll('button')];
  }

  readonly #closeOutside = (event: MouseEvent): void => {
    if (event.target === this.dialog) this.dialog?.close();
  };

  readonly #move = (event: KeyboardEvent): void => {
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      buttons.at(to % buttons.length)?.focus();
    }
    if (event.key === 'Tab') {
      event.preventDefault();
      this.dialog?.close();
    }
  };
}

function place(dialog: HTMLDialogElement, anchor: DOMRect): void {
  const { width, height } = dialog.getBoundingClientRect();
  const gap = 4;
  const edge = 8;
  const below = anchor.bottom + gap;
  const top = below + height + edge <= innerHeight ? below : anchor.top - gap - height;
  const left = anchor.width === 0 ? anchor.left : anchor.right - width;
  dialog.style.insetBlockStart = `${Math.max(edge, top)}px`;
  dialog.style.insetInlineStart = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-menu': LuluMenu;
  }
}
