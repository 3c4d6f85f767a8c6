import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { SessionId } from '../../contract/ids.ts';
import type { Order } from '../../core/row-order.ts';
import type { LuluFilterField, FilterChangeEvent } from '../components/filter-field.ts';
import { icon, type IconName } from '../components/icon.ts';
import type { LuluMenu, MenuItem } from '../components/menu.ts';
import { SearchAskEvent } from '../components/search-events.ts';
import { OrderPickEvent, ShellRequestEvent } from '../components/shell-events.ts';
import type { LuluSessionList } from '../components/session-list.ts';
import { Observe } from '../controllers/observe.ts';
import type { Pulse } from '../data/pulse.ts';
import type { SessionsStore } from '../data/sessions-store.ts';
import { listText, searchText } from '../strings.ts';
import { base, buttons } from '../styles/controls.ts';
import { listPaneStyles } from './list-pane.styles.ts';
import '../components/filter-field.ts';
import '../components/list-footer.ts';
import '../components/list-skeleton.ts';
import '../components/menu.ts';
import '../components/notice-screen.ts';
import '../components/session-list.ts';

/**
 * The list with what finds and orders it, the results of a search in its place, and how Lulu fares below.
 *
 * @element lulu-list-pane
 *
 * @fires {OrderPickEvent} order-pick
 * @fires {ShellRequestEvent} shell-request - A new session, a page, or the menu of the app.
 * @fires {HitOpenEvent} hit-open - A search's result was opened.
 */
@customElement('lulu-list-pane')
export class LuluListPane extends LitElement {
  static override styles = [base, buttons, listPaneStyles];

  @property({ attribute: false }) store: SessionsStore | undefined;

  @property({ attribute: false }) pulse: Pulse | undefined;

  @property({ attribute: false }) selectedId: SessionId | null = null;

  @property({ attribute: false }) openId: SessionId | null = null;

  /** The order the user picked last, offered first. */
  @property({ attribute: false }) pickedOrder: Order | null = null;

  /** Of a row, in CSS px. */
  @property({ type: Number, attribute: false }) rowHeight = 60;

  /** What a screen reader is to hear now. */
  @property() news = '';

  /** What the results in the list's place are of; null while the list is there. */
  @state() private searched: string | null = null;

  @query('lulu-menu') private readonly menu!: LuluMenu | null;
  @query('lulu-filter-field') private readonly filter!: LuluFilterField | null;
  @query('lulu-session-list') private readonly list!: LuluSessionList | null;

  readonly #observe = new Observe(this);
  readonly #observePulse = new Observe(this);

  focusFilter(): void {
    this.filter?.focus();
  }

  focusList(): void {
    void this.list?.focusRow();
  }

  protected override willUpdate(): void {
    this.#observe.observe(this.store);
    this.#observePulse.observe(this.pulse);
  }

  protected override render(): TemplateResult {
    const { pulse } = this;
    return html`
      <header>
        <div class="bar">
          <h1>${listText.heading}${this.#count()}</h1>
          ${this.#buttons()}
        </div>
        ${this.#filterField()}
      </header>
      <section class="content" aria-label=${listText.heading}>${this.#content()}</section>
      <lulu-list-footer
        .status=${pulse?.status}
        .costToday=${pulse?.costToday}
        .findings=${pulse?.findings ?? []}
      ></lulu-list-footer>
      <div class="visually-hidden" role="status" aria-live="polite">${this.news}</div>
      <lulu-menu></lulu-menu>
    `;
  }

  #buttons(): TemplateResult[] {
    const order = listText.ordered(listText.order[this.store?.order ?? 'active']);
    const button = (
      drawn: IconName,
      label: string,
      click: (event: Event) => void,
      more: { readonly menu?: true; readonly title?: string } = {},
    ): TemplateResult =>
      html`<button
        type="button"
        class="quiet icon"
        aria-haspopup=${more.menu === true ? 'menu' : nothing}
        aria-label=${label}
        title=${more.title ?? label}
        @click=${click}
      >
        ${icon(drawn)}
      </button>`;
    return [
      button('order', order, this.#openOrder, { menu: true }),
      button('more', listText.more, this.#ask('menu'), { menu: true }),
      button('plus', listText.newSession, this.#ask('new-session'), {
        title: listText.newSessionHint,
      }),
    ];
  }

