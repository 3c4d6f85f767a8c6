import { ContextProvider } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { SessionId } from '../../contract/ids.ts';
import type { Health, Settings } from '../../contract/requests.ts';
import { icon } from '../components/icon.ts';
import type { LuluMenu } from '../components/menu.ts';
import type { SessionActionEvent } from '../components/session-action.ts';
import {
  SessionOpenEvent,
  type SessionMenuEvent,
  type SessionSelectEvent,
} from '../components/session-events.ts';
import type { OrderPickEvent, ShellRequestEvent } from '../components/shell-events.ts';
import { Observe } from '../controllers/observe.ts';
import { Shortcuts } from '../controllers/shortcuts.ts';
import { transportContext } from '../data/contexts.ts';
import { openingOrder, rememberOrder } from '../data/opening-order.ts';
import { browserPlatform, type Platform } from '../data/platform.ts';
import { SessionsStore } from '../data/sessions-store.ts';
import { applyTheme } from '../data/theme.ts';
import { messageOf, type Transport } from '../data/transport.ts';
import { base, buttons } from '../styles/controls.ts';
import { appStyles } from './app.styles.ts';
import type { LuluListPane } from './list-pane.ts';
import type { LuluNewSession } from './new-session.ts';
import { SessionActions } from './session-actions.ts';
import { themeItems } from './theme-items.ts';
import '../components/confirm-dialog.ts';
import '../components/menu.ts';
import '../components/notice-bar.ts';
import '../components/notice-screen.ts';
import '../components/shortcut-sheet.ts';
import '../components/text-dialog.ts';
import '../components/toast.ts';
import './list-pane.ts';
import './new-session.ts';

const openKey = 'lulu-open-session';

