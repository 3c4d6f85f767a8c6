import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { base, buttons } from '../styles/controls.ts';
import { icon } from './icon.ts';

/** Fired when the user does not want to wait for the next try. */
export class ReconnectEvent extends Event {
  static readonly type = 'reconnect';

  constructor() {
    super(ReconnectEvent.type, { bubbles: true, composed: true });
  }
}

/**
 * Says that what is below is not live, and why that is no catastrophe.
 *
 * @element lulu-lost-banner
 *
 * @fires {ReconnectEvent} reconnect
 */
@customElement('lulu-lost-banner')
export class LuluLostBanner extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        padding: 8px 12px 8px 20px;
        background: var(--lulu-amber-tint);
        color: var(--lulu-amber);
        font-size: var(--lulu-text-size-s);
      }
      span {
        flex: 1;
        min-inline-size: 240px;
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<div role="alert">
      ${icon('warning')}
      <span
        ><strong>Connection to Lulu’s engine lost.</strong> Agents keep working and nothing they say
        is lost. Trying again…</span
      >
      <button type="button" @click=${() => this.dispatchEvent(new ReconnectEvent())}>
        Reconnect
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-lost-banner': LuluLostBanner;
  }
  interface GlobalEventHandlersEventMap {
    reconnect: ReconnectEvent;
  }
}
