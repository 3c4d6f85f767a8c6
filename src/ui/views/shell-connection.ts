import { ContextProvider } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import type { Health, Reply } from '../../contract/requests.ts';
import type { Settings } from '../../contract/settings.ts';
import { rowHeightOf } from '../../core/row-height.ts';
import type { SessionNews } from '../../core/session-news.ts';
import { Observe } from '../controllers/observe.ts';
import { transportContext } from '../data/contexts.ts';
import { applyLook } from '../data/look.ts';
import { openingOrder } from '../data/opening-order.ts';
import { Pulse } from '../data/pulse.ts';
import { SessionsStore } from '../data/sessions-store.ts';
import { messageOf, type Transport } from '../data/transport.ts';

/** How soon a list that could not be read is asked for again. */
const retryMs = 2000;

/** What the shell knows through its transport, whichever that is just now: rows, settings, health, pulse. */
export class ShellConnection implements ReactiveController {
  readonly #host: LitElement;
  readonly #provider: ContextProvider<typeof transportContext, LitElement>;
  readonly #observe: Observe;
  readonly #onNews: (news: readonly SessionNews[]) => void;
  readonly #ends: (() => void)[] = [];
  #transport: Transport | undefined;
  #version: string | undefined;

  store: SessionsStore | undefined;
  pulse: Pulse | undefined;
  settings: Settings | undefined;
  health: Health = { ok: true, problem: null };
  /** Why there is nothing to show; empty once there is. */
  problem = '';
  /** The engine is of another version than the one this page came from. */
  isOutdated = false;

  constructor(host: LitElement, onNews: (news: readonly SessionNews[]) => void) {
    this.#host = host;
    this.#onNews = onNews;
    this.#provider = new ContextProvider(host, { context: transportContext });
    this.#observe = new Observe(host);
    host.addController(this);
  }

  get isLost(): boolean {
    return this.#transport?.state === 'lost';
  }

  /** Of a row of the list, in CSS px. */
  get rowHeight(): number {
    return rowHeightOf(this.settings ?? { density: 'comfortable', fontSize: 14 });
  }

  hostDisconnected(): void {
    // Neutralino's library empties the body when its socket fails, and the app is put back at once.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#letGo();
    });
  }

  /** Goes over to `transport`, and lets go of the one before. */
  take(transport: Transport | undefined): void {
    this.#letGo();
    this.#transport = transport;
    if (transport === undefined) return;
    this.#provider.setValue(transport);
    const store = new SessionsStore(transport);
    const pulse = new Pulse(transport);
    this.store = store;
    this.pulse = pulse;
    this.#observe.observe(store);
    this.#ends.push(
      transport.onState(() => {
        this.#host.requestUpdate();
      }),
      transport.onResync(() => void this.#greet(transport, store)),
      transport.on(({ settings, health }) => {
        if (settings !== undefined) this.#apply(settings);
        if (health !== undefined) this.health = health;
        if (settings !== undefined || health !== undefined) this.#host.requestUpdate();
      }),
      store.onNews(this.#onNews),
      () => {
        store.close();
        pulse.close();
      },
    );
    void this.#begin(transport, store);
  }

  /** Keeps settings. @throws {RequestError} */
  async save(patch: Partial<Settings>): Promise<void> {
    const reply = await this.#transport?.request('settings.set', { patch });
    if (reply !== undefined) this.#apply(reply.settings);
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
      setTimeout(() => {
        if (this.#transport === transport) void this.#begin(transport, store);
      }, retryMs);
    }
    this.#host.requestUpdate();
  }

  async #greet(transport: Transport, store: SessionsStore): Promise<void> {
    try {
      this.#greeted(await transport.request('hello', {}), store);
    } catch (error) {
      console.warn('The engine did not say hello', error);
    }
  }

  #greeted({ settings, health, pid, version }: Reply<'hello'>, store: SessionsStore): void {
    this.#apply(settings);
    this.health = health;
    this.#version ??= version;
    this.isOutdated = version !== this.#version;
    if (!store.loaded) store.setOrder(openingOrder(sessionStorage, pid));
    this.#host.requestUpdate();
  }

  #apply(settings: Settings): void {
    this.settings = settings;
    applyLook(settings);
    this.#host.requestUpdate();
  }
}
