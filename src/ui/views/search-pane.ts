import { consume } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { SearchHit } from '../../contract/requests.ts';
import { snippetParts } from '../../core/snippet-parts.ts';
import { icon } from '../components/icon.ts';
import { HitOpenEvent, SearchCloseEvent } from '../components/search-events.ts';
import { age } from '../controllers/age.ts';
import { transportContext } from '../data/contexts.ts';
import { messageOf, type Transport } from '../data/transport.ts';
import { worktreeSnippet } from '../rendering/worktree-snippet.ts';
import { searchText } from '../strings.ts';
import { base, buttons } from '../styles/controls.ts';
import { searchStyles } from './search-pane.styles.ts';
import '../components/notice-screen.ts';

/** More than anybody reads; the newest come first. */
const most = 100;

/**
 * What a search across all sessions has found, newest first. Arrows move among the results, Enter opens
 * one at its event, Esc goes back.
 *
 * @element lulu-search-pane
 *
 * @fires {HitOpenEvent} hit-open
 * @fires {SearchCloseEvent} search-close
 */
@customElement('lulu-search-pane')
export class LuluSearchPane extends LitElement {
  static override styles = [base, buttons, searchStyles];

  @consume({ context: transportContext, subscribe: true })
  @property({ attribute: false })
  transport: Transport | undefined;

  /** What is searched for. */
  @property() text = '';

  @state() private hits: readonly SearchHit[] | undefined;
  @state() private problem = '';

  #asked = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('text') || changed.has('transport')) void this.#search();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('hits') && this.hits !== undefined) this.#results()[0]?.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="head">
        <button
          type="button"
          class="quiet icon"
          aria-label=${searchText.back}
          title="${searchText.back} (Esc)"
          @click=${this.#close}
        >
          ${icon('back')}
        </button>
        <span role="status">${this.#summary()}</span>
      </div>
      <div class="results" @keydown=${this.#move}>${this.#content()}</div>
    `;
  }

  #summary(): string {
    const { hits } = this;
    if (this.problem !== '') return searchText.failed;
    return hits === undefined
      ? searchText.searching
      : searchText.found(hits.length, hits.length === most);
  }

  #content(): TemplateResult | typeof nothing {
    if (this.problem !== '') {
      return html`<lulu-notice-screen heading=${searchText.failed}
        >${this.problem}
        <button type="button" @click=${() => void this.#search()}>${searchText.again}</button>
      </lulu-notice-screen>`;
    }
    if (this.hits === undefined) return nothing;
    if (this.hits.length === 0) {
      return html`<lulu-notice-screen heading=${searchText.nothing}
        >${searchText.nothingWhy(this.text)}</lulu-notice-screen
      >`;
    }
    return html`<ul aria-label=${searchText.region}>
      ${repeat(
        this.hits,
        ({ sessionId, seq }) => `${sessionId} ${seq}`,
        (hit, index) => this.#hit(hit, index),
      )}
    </ul>`;
  }

  #hit(hit: SearchHit, index: number): TemplateResult {
    return html`<li>
      <button
        type="button"
        class="hit"
        tabindex=${index === 0 ? 0 : -1}
        @click=${() => {
          this.dispatchEvent(new HitOpenEvent(hit));
        }}
      >
        <span class="line">
          <span class="name ellipsis" dir="auto">${hit.sessionName}</span>
          <time datetime=${hit.at} title=${new Date(hit.at).toLocaleString()}>${age(hit.at)}</time>
        </span>
        <span class="snippet"
          ><span class="kind">${searchText.kinds[hit.type] ?? hit.type}</span> ${snippetParts(
            worktreeSnippet(hit.snippet, hit.sessionId),
          ).map(({ text, isMatch }) => (isMatch ? html`<mark>${text}</mark>` : text))}</span
        >
      </button>
    </li>`;
  }

  async #search(): Promise<void> {
    const asked = (this.#asked += 1);
    this.hits = undefined;
    this.problem = '';
    try {
      const params = { text: this.text.slice(0, 1000), limit: most };
      const reply = await this.transport?.request('events.search', params);
      if (asked === this.#asked) this.hits = reply?.hits;
    } catch (error) {
      if (asked === this.#asked) this.problem = messageOf(error);
    }
  }

  #results(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLButtonElement>('.hit')];
  }

  readonly #close = (): void => {
    this.dispatchEvent(new SearchCloseEvent());
  };

  readonly #move = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#close();
      return;
    }
    const results = this.#results();
    const at = results.findIndex((one) => one.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: results.length - 1 }[event.key];
    const next =
      to === undefined ? undefined : results[Math.max(0, Math.min(to, results.length - 1))];
    if (next === undefined) return;
    event.preventDefault();
    for (const one of results) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-search-pane': LuluSearchPane;
  }
}
