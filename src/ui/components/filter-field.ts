import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base, buttons, fields } from '../styles/controls.ts';
import { searchText } from '../strings.ts';
import { icon } from './icon.ts';
import { SearchAskEvent } from './search-events.ts';

/** Fired when the text to filter by has changed. */
export class FilterChangeEvent extends Event {
  static readonly type = 'filter-change';
  readonly text: string;

  constructor(text: string) {
    super(FilterChangeEvent.type, { bubbles: true, composed: true });
    this.text = text;
  }
}

/** Fired when the user is done typing and goes on to the list. */
export class FilterLeaveEvent extends Event {
  static readonly type = 'filter-leave';

  constructor() {
    super(FilterLeaveEvent.type, { bubbles: true, composed: true });
  }
}

/**
 * Narrows the list while one types. Esc empties it; arrow down goes to the list, Enter searches in all
 * sessions (and goes to the list where nothing was typed).
 *
 * @element lulu-filter-field
 *
 * @fires {FilterChangeEvent} filter-change
 * @fires {FilterLeaveEvent} filter-leave
 * @fires {SearchAskEvent} search-ask
 */
@customElement('lulu-filter-field')
export class LuluFilterField extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        position: relative;
        display: block;
      }
      svg {
        pointer-events: none;
      }
      .glass {
        position: absolute;
        inset-block: 0;
        inset-inline-start: 10px;
        display: grid;
        align-items: center;
        color: var(--lulu-text-3);
      }
      input {
        padding-inline: 34px 32px;
        border-color: transparent;
        background: var(--lulu-grey-tint);
        font-size: var(--lulu-text-size-s);
        appearance: none;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      kbd {
        position: absolute;
        inset-block-start: calc(50% - 9px);
        inset-inline-end: 8px;
        min-inline-size: 18px;
        border: 1px solid var(--lulu-border-strong);
        border-radius: 4px;
        color: var(--lulu-text-3);
        font: var(--lulu-text-size-xs) / 16px var(--lulu-font);
        text-align: center;
        pointer-events: none;
      }
      input:focus ~ kbd {
        display: none;
      }
      button.icon {
        position: absolute;
        inset-block-start: calc(50% - 12px);
        inset-inline-end: 4px;
        inline-size: 24px;
        min-block-size: 24px;
      }
    `,
  ];

  @property() value = '';

  @query('input') private readonly field!: HTMLInputElement | null;

  override focus(options?: FocusOptions): void {
    this.field?.focus(options);
    this.field?.select();
  }

  protected override render(): TemplateResult {
    return html`
      <span class="glass">${icon('search')}</span>
      <input
        type="search"
        placeholder=${searchText.placeholder}
        aria-label=${searchText.label}
        autocomplete="off"
        spellcheck="false"
        .value=${this.value}
        @input=${this.#change}
        @keydown=${this.#leave}
      />
      ${
        this.value === ''
          ? html`<kbd aria-hidden="true">/</kbd>`
          : html`<button
              type="button"
              class="quiet icon"
              aria-label=${searchText.clear}
              @click=${this.#clear}
            >
              ${icon('close')}
            </button>`
      }
    `;
  }

  readonly #change = (): void => {
    this.dispatchEvent(new FilterChangeEvent(this.field?.value ?? ''));
  };

  readonly #clear = (): void => {
    this.dispatchEvent(new FilterChangeEvent(''));
    this.field?.focus();
  };

  readonly #leave = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.dispatchEvent(new FilterChangeEvent(''));
    if (!['Escape', 'Enter', 'ArrowDown'].includes(event.key)) return;
    event.preventDefault();
    const text = this.field?.value.trim() ?? '';
    if (event.key === 'Enter' && text !== '') this.dispatchEvent(new SearchAskEvent(text));
    else this.dispatchEvent(new FilterLeaveEvent());
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-filter-field': LuluFilterField;
  }
  interface GlobalEventHandlersEventMap {
    'filter-change': FilterChangeEvent;
    'filter-leave': FilterLeaveEvent;
  }
}
