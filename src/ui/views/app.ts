import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { SessionId } from '../../contract/ids.ts';
import type { Settings } from '../../contract/settings.ts';
import type { SessionNews } from '../../core/session-news.ts';
import { icon } from '../components/icon.ts';
import type { HitOpenEvent } from '../components/search-events.ts';
import type { SessionActionEvent } from '../components/session-action.ts';
import {
  SessionOpenEvent,
  type SessionMenuEvent,
  type SessionSelectEvent,
} from '../components/session-events.ts';
import type {
  OrderPickEvent,
  PageName,
  ShellRequestEvent,
  ToastRequestEvent,
} from '../components/shell-events.ts';
import { Permalinks } from '../controllers/permalinks.ts';
import { Shortcuts } from '../controllers/shortcuts.ts';
import { hasNoFocus } from '../data/focus.ts';
import { onNextFrame } from '../data/frame.ts';
import { notify } from '../data/notifier.ts';
import { rememberOrder } from '../data/opening-order.ts';
import { parsePermalink } from '../data/permalink.ts';
import { PageBadge } from '../data/page-badge.ts';
import { browserPlatform, type Platform } from '../data/platform.ts';
import type { SessionsStore } from '../data/sessions-store.ts';
import { messageOf, type Transport } from '../data/transport.ts';
import { listText, menuText, newsText, pageText, settingsText } from '../strings.ts';
import { base, buttons } from '../styles/controls.ts';
import { appMenuItems } from './app-menu.ts';
import { brokenScreen, noticeBar, refusedScreen } from './app-notices.ts';
import { appStyles } from './app.styles.ts';
import type { LuluListPane } from './list-pane.ts';
import { offerToNotify } from './notify-offer.ts';
import { isPage, loadPage, pageOf } from './pages.ts';
import { SessionActions } from './session-actions.ts';
import { ShellConnection } from './shell-connection.ts';
import { ShellParts } from './shell-parts.ts';
import { answerForClosing } from './window-closing.ts';
import '../components/notice-screen.ts';
import './list-pane.ts';

const openKey = 'lulu-open-session';

/**
 * The whole window: the list, the session or page that is open, and the dialogs they ask for.
 * Without a transport it shows the skeleton of a list.
 *
 * @element lulu-app
 */
@customElement('lulu-app')
export class LuluApp extends LitElement {
  static override styles = [base, buttons, appStyles];

  @property({ attribute: false }) transport: Transport | undefined;

  @property({ attribute: false }) platform: Platform = browserPlatform;

  /** The engine refuses this browser: nothing but that is shown. */
  @property({ type: Boolean }) forbidden = false;

  /** Which pane is seen where only one fits. */
  @property({ reflect: true }) showing: 'list' | 'detail' = 'list';

  @state() private selectedId: SessionId | null = null;
  @state() private openId = sessionStorage.getItem(openKey) as SessionId | null;
  /** The event of the open session that an address has led to. */
  @state() private target: { readonly seq: number } | undefined;
  /** In the place of the session's detail. */
  @state() private page: PageName | null = null;
  /** What a screen reader is to hear now. */
  @state() private news = '';

  @query('lulu-list-pane') private readonly list!: LuluListPane | null;

