import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { SessionId } from '../../contract/ids.ts';
import type { SessionView } from '../../contract/rows.ts';
import { inlineStyle } from '../controllers/inline-style.ts';
import { listText } from '../strings.ts';
import { base } from '../styles/controls.ts';
import { SessionSelectEvent } from './session-events.ts';
import type { LuluSessionRow } from './session-row.ts';
import './session-row.ts';

/** Rows kept ready above and below what is seen, so that a wheel's turn finds them drawn. */
const overscan = 8;
/** Before the list has been measured: enough for a tall window. */
const firstGuess = 1400;

/**
 * A list of sessions of any length: it scrolls by itself and draws only the rows in sight, which is
 * exact because all rows are equally high. Arrows move the selection, which the owner keeps.
 *
 * @element lulu-session-list
 *
 * @fires {SessionSelectEvent} session-select - By click or by key.
 */
@customElement('lulu-session-list')
export class LuluSessionList extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow-y: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
        scrollbar-color: var(--lulu-border-strong) transparent;
        padding: 0 var(--lulu-space-2) var(--lulu-space-2);
      }
      .rows {
        position: relative;
      }
      lulu-session-row {
        position: absolute;
        inset-inline: 0;
        inset-block-start: 0;
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly SessionView[] = [];

  @property({ attribute: false }) selectedId: SessionId | null = null;

  /** The session in the detail pane. */
  @property({ attribute: false }) openId: SessionId | null = null;

  /** Of each row, in CSS px; as `--lulu-row-height` has it. */
  @property({ type: Number, attribute: false }) rowHeight = 60;

  /** Whether the focus goes along with the next change of the selection. */
  #follows = false;

  @state() private top = 0;
  @state() private visibleHeight = firstGuess;

  readonly #resize = new ResizeObserver(() => {
    this.visibleHeight = this.clientHeight;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('scroll', this.#scrolled, { passive: true });
    this.addEventListener('keydown', this.#moveByKey);
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('scroll', this.#scrolled);
    this.removeEventListener('keydown', this.#moveByKey);
    this.#resize.disconnect();
  }

  /** Focuses the selected row, or the first. */
  async focusRow(): Promise<void> {
    await this.updateComplete;
    const row = this.renderRoot.querySelector<LuluSessionRow>('lulu-session-row[data-stop]');
    await row?.updateComplete;
    row?.focus({ preventScroll: true });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('selectedId')) return;
    this.#reveal(this.#selectedIndex());
    if (this.#follows) void this.focusRow();
    this.#follows = false;
  }

  protected override render(): TemplateResult {
    const { rows } = this;
    const stop = Math.max(0, this.#selectedIndex());
    const height = `${rows.length * this.rowHeight}px`;
    return html`
      <div
        class="rows"
        role="list"
        aria-label=${listText.heading}
        ${inlineStyle({ 'block-size': height })}
      >
        ${repeat(
          this.#drawn(stop),
          (index) => rows[index]?.id,
          (index) => this.#row(index, index === stop),
        )}
      </div>
    `;
  }

  #row(index: number, stop: boolean): TemplateResult {
    const session = this.rows[index];
    return html`<lulu-session-row
      role="listitem"
      aria-setsize=${this.rows.length}
      aria-posinset=${index + 1}
      ${inlineStyle({ transform: `translateY(${index * this.rowHeight}px)` })}
      .session=${session}
      .selected=${session?.id === this.selectedId}
      .opened=${session?.id === this.openId}
      .stop=${stop}
      ?data-stop=${stop}
    ></lulu-session-row>`;
  }

  /** The rows in sight, and the one Tab stops at, which must exist wherever the list is scrolled to. */
  #drawn(stop: number): number[] {
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - overscan);
    const end = Math.ceil((this.top + this.visibleHeight) / this.rowHeight) + overscan;
    const last = Math.min(this.rows.length, end) - 1;
    const drawn = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    if (stop < first && this.rows.length > 0) return [stop, ...drawn];
    return stop > last && stop < this.rows.length ? [...drawn, stop] : drawn;
  }

  #selectedIndex(): number {
    return this.rows.findIndex((row) => row.id === this.selectedId);
  }

  #reveal(index: number): void {
    if (index < 0) return;
    const from = index * this.rowHeight;
    const below = from + this.rowHeight - this.clientHeight;
    if (from < this.scrollTop) this.scrollTop = from;
    else if (below > this.scrollTop) this.scrollTop = below;
  }

  readonly #scrolled = (): void => {
    this.top = this.scrollTop;
  };

  readonly #moveByKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = this.#target(event.key, this.#selectedIndex());
    const session = to === undefined ? undefined : this.rows[to];
    if (session === undefined) return;
    event.preventDefault();
    this.#follows = session.id !== this.selectedId;
    this.dispatchEvent(new SessionSelectEvent(session));
  };

  #target(key: string, at: number): number | undefined {
    const last = this.rows.length - 1;
    const page = Math.max(1, Math.floor(this.clientHeight / this.rowHeight) - 1);
    switch (key) {
      case 'ArrowDown':
        return Math.min(last, at + 1);
      case 'ArrowUp':
        return Math.max(0, at - 1);
      case 'Home':
        return 0;
      case 'End':
        return last;
      case 'PageDown':
        return Math.min(last, at + page);
      case 'PageUp':
        return Math.max(0, at - page);
      default:
        return undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-session-list': LuluSessionList;
  }
}
