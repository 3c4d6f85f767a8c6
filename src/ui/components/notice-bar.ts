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
        flex: 1;
        min-inline-size: 240px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property() heading = '';

  @property() text = '';

  protected override render(): TemplateResult {
    return html`<div role="alert">
      ${icon('warning')}
      <span><strong>${this.heading}</strong> ${this.text}</span>
      <slot></slot>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-notice-bar': LuluNoticeBar;
  }
}