  readonly #shell = new ShellConnection(this, (news) => {
    this.#tell(news);
  });
  readonly #parts = new ShellParts(() => this.renderRoot);
  readonly #badge = new PageBadge();
  #actions: SessionActions | undefined;
  #selectedAt = 0;
  #endClosing: (() => void) | undefined;

  constructor() {
    super();
    new Shortcuts(this, () => [
      { key: 'n', run: this.#startSession },
      ...(this.platform.ownsKeyboard ? [{ key: 'n', command: true, run: this.#startSession }] : []),
      { key: '/', run: this.#filter },
      { key: '?', run: this.#showShortcuts },
      { key: 'Escape', always: true, run: this.#back },
    ]);
    new Permalinks(this, this.#followLink);
    this.addEventListener('session-select', this.#select);
    this.addEventListener('session-open', this.#open);
    this.addEventListener('hit-open', this.#openHit);
    this.addEventListener('session-menu', this.#openMenu);
    this.addEventListener('session-action', this.#act);
    this.addEventListener('shell-request', this.#shellRequest);
    this.addEventListener('page-close', this.#toList);
    this.addEventListener('toast-request', this.#toast);
    this.addEventListener('order-pick', this.#pickOrder);
    this.addEventListener('link-open', this.#openLink);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#answerForClosing();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endClosing?.();
    this.#endClosing = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('transport')) this.#take(this.transport);
    if (changed.has('platform')) this.#answerForClosing();
    const { store } = this.#shell;
    if (store?.loaded !== true) return;
    this.#keepSelection(store);
    this.#badge.show(store.waiting, this.platform);
  }

  protected override render(): TemplateResult {
    if (this.forbidden) return refusedScreen();
    const { problem, isLost, settings } = this.#shell;
    if (problem !== '') return brokenScreen(problem);
    return html`
      ${this.#notice()}
      <lulu-list-pane
        ?inert=${isLost}
        .store=${this.#shell.store}
        .pulse=${this.#shell.pulse}
        .selectedId=${this.selectedId}
        .openId=${this.page === null ? this.openId : null}
        .pickedOrder=${settings?.order ?? null}
        .rowHeight=${this.#shell.rowHeight}
        .news=${this.news}
      ></lulu-list-pane>
      <main ?inert=${isLost} aria-label=${pageText.session}>
        <nav>
          <button type="button" class="quiet" @click=${this.#toList}>
            ${icon('back')} ${pageText.sessions}
          </button>
        </nav>
        ${this.#main()}
      </main>
      ${this.#parts.template(this.platform)}
    `;
  }

  #notice(): ReturnType<typeof noticeBar> {
    const { health, isOutdated } = this.#shell;
    return noticeBar({
      ...{ transport: this.transport, platform: this.platform, health, isOutdated },
      openCheckUp: () => void this.#openPage('check-up'),
    });
  }

  #main(): TemplateResult {
    const { store, pulse, settings } = this.#shell;
    if (this.page !== null) {
      const save = (patch: Partial<Settings>): Promise<void> => this.#shell.save(patch);
      return pageOf(this.page, { store, pulse, settings, platform: this.platform, save });
    }
    if (store?.loaded !== true) return html`<div></div>`;
    const session = this.openId === null ? undefined : store.get(this.openId);
    if (session !== undefined) {
      return html`<lulu-session-detail
        .session=${session}
        .transport=${this.transport}
        .target=${this.target}
      ></lulu-session-detail>`;
    }
    if (store.count === 0) return html`<div></div>`;
    return html`<lulu-notice-screen heading=${pageText.noneOpen}
      ><span>${pageText.noneOpenStart}<kbd>Enter</kbd>${pageText.noneOpenEnd}</span>
    </lulu-notice-screen>`;
  }

  /** Something is always selected: where the selected row has gone, the one in its place. */
  #keepSelection(store: SessionsStore): void {
    if (this.selectedId !== null && store.get(this.selectedId) !== undefined) {
      this.#selectedAt = store.rows.findIndex(({ id }) => id === this.selectedId);
      return;
    }
    if (this.selectedId !== null) this.#keepKeyboard();
    const open = this.selectedId === null && this.openId !== null ? store.get(this.openId) : null;
    const at = Math.min(Math.max(0, this.#selectedAt), store.rows.length - 1);
    this.selectedId = (open ?? store.rows[at])?.id ?? null;
  }

  /** What is gone may have had the keyboard: then it is where the list goes on. */
  #keepKeyboard(): void {
    onNextFrame(() => {
      if (hasNoFocus()) this.list?.focusList();
    });
  }

  #take(transport: Transport | undefined): void {
    this.#shell.take(transport);
    const { store } = this.#shell;
    if (transport === undefined || store === undefined) return;
    this.#actions = new SessionActions(transport, store, () => ({
      confirm: this.#parts.get('lulu-confirm-dialog'),
      text: this.#parts.get('lulu-text-dialog'),
      toast: this.#parts.get('lulu-toast'),
    }));
  }

  #tell(news: readonly SessionNews[]): void {
    this.news = news.map((one) => newsText.sentence(one)).join('. ');
    const { settings } = this.#shell;
    if (settings === undefined) return;
    const isFocused = document.hasFocus();
    notify(news, { platform: this.platform, settings, isFocused, open: this.#openById });
  }

  #answerForClosing(): void {
    this.#endClosing?.();
    const { window } = this.platform;
    if (window === undefined || !this.isConnected) return;
    this.#endClosing = answerForClosing(window, () => ({
      transport: this.transport,
      store: this.#shell.store,
      dialog: () => this.#parts.closeDialog(),
    }));
  }

  async #openPage(name: PageName): Promise<void> {
    try {
      await loadPage(name);
    } catch (error) {
      this.#parts.toast({ text: pageText.notLoaded(messageOf(error)), failed: true });
      return;
    }
    this.page = name;
    this.showing = 'detail';
    await this.updateComplete;
    const page = this.renderRoot.querySelector<LitElement>('main > .page');
    await page?.updateComplete;
    page?.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  async #jump(seq: number): Promise<void> {
    await this.updateComplete;
    await customElements.whenDefined('lulu-session-detail');
    const detail = this.#parts.get('lulu-session-detail');
    await detail.updateComplete;
    detail.jumpTo(seq);
  }

  readonly #select = ({ session }: SessionSelectEvent): void => {
    this.selectedId = session.id;
  };

  readonly #open = ({ session }: SessionOpenEvent): void => {
    const { store } = this.#shell;
    const isNew = store?.get(session.id) === undefined;
    store?.put(store.get(session.id) ?? session);
    this.#openById(session.id);
    if (!isNew) return;
    offerToNotify(this.platform, localStorage, (message) => {
      this.#parts.toast(message);
    });
  };

  readonly #openById = (id: SessionId): void => {
    this.target = undefined;
    this.selectedId = id;
    this.openId = id;
    this.page = null;
    this.showing = 'detail';
    sessionStorage.setItem(openKey, id);
  };

  /** An address of a session, or of an event in it. Whether it was one. */
  readonly #followLink = (hash: string): boolean => {
    const link = parsePermalink(hash);
    if (link === undefined) return false;
    this.#openById(link.id);
    if (link.seq !== null) this.target = { seq: link.seq };
    return true;
  };

  readonly #openHit = ({ hit }: HitOpenEvent): void => {
    if (this.#shell.store?.get(hit.sessionId) === undefined) return;
    this.#openById(hit.sessionId);
    void this.#jump(hit.seq);
  };

  readonly #openMenu = ({ session, anchor }: SessionMenuEvent): void => {
    this.selectedId = session.id;
    const current = this.#shell.store?.get(session.id) ?? session;
    const open = (): void => {
      this.#open(new SessionOpenEvent(current));
    };
    const items = this.#actions?.menu(current, open) ?? [];
    this.#parts.openMenu(listText.actionsFor(session.name), items, anchor);
  };

  readonly #act = ({ session, action }: SessionActionEvent): void => {
    void this.#actions?.run(this.#shell.store?.get(session.id) ?? session, action);
  };

  readonly #shellRequest = ({ what, anchor }: ShellRequestEvent): void => {
    this.#show(what, anchor);
  };

  #show(what: ShellRequestEvent['what'], anchor: DOMRect): void {
    if (isPage(what)) void this.#openPage(what);
    else if (what === 'new-session') void this.#parts.showNewSession();
    else if (what === 'shortcuts') void this.#parts.showShortcuts();
    else this.#openAppMenu(anchor);
  }

  readonly #toast = ({ text, failed }: ToastRequestEvent): void => {
    this.#parts.toast({ text, failed });
  };

  readonly #pickOrder = ({ order }: OrderPickEvent): void => {
    this.#shell.store?.setOrder(order);
    rememberOrder(sessionStorage, order);
    void this.#set({ order });
  };

  readonly #openLink = ({ href }: { readonly href: string }): void => {
    this.platform.openLink(href);
  };

  readonly #startSession = (event: KeyboardEvent): void => {
    if (this.#shell.isLost || this.forbidden) return;
    event.preventDefault();
    void this.#parts.showNewSession();
  };

  readonly #filter = (event: KeyboardEvent): void => {
    event.preventDefault();
    this.showing = 'list';
    void this.updateComplete.then(() => this.list?.focusFilter());
  };

  readonly #showShortcuts = (event: KeyboardEvent): void => {
    event.preventDefault();
    void this.#parts.showShortcuts();
  };

  readonly #back = (event: KeyboardEvent): void => {
    event.preventDefault();
    this.#toList();
  };

  readonly #toList = (): void => {
    this.page = null;
    this.showing = 'list';
    void this.updateComplete.then(() => this.list?.focusList());
  };

  #openAppMenu(anchor: DOMRect): void {
    const items = appMenuItems(this.#shell.settings, {
      open: (what) => {
        this.#show(what, anchor);
      },
      pickTheme: (theme) => void this.#set({ theme }),
    });
    this.#parts.openMenu(menuText.heading, items, anchor);
  }

  async #set(patch: Partial<Settings>): Promise<void> {
    try {
      await this.#shell.save(patch);
    } catch (error) {
      const text = settingsText.notKept(messageOf(error));
      this.#parts.toast({ text, failed: true });
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-app': LuluApp;
  }
}