/**
 * The whole window: the list, the session that is open, and the dialogs both ask for.
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

  @state() private settings: Settings | undefined;
  @state() private health: Health = { ok: true, problem: null };
  /** Why there is nothing to show; empty once there is. */
  @state() private problem = '';
  @state() private selectedId: SessionId | null = null;
  @state() private openId = sessionStorage.getItem(openKey) as SessionId | null;

  @query('lulu-list-pane') private readonly list!: LuluListPane | null;
  @query('lulu-new-session') private readonly newSession!: LuluNewSession | null;
  @query('lulu-menu') private readonly menu!: LuluMenu | null;

  readonly #provider = new ContextProvider(this, { context: transportContext });
  readonly #observe = new Observe(this);
  #store: SessionsStore | undefined;
  #actions: SessionActions | undefined;
  #selectedAt = 0;
  readonly #ends: (() => void)[] = [];

  constructor() {
    super();
    new Shortcuts(this, () => [
      { key: 'n', run: this.#startSession },
      ...(this.platform.ownsKeyboard ? [{ key: 'n', command: true, run: this.#startSession }] : []),
      { key: '/', run: this.#filter },
      { key: '?', run: this.#showShortcuts },
      { key: 'Escape', always: true, run: this.#back },
    ]);
    this.addEventListener('session-select', this.#select);
    this.addEventListener('session-open', this.#open);
    this.addEventListener('session-menu', this.#openMenu);
    this.addEventListener('session-action', this.#act);
    this.addEventListener('shell-request', this.#shellRequest);
    this.addEventListener('order-pick', this.#pickOrder);
    this.addEventListener('link-open', this.#openLink);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Neutralino's library empties the body when its socket fails, and the app is put back at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#letGo();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('transport')) this.#take(this.transport);
    if (this.#store?.loaded === true) this.#keepSelection(this.#store);
  }

  protected override render(): TemplateResult {
    if (this.forbidden) return this.#refused();
    if (this.problem !== '') return this.#failed();
    const lost = this.transport?.state === 'lost';
    return html`
      ${this.#notice(lost)}
      <lulu-list-pane
        ?inert=${lost}
        .store=${this.#store}
        .selectedId=${this.selectedId}
        .openId=${this.openId}
        .pickedOrder=${this.settings?.order ?? null}
      ></lulu-list-pane>
      <main ?inert=${lost} aria-label="Session">
        <nav>
          <button type="button" class="quiet" @click=${this.#toList}>
            ${icon('back')} Sessions
          </button>
        </nav>
        ${this.#detail()}
      </main>
      <lulu-new-session .platform=${this.platform}></lulu-new-session>
      <lulu-menu></lulu-menu>
      <lulu-confirm-dialog></lulu-confirm-dialog>
      <lulu-text-dialog></lulu-text-dialog>
      <lulu-shortcut-sheet .ownsKeyboard=${this.platform.ownsKeyboard}></lulu-shortcut-sheet>
      <lulu-toast></lulu-toast>
    `;
  }

  #notice(lost: boolean): TemplateResult | typeof nothing {
    if (lost) {
      return html`<lulu-notice-bar
        class="over"
        heading="Connection to Lulu’s engine lost."
        text="Agents keep working and nothing they say is lost. Trying again…"
      >
        <button
          type="button"
          @click=${() => {
            location.reload();
          }}
        >
          Reconnect
        </button>
      </lulu-notice-bar>`;
    }
    if (this.health.ok) return nothing;
    return html`<lulu-notice-bar
      heading="Lulu cannot keep events just now."
      .text=${this.health.problem ?? ''}
    ></lulu-notice-bar>`;
  }

  #detail(): TemplateResult | typeof nothing {
    if (this.#store?.loaded !== true) return html`<div></div>`;
    const session = this.openId === null ? undefined : this.#store.get(this.openId);
    if (session !== undefined) {
      return html`<lulu-session-detail
        .session=${session}
        .transport=${this.transport}
      ></lulu-session-detail>`;
    }
    if (this.#store.count === 0) return html`<div></div>`;
    return html`<lulu-notice-screen heading="No session open"
      ><span>Double-click one in the list, or select it and press <kbd>Enter</kbd>.</span>
    </lulu-notice-screen>`;
  }

  #refused(): TemplateResult {
    return html`<main>
      <lulu-notice-screen heading="This page has no access to Lulu">
        <span
          >The link has expired, or Lulu was started again since. Run <code>lulu serve</code> in a
          terminal and open the address it prints.</span
        >
      </lulu-notice-screen>
    </main>`;
  }

  /** Something is always selected: where the selected row has gone, the one in its place. */
  #keepSelection(store: SessionsStore): void {
    if (this.selectedId !== null && store.get(this.selectedId) !== undefined) {
      this.#selectedAt = store.rows.findIndex(({ id }) => id === this.selectedId);
      return;
    }
    const open = this.selectedId === null && this.openId !== null ? store.get(this.openId) : null;
    const at = Math.min(Math.max(0, this.#selectedAt), store.rows.length - 1);
    this.selectedId = (open ?? store.rows[at])?.id ?? null;
  }

  #failed(): TemplateResult {
    return html`<main>
      <lulu-notice-screen heading="Lulu’s engine cannot work" role="alert">
        <span>${this.problem}</span>
      </lulu-notice-screen>
    </main>`;
  }

  #take(transport: Transport | undefined): void {
    this.#letGo();
    if (transport === undefined) return;
    this.#provider.setValue(transport);
    const store = new SessionsStore(transport);
    this.#store = store;
    this.#observe.observe(store);
    this.#actions = new SessionActions(transport, store, () => ({
      confirm: this.#part('lulu-confirm-dialog'),
      text: this.#part('lulu-text-dialog'),
      toast: this.#part('lulu-toast'),
    }));
    this.#ends.push(
      transport.onState(() => {
        this.requestUpdate();
      }),
      transport.onResync(() => void this.#greet(transport, store)),
      transport.on(({ settings, health }) => {
        if (settings !== undefined) this.#apply(settings);
        this.health = health ?? this.health;
      }),
      () => {
        store.close();
      },
    );
    void this.#begin(transport, store);
  }

  #letGo(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  /** The order is known before the list is, so that no row moves after the first paint. */
  async #begin(transport: Transport, store: SessionsStore): Promise<void> {
    await this.#greet(transport, store);
    try {
      await store.load();
      this.problem = '';
    } catch (error) {
      this.problem = messageOf(error);
      setTimeout(() => void this.#begin(transport, store), 2000);
    }
  }

  async #greet(transport: Transport, store: SessionsStore): Promise<void> {
    try {
      const { settings, health, pid } = await transport.request('hello', {});
      this.#apply(settings);
      this.health = health;
      if (!store.loaded) store.setOrder(openingOrder(sessionStorage, pid));
    } catch (error) {
      console.warn('The engine did not say hello', error);
    }
  }

  #apply(settings: Settings): void {
    this.settings = settings;
    applyTheme(settings.theme);
  }

  #part<K extends keyof HTMLElementTagNameMap>(tag: K): HTMLElementTagNameMap[K] {
    const part = this.renderRoot.querySelector(tag);
    if (part === null) throw new Error(`<${tag}> is not rendered`);
    return part;
  }

  readonly #select = ({ session }: SessionSelectEvent): void => {
    this.selectedId = session.id;
  };

  readonly #open = ({ session }: SessionOpenEvent): void => {
    this.#store?.put(this.#store.get(session.id) ?? session);
    this.selectedId = session.id;
    this.openId = session.id;
    this.showing = 'detail';
    sessionStorage.setItem(openKey, session.id);
  };

  readonly #openMenu = ({ session, anchor }: SessionMenuEvent): void => {
    this.selectedId = session.id;
    const current = this.#store?.get(session.id) ?? session;
    const open = (): void => {
      this.#open(new SessionOpenEvent(current));
    };
    const items = this.#actions?.menu(current, open) ?? [];
    void this.menu?.open(`Actions for ${session.name}`, items, anchor);
  };

  readonly #act = ({ session, action }: SessionActionEvent): void => {
    void this.#actions?.run(this.#store?.get(session.id) ?? session, action);
  };

  readonly #shellRequest = ({ what, anchor }: ShellRequestEvent): void => {
    if (what === 'new-session') void this.newSession?.show();
    else this.#openAppMenu(anchor);
  };

  readonly #pickOrder = ({ order }: OrderPickEvent): void => {
    this.#store?.setOrder(order);
    rememberOrder(sessionStorage, order);
    void this.#set({ order });
  };

  readonly #openLink = ({ href }: { readonly href: string }): void => {
    this.platform.openLink(href);
  };

  readonly #startSession = (event: KeyboardEvent): void => {
    if (this.transport?.state === 'lost' || this.forbidden) return;
    event.preventDefault();
    void this.newSession?.show();
  };

  readonly #filter = (event: KeyboardEvent): void => {
    event.preventDefault();
    this.showing = 'list';
    void this.updateComplete.then(() => this.list?.focusFilter());
  };

  readonly #showShortcuts = (event: KeyboardEvent): void => {
    event.preventDefault();
    this.#part('lulu-shortcut-sheet').show();
  };

  readonly #back = (event: KeyboardEvent): void => {
    event.preventDefault();
    this.#toList();
  };

  readonly #toList = (): void => {
    this.showing = 'list';
    void this.updateComplete.then(() => this.list?.focusList());
  };

  #openAppMenu(anchor: DOMRect): void {
    const items = [
      ...themeItems(this.settings?.theme ?? 'system', (theme) => void this.#set({ theme })),
      {
        label: 'Keyboard shortcuts',
        hint: '?',
        separated: true,
        run: () => {
          this.#part('lulu-shortcut-sheet').show();
        },
      },
    ];
    void this.menu?.open('More', items, anchor);
  }

  async #set(patch: Partial<Settings>): Promise<void> {
    try {
      const reply = await this.transport?.request('settings.set', { patch });
      if (reply !== undefined) this.#apply(reply.settings);
    } catch (error) {
      const text = `The setting was not kept: ${messageOf(error)}`;
      this.#part('lulu-toast').show({ text, failed: true });
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-app': LuluApp;
  }
}
