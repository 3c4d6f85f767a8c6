import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/controls.ts';
import { icon } from './icon.ts';

/**
 * A line across the window for what concerns every session at once: the engine is gone, or cannot keep events.
 *
 * @element lulu-notice-bar
 *
 * @slot - A button for what can be done.
 */
@customElement('lulu-notice-bar')
export class LuluNoticeBar extends LitElement {
  static override styles = [
    base,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        min-block-size: 44px;
        padding: 6px 12px 6px 20px;
        background: var(--lulu-amber-tint);
        color: var(--lulu-amber);
        font-size: var(--lulu-text-size-s);
      }
      span {
        flex: 1 0 240px;
        min-inline-size: 0;
        max-inline-size: 100%;
        overflow-wrap: anywhere;
      }
      /* Words above, what can be done below, where there is no room for both. */
      p {
        display: flex;
        flex: 0 1 auto;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 4px 8px;
        margin-inline-start: auto;
      }
    `,
  ];

  @property() heading = '';

  @property() text = '';

  protected override render(): TemplateResult {
    return html`<div role="alert">
      ${icon('warning')}
      <span><strong>${this.heading}</strong> ${this.text}</span>
      <p><slot></slot></p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-notice-bar': LuluNoticeBar;
  }
}
