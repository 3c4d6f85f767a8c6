import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { SessionId } from '../../contract/ids.ts';
import type { Order } from '../../core/row-order.ts';
import type { LuluFilterField, FilterChangeEvent } from '../components/filter-field.ts';
import { icon } from '../components/icon.ts';
import type { LuluMenu, MenuItem } from '../components/menu.ts';
import { OrderPickEvent, ShellRequestEvent } from '../components/shell-events.ts';
import type { LuluSessionList } from '../components/session-list.ts';
import { Announcer } from '../controllers/announcer.ts';
import { Observe } from '../controllers/observe.ts';
import type { SessionsStore } from '../data/sessions-store.ts';
import { base, buttons } from '../styles/controls.ts';
import '../components/filter-field.ts';
import '../components/list-skeleton.ts';
import '../components/menu.ts';
import '../components/notice-screen.ts';
import '../components/session-list.ts';

const orderLabels: Readonly<Record<Order, string>> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  active: 'Active first',
};

/**
 * The list with what finds and orders it.
 *
 * @element lulu-list-pane
 *
 * @fires {OrderPickEvent} order-pick
 * @fires {ShellRequestEvent} shell-request - A new session, or the menu of the app.
 */
@customElement('lulu-list-pane')
export class LuluListPane extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        background: var(--lulu-bg-side);
      }
      header {
        display: grid;
        gap: var(--lulu-space-1);
        padding: 0 var(--lulu-space-3) var(--lulu-space-2) 20px;
      }
      .bar {
        display: flex;
        align-items: center;
        gap: 2px;
        block-size: var(--lulu-bar-height);
      }
      h1 {
        flex: 1;
        font-size: 15px;
        font-weight: 600;
      }
      h1 span {
        margin-inline-start: 6px;
        color: var(--lulu-text-3);
        font-weight: 400;
        font-size: var(--lulu-text-size-s);
        font-variant-numeric: tabular-nums;
      }
      lulu-filter-field {
        margin-inline-start: -8px;
      }
      kbd {
        padding: 1px 6px;
        border: 1px solid var(--lulu-border-strong);
        border-radius: 4px;
        font: var(--lulu-text-size-xs) var(--lulu-font);
      }
    `,
  ];

  @property({ attribute: false }) store: SessionsStore | undefined;

  @property({ attribute: false }) selectedId: SessionId | null = null;

  @property({ attribute: false }) openId: SessionId | null = null;

  /** The order the user picked last, offered first. */
  @property({ attribute: false }) pickedOrder: Order | null = null;

  @state() private news = '';

  @query('lulu-menu') private readonly menu!: LuluMenu | null;
  @query('lulu-filter-field') private readonly filter!: LuluFilterField | null;
  @query('lulu-session-list') private readonly list!: LuluSessionList | null;

  readonly #observe = new Observe(this);
  readonly #announcer = new Announcer();

  focusFilter(): void {
    this.filter?.focus();
  }

  focusList(): void {
    void this.list?.focusRow();
  }

  protected override willUpdate(): void {
    this.#observe.observe(this.store);
    if (this.store?.loaded !== true) return;
    const news = this.#announcer.news(this.store.all);
    if (news.length > 0) this.news = news.join('. ');
  }

  protected override render(): TemplateResult {
    const { store } = this;
    return html`
      <header>
        <div class="bar">
          <h1>Sessions${this.#count()}</h1>
          <button
            type="button"
            class="quiet icon"
            aria-haspopup="menu"
            aria-label="Order: ${orderLabels[store?.order ?? 'active']}"
            title="Order: ${orderLabels[store?.order ?? 'active']}"
            @click=${this.#openOrder}
          >
            ${icon('order')}
          </button>
          <button
            type="button"
            class="quiet icon"
            aria-haspopup="menu"
            aria-label="More"
            title="More"
            @click=${this.#ask('menu')}
          >
            ${icon('more')}
          </button>
          <button
            type="button"
            class="quiet icon"
            aria-label="New session"
            title="New session (n)"
            @click=${this.#ask('new-session')}
          >
            ${icon('plus')}
          </button>
        </div>
        ${
          store?.loaded === true && store.count === 0
            ? nothing
            : html`<lulu-filter-field
                .value=${store?.filter ?? ''}
                @filter-change=${(event: FilterChangeEvent) => {
                  store?.setFilter(event.text);
                }}
                @filter-leave=${() => {
                  this.focusList();
                }}
              ></lulu-filter-field>`
        }
      </header>
      ${this.#content()}
      <div class="visually-hidden" role="status" aria-live="polite">${this.news}</div>
      <lulu-menu></lulu-menu>
    `;
  }

  #count(): TemplateResult | typeof nothing {
    const { store } = this;
    if (store === undefined || store.count === 0) return nothing;
    const { rows, count } = store;
    return html`<span>${rows.length === count ? count : `${rows.length} of ${count}`}</span>`;
  }

  #content(): TemplateResult {
    const { store } = this;
    if (store?.loaded !== true) return html`<lulu-list-skeleton></lulu-list-skeleton>`;
    if (store.count === 0) return this.#empty();
    if (store.rows.length === 0) {
      return html`<lulu-notice-screen heading="Nothing matches"
        >No session has “${store.filter}” in its name, status, repository or base.
        <button
          type="button"
          @click=${() => {
            store.setFilter('');
          }}
        >
          Clear the filter
        </button>
      </lulu-notice-screen>`;
    }
    return html`<lulu-session-list
      .rows=${store.rows}
      .selectedId=${this.selectedId}
      .openId=${this.openId}
    ></lulu-session-list>`;
  }

  #empty(): TemplateResult {
    return html`<lulu-notice-screen heading="No sessions yet">
      <span
        >A session is one agent at work in its own copy of your repository. Press <kbd>n</kbd> to
        start the first.</span
      >
      <button type="button" class="primary" @click=${this.#ask('new-session')}>New session</button>
    </lulu-notice-screen>`;
  }

  #ask(what: ShellRequestEvent['what']): (event: Event) => void {
    return ({ currentTarget }) => {
      const anchor = (currentTarget as HTMLElement).getBoundingClientRect();
      this.dispatchEvent(new ShellRequestEvent(what, anchor));
    };
  }

  readonly #openOrder = ({ currentTarget }: Event): void => {
    const orders: Order[] = ['newest', 'oldest', 'active'];
    const first = this.pickedOrder;
    const sorted = first === null ? orders : [first, ...orders.filter((one) => one !== first)];
    const items = sorted.map<MenuItem>((order) => ({
      label: orderLabels[order],
      checked: this.store?.order === order,
      ...(order === first && order !== this.store?.order ? { hint: 'your pick' } : {}),
      run: () => this.dispatchEvent(new OrderPickEvent(order)),
    }));
    const anchor = (currentTarget as HTMLElement).getBoundingClientRect();
    void this.menu?.open('Order', items, anchor);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-list-pane': LuluListPane;
  }
}
