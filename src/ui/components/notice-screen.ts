import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/controls.ts';

/**
 * A pane that has nothing to list says so, and what to do: an empty list, no session opened, no access.
 *
 * @element lulu-notice-screen
 *
 * @slot - What to do, and a button for it.
 */
@customElement('lulu-notice-screen')
export class LuluNoticeScreen extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        place-items: center;
        block-size: 100%;
        padding: var(--lulu-space-5);
      }
      div {
        display: grid;
        justify-items: center;
        gap: var(--lulu-space-2);
        max-inline-size: 36ch;
        margin-block-end: 8vh;
        color: var(--lulu-text-2);
        font-size: var(--lulu-text-size-s);
        text-align: center;
      }
      h2 {
        color: var(--lulu-text);
        font-size: var(--lulu-text-size);
        font-weight: 600;
      }
    `,
  ];

  @property() heading = '';

  protected override render(): TemplateResult {
    return html`<div>
      <h2>${this.heading}</h2>
      <slot></slot>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-notice-screen': LuluNoticeScreen;
  }
}
