import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base, buttons, fields } from '../styles/controls.ts';
import { FindCloseEvent, FindStepEvent, FindTextEvent, type FindKind } from './detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import { icon } from './icon.ts';

const words = detailStrings.find;
const kinds: readonly FindKind[] = ['text', 'prompt', 'error', 'approval'];

/**
 * @summary Finds words in one session, and leads from prompt to prompt, error to error, request to request.
 *
 * @fires find-text - The words looked for have changed.
 * @fires find-step - The reader wants the next or the previous one.
 * @fires find-close - The reader is done.
 */
@customElement('lulu-find-bar')
export class LuluFindBar extends LitElement {
  static override styles = [
    base,
    fields,
    buttons,
    css`
      :host {
        display: block;
        border-block-end: 1px solid var(--lulu-border);
        background: var(--lulu-bg-side);
      }
      form {
        display: flex;
        align-items: center;
        gap: var(--lulu-space-1);
        max-inline-size: calc(var(--lulu-column) + 2 * var(--lulu-edge));
        margin-inline: auto;
        padding: 6px var(--lulu-edge);
      }
      select {
        inline-size: auto;
        min-block-size: 28px;
        padding-block: 2px;
        font-size: var(--lulu-text-size-s);
      }
      input {
        flex: 1;
        min-inline-size: 60px;
        min-block-size: 28px;
        padding-block: 2px;
        font-size: var(--lulu-text-size-s);
      }
      output {
        min-inline-size: 8ch;
        padding-inline: var(--lulu-space-1);
        color: var(--lulu-text-2);
        font-size: var(--lulu-text-size-xs);
        font-variant-numeric: tabular-nums;
        text-align: end;
        white-space: nowrap;
      }
      .grow {
        flex: 1;
        text-align: start;
      }
      .up svg {
        rotate: 90deg;
      }
      .down svg {
        rotate: -90deg;
      }
    `,
  ];

  @property() kind: FindKind = 'text';
  /** The words looked for. */
  @property() text = '';
  /** How it stands: `3 of 17`, `Nothing found`. */
  @property() result = '';

  @query('input') private readonly field!: HTMLInputElement | null;
  @query('select') private readonly chooser!: HTMLSelectElement;

  override focus(): void {
    if (this.field === null) this.chooser.focus();
    else {
      this.field.focus();
      this.field.select();
    }
  }

  protected override render(): TemplateResult {
    const isText = this.kind === 'text';
    return html`<form
      role="search"
      aria-label=${words.name}
      @submit=${this.#onSubmit}
      @keydown=${this.#onKey}
    >
      <select aria-label=${words.kind} .value=${this.kind} @change=${this.#onKind}>
        ${kinds.map(
          (kind) =>
            html`<option value=${kind} ?selected=${kind === this.kind}>
              ${words.kinds[kind]}
            </option>`,
        )}
      </select>
      ${
        isText
          ? html`<input
              type="text"
              enterkeyhint="search"
              autocomplete="off"
              spellcheck="false"
              aria-label=${words.field}
              placeholder=${words.placeholder}
              .value=${this.text}
              @input=${this.#onInput}
            />`
          : nothing
      }
      <output class=${isText ? '' : 'grow'} aria-live="polite">${this.result}</output>
      ${this.#step('before', words.previous, 'up')} ${this.#step('after', words.next, 'down')}
      <button
        type="button"
        class="quiet icon"
        aria-label=${words.close}
        title=${words.close}
        @click=${this.#close}
      >
        ${icon('close')}
      </button>
    </form>`;
  }

  #step(towards: 'after' | 'before', label: string, look: string): TemplateResult {
    return html`<button
      type="button"
      class="quiet icon ${look}"
      aria-label=${label}
      title=${label}
      @click=${() => {
        this.dispatchEvent(new FindStepEvent(this.kind, towards));
      }}
    >
      ${icon('back')}
    </button>`;
  }

  readonly #close = (): void => {
    this.dispatchEvent(new FindCloseEvent());
  };

  readonly #onKind = (): void => {
    const { value } = this.chooser;
    this.kind = kinds.find((kind) => kind === value) ?? 'text';
    this.dispatchEvent(new FindTextEvent(this.kind, this.text));
  };

  readonly #onInput = (): void => {
    this.text = this.field?.value ?? '';
    this.dispatchEvent(new FindTextEvent(this.kind, this.text));
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#close();
    } else if (event.key === 'Enter' && event.target === this.field) {
      event.preventDefault();
      this.dispatchEvent(new FindStepEvent(this.kind, event.shiftKey ? 'after' : 'before'));
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-find-bar': LuluFindBar;
  }
}