  /** Its place is kept while there is nothing to filter: the list must not move when it comes. */
  #filterField(): TemplateResult {
    const { store } = this;
    const idle = store?.loaded === true && store.count === 0;
    return html`<lulu-filter-field
      class=${idle ? 'idle' : ''}
      .value=${store?.filter ?? ''}
      @filter-change=${(event: FilterChangeEvent) => {
        this.searched = null;
        store?.setFilter(event.text);
      }}
      @filter-leave=${() => {
        this.focusList();
      }}
      @search-ask=${this.#search}
    ></lulu-filter-field>`;
  }

  #count(): TemplateResult | typeof nothing {
    const { store } = this;
    if (store === undefined || store.count === 0) return nothing;
    return html`<span>${listText.count(store.rows.length, store.count)}</span>`;
  }

  #content(): TemplateResult {
    const { store } = this;
    if (store?.loaded !== true) return html`<lulu-list-skeleton></lulu-list-skeleton>`;
    if (store.count === 0) return this.#empty();
    if (this.searched !== null) {
      return html`<lulu-search-pane
        .text=${this.searched}
        @search-close=${this.#endSearch}
      ></lulu-search-pane>`;
    }
    return html`${this.#searchRow(store.filter.trim())}
    ${store.rows.length === 0 ? this.#noMatch(store) : this.#rows(store)}`;
  }

  #rows(store: SessionsStore): TemplateResult {
    return html`<lulu-session-list
      .rows=${store.rows}
      .rowHeight=${this.rowHeight}
      .selectedId=${this.selectedId}
      .openId=${this.openId}
    ></lulu-session-list>`;
  }

  /** What Enter in the field does too. */
  #searchRow(text: string): TemplateResult | typeof nothing {
    if (text === '') return nothing;
    return html`<button
      type="button"
      class="quiet search"
      title=${searchText.searchFor(text)}
      @click=${() => {
        this.#search(new SearchAskEvent(text));
      }}
    >
      ${icon('search')} <span class="ellipsis">${searchText.searchFor(text)}</span> <kbd>Enter</kbd>
    </button>`;
  }

  #noMatch(store: SessionsStore): TemplateResult {
    return html`<lulu-notice-screen heading=${listText.nothingMatches}
      >${listText.nothingMatchesWhy(store.filter)}
      <button
        type="button"
        @click=${() => {
          store.setFilter('');
        }}
      >
        ${listText.clearFilter}
      </button>
    </lulu-notice-screen>`;
  }

  #empty(): TemplateResult {
    return html`<lulu-notice-screen heading=${listText.emptyHeading}>
      <span>${listText.emptyStart}<kbd>n</kbd>${listText.emptyEnd}</span>
      <button type="button" class="primary" @click=${this.#ask('new-session')}>
        ${listText.newSession}
      </button>
    </lulu-notice-screen>`;
  }

  #ask(what: ShellRequestEvent['what']): (event: Event) => void {
    return ({ currentTarget }) => {
      const anchor = (currentTarget as HTMLElement).getBoundingClientRect();
      this.dispatchEvent(new ShellRequestEvent(what, anchor));
    };
  }

  readonly #search = ({ text }: SearchAskEvent): void => {
    void import('./search-pane.ts').then(() => {
      this.searched = text;
    });
  };

  readonly #endSearch = async (): Promise<void> => {
    this.searched = null;
    await this.updateComplete;
    this.focusFilter();
  };

  readonly #openOrder = ({ currentTarget }: Event): void => {
    const orders: Order[] = ['newest', 'oldest', 'active'];
    const first = this.pickedOrder;
    const sorted = first === null ? orders : [first, ...orders.filter((one) => one !== first)];
    const items = sorted.map<MenuItem>((order) => ({
      label: listText.order[order],
      checked: this.store?.order === order,
      ...(order === first && order !== this.store?.order ? { hint: listText.yourPick } : {}),
      run: () => this.dispatchEvent(new OrderPickEvent(order)),
    }));
    const anchor = (currentTarget as HTMLElement).getBoundingClientRect();
    void this.menu?.open(listText.orderMenu, items, anchor);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-list-pane': LuluListPane;
  }
}
