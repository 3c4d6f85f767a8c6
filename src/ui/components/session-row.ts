import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { SessionView } from '../../contract/rows.ts';
import { describeAge } from '../../core/age.ts';
import { age } from '../controllers/age.ts';
import { base, buttons } from '../styles/controls.ts';
import { icon } from './icon.ts';
import { SessionMenuEvent, SessionOpenEvent, SessionSelectEvent } from './session-events.ts';
import { listText } from '../strings.ts';
import { rowStyles } from './session-row.styles.ts';
import { explanation } from './session-text.ts';
import './status-chip.ts';

/**
 * One session in the list: its name and age, then its status and what explains it.
 *
 * @element lulu-session-row
 *
 * @fires {SessionSelectEvent} session-select - The row was clicked.
 * @fires {SessionOpenEvent} session-open - The row was double-clicked, or Enter was pressed on it.
 * @fires {SessionMenuEvent} session-menu - Its actions were asked for.
 *
 * @csspart name - The first line. Truncates, never wraps.
 * @csspart detail - What explains the status. Truncates; whole in its tooltip.
 */
@customElement('lulu-session-row')
export class LuluSessionRow extends LitElement {
  static override styles = [base, buttons, rowStyles];

  /** The row to show. Nothing renders until it is set. */
  @property({ attribute: false }) session: SessionView | undefined;

  /** Whether this is the row the keyboard is on. */
  @property({ type: Boolean, reflect: true }) selected = false;

  /** Whether this is the session open in the detail pane. */
  @property({ type: Boolean, reflect: true }) opened = false;

  /** Whether Tab stops here. One row of a list does. */
  @property({ type: Boolean }) stop = false;

  @query('.row') private readonly main!: HTMLButtonElement | null;

  override focus(options?: FocusOptions): void {
    this.main?.focus(options);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const { text, tone } = explanation(session);
    const tabindex = this.stop ? 0 : -1;
    const at = new Date(session.lastActivityAt);
    return html`
      <button
        class="row"
        type="button"
        tabindex=${tabindex}
        aria-current=${this.selected ? 'true' : nothing}
        @click=${this.#select}
        @dblclick=${this.#open}
        @keydown=${this.#openOnEnter}
        @contextmenu=${this.#menu}
      >
        <span class="line">
          <span part="name" class="ellipsis" dir="auto">${session.name}</span>
          <time
            datetime=${session.lastActivityAt}
            title="${describeAge(at.getTime(), Date.now())} (${at.toLocaleString()})"
            >${age(session.lastActivityAt)}</time
          >
        </span>
        <span class="line">
          <lulu-status-chip
            .status=${session.status}
            .interrupting=${session.interrupting}
            .live=${!session.restored}
          ></lulu-status-chip>
          ${session.restored ? html`<span class="restored">${listText.restored}</span>` : nothing}
          <span part="detail" class="ellipsis ${tone}" dir="auto" title=${text}>${text}</span>
        </span>
      </button>
      <button
        class="quiet icon actions"
        type="button"
        tabindex=${tabindex}
        aria-haspopup="menu"
        aria-label=${listText.actionsFor(session.name)}
        title=${listText.actions}
        @click=${this.#menu}
      >
        ${icon('more')}
      </button>
    `;
  }

  readonly #select = (): void => {
    if (this.session !== undefined) this.dispatchEvent(new SessionSelectEvent(this.session));
  };

  readonly #open = (): void => {
    if (this.session !== undefined) this.dispatchEvent(new SessionOpenEvent(this.session));
  };

  readonly #openOnEnter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    this.#open();
  };

  readonly #menu = (event: MouseEvent): void => {
    event.preventDefault();
    if (this.session === undefined) return;
    const button = this.renderRoot.querySelector('.actions');
    const anchor =
      event.type === 'contextmenu' && event.clientX > 0
        ? new DOMRect(event.clientX, event.clientY, 0, 0)
        : (button ?? this).getBoundingClientRect();
    this.dispatchEvent(new SessionMenuEvent(this.session, anchor));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-session-row': LuluSessionRow;
  }
}
