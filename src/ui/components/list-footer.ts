import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Finding, Reply } from '../../contract/requests.ts';
import { formatCost } from '../rendering/quantities.ts';
import { base, buttons } from '../styles/controls.ts';
import { footerText } from '../strings.ts';
import { icon } from './icon.ts';
import { ShellRequestEvent } from './shell-events.ts';

/**
 * How Lulu itself fares, in one quiet line below the list. Only what is there is said.
 *
 * @element lulu-list-footer
 *
 * @fires {ShellRequestEvent} shell-request - The check-up was asked for.
 */
@customElement('lulu-list-footer')
export class LuluListFooter extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      /* One line also where the list is narrow. */
      @container (max-width: 340px) {
        .facts:has(.queued) .memory {
          display: none;
        }
      }
      .foot {
        display: flex;
        align-items: center;
        gap: 2px var(--lulu-space-3);
        min-block-size: 36px;
        padding: 4px var(--lulu-space-3) 4px 20px;
        border-block-start: 1px solid var(--lulu-border);
        color: var(--lulu-text-3);
        font-size: var(--lulu-text-size-xs);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .facts {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        gap: 2px var(--lulu-space-3);
        min-inline-size: 0;
      }
      button.quiet {
        gap: 5px;
        min-block-size: 26px;
        padding-inline: 6px;
        color: var(--lulu-amber);
        font-size: inherit;
      }
      button.problem {
        color: var(--lulu-red);
      }
    `,
  ];

  @property({ attribute: false }) status: Reply<'engine.status'> | undefined;

  /** USD; undefined while unknown. */
  @property({ type: Number, attribute: false }) costToday: number | undefined;

  @property({ attribute: false }) findings: readonly Finding[] = [];

  protected override render(): TemplateResult {
    return html`<div class="foot" role="region" aria-label=${footerText.region}>
      <span class="facts">${this.#facts()}</span>
      ${this.#mark()}
    </div>`;
  }

  #facts(): TemplateResult | typeof nothing {
    const { status, costToday } = this;
    if (status === undefined) return nothing;
    const { live, queued, rssBytes } = status;
    return html`
      <span title=${footerText.liveHint}>${footerText.live(live)}</span>
      ${
        queued === 0
          ? nothing
          : html`<span class="queued" title=${footerText.queuedHint}
              >${footerText.queued(queued)}</span
            >`
      }
      ${
        costToday === undefined
          ? nothing
          : html`<span title=${footerText.costHint}
              >${footerText.today(formatCost(costToday))}</span
            >`
      }
      <span class="memory" title=${footerText.memoryHint}>${footerText.memory(rssBytes)}</span>
    `;
  }

  #mark(): TemplateResult | typeof nothing {
    const count = (level: Finding['level']): number =>
      this.findings.filter((finding) => finding.level === level).length;
    const problems = count('problem');
    const warnings = count('warning');
    if (problems + warnings === 0) return nothing;
    const hint = footerText.checkUpHint(footerText.checkUp(problems, warnings));
    return html`<button
      type="button"
      class="quiet ${problems > 0 ? 'problem' : ''}"
      title=${hint}
      aria-label=${hint}
      @click=${(event: Event) => {
        const anchor = (event.currentTarget as HTMLElement).getBoundingClientRect();
        this.dispatchEvent(new ShellRequestEvent('check-up', anchor));
      }}
    >
      ${icon('warning')} ${problems + warnings}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-list-footer': LuluListFooter;
  }
}
