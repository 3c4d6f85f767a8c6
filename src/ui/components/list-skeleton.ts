import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { listText } from '../strings.ts';

/**
 * Where rows will be, before they are known.
 *
 * @element lulu-list-skeleton
 */
@customElement('lulu-list-skeleton')
export class LuluListSkeleton extends LitElement {
  static override styles = css`
    :host {
      display: block;
      padding: 0 20px;
      overflow: hidden;
    }
    div {
      display: grid;
      align-content: center;
      gap: 10px;
      block-size: var(--lulu-row-height);
    }
    i {
      block-size: 10px;
      border-radius: 5px;
      background: var(--lulu-grey-tint);
    }
    i:first-child {
      inline-size: 55%;
    }
    i:last-child {
      inline-size: 80%;
    }
    div:nth-child(even) i:first-child {
      inline-size: 40%;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'status');
    this.setAttribute('aria-label', listText.loading);
  }

  protected override render(): TemplateResult[] {
    return Array.from({ length: 7 }, () => html`<div><i></i><i></i></div>`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-list-skeleton': LuluListSkeleton;
  }
}
