import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Status } from '../../contract/events.ts';
import { listText } from '../strings.ts';
import { base } from '../styles/controls.ts';

/**
 * One of the six words a session can show. Only a running one moves, and only a little.
 *
 * @element lulu-status-chip
 */
@customElement('lulu-status-chip')
export class LuluStatusChip extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-flex;
        flex: none;
        vertical-align: middle;
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        block-size: 20px;
        padding-inline: 7px;
        border-radius: 5px;
        background: var(--lulu-grey-tint);
        color: var(--lulu-grey);
        font: 500 var(--lulu-text-size-xs) / 1 var(--lulu-font);
        white-space: nowrap;
      }
      i {
        inline-size: 7px;
        block-size: 7px;
        border-radius: 50%;
        background: currentColor;
      }
      .Running,
      .Starting,
      .interrupting {
        padding-inline: 2px 0;
        background: none;
        color: var(--lulu-text-2);
      }
      @media (forced-colors: active) {
        i {
          background: CanvasText;
          forced-color-adjust: none;
        }
      }
      .live i {
        background: var(--lulu-accent);
      }
      .Running.live i {
        animation: pulse 2.4s ease-in-out infinite;
      }
      .Starting i {
        border: 1.5px solid var(--lulu-text-3);
        background: none;
      }
      .Waiting {
        background: var(--lulu-amber-tint);
        color: var(--lulu-amber);
        font-weight: 600;
      }
      .Completed {
        background: var(--lulu-green-tint);
        color: var(--lulu-green);
      }
      .Failed {
        background: var(--lulu-red-tint);
        color: var(--lulu-red);
      }
      .interrupting i {
        inline-size: 11px;
        block-size: 11px;
        border: 1.5px solid var(--lulu-border-strong);
        border-block-start-color: var(--lulu-text-2);
        background: none;
        animation: spin 0.9s linear infinite;
      }
      i {
        animation-play-state: var(--lulu-motion, running) !important;
      }
      @keyframes pulse {
        50% {
          opacity: 0.3;
        }
      }
      @keyframes spin {
        to {
          rotate: 1turn;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        i {
          animation: none !important;
        }
      }
    `,
  ];

  @property() status: Status = 'Starting';

  /** An interrupt is in hand. */
  @property({ type: Boolean }) interrupting = false;

  /** False for a row that only remembers its status: nothing moves then. */
  @property({ type: Boolean }) live = false;

  protected override render(): TemplateResult {
    if (this.interrupting)
      return html`<span class="interrupting"><i></i>${listText.interrupting}</span>`;
    const { status } = this;
    const dot = status === 'Running' || status === 'Starting';
    const pulses = status === 'Running' && this.live;
    return html`<span class="${status}${pulses ? ' live' : ''}"
      >${dot ? html`<i></i>` : nothing}${status}</span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-status-chip': LuluStatusChip;
  }
}
