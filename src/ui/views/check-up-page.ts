import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Finding } from '../../contract/requests.ts';
import { icon } from '../components/icon.ts';
import { pageHeader } from '../components/page-header.ts';
import { SessionActionEvent } from '../components/session-action.ts';
import { ToastRequestEvent } from '../components/shell-events.ts';
import { Observe } from '../controllers/observe.ts';
import type { Pulse } from '../data/pulse.ts';
import type { SessionsStore } from '../data/sessions-store.ts';
import { messageOf } from '../data/transport.ts';
import { windowWords } from '../rendering/window-words.ts';
import { checkUpText } from '../strings.ts';
import { base, buttons } from '../styles/controls.ts';
import { pageStyles } from '../styles/page.ts';

const levels = [
  ['problem', checkUpText.problems],
  ['warning', checkUpText.warnings],
  ['ok', checkUpText.good],
] as const;

/**
 * Everything Lulu has found about itself and its surroundings, the worst first, each with what to do.
 *
 * @element lulu-check-up-page
 *
 * @fires {PageCloseEvent} page-close
 * @fires {ToastRequestEvent} toast-request
 * @fires {SessionActionEvent} session-action - A session is to be resumed.
 */
@customElement('lulu-check-up-page')
export class LuluCheckUpPage extends LitElement {
  static override styles = [
    base,
    buttons,
    pageStyles,
    css`
      h3 {
        margin-block: var(--lulu-space-4) 0;
        color: var(--lulu-text-2);
        font-size: var(--lulu-text-size-s);
        font-weight: 600;
      }
      /* As wide whatever it says. */
      .again {
        min-inline-size: 112px;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 4px 10px;
        padding-block: 10px;
      }
      li > svg {
        margin-block-start: 2px;
      }
      .problem > svg {
        color: var(--lulu-red);
      }
      .warning > svg {
        color: var(--lulu-amber);
      }
      .ok > svg {
        color: var(--lulu-green);
      }
      .body {
        display: grid;
        justify-items: start;
        gap: 6px;
        overflow-wrap: anywhere;
      }
      .command {
        display: flex;
        align-items: center;
        gap: 4px;
        max-inline-size: 100%;
        padding: 2px 4px 2px 10px;
        border-radius: var(--lulu-radius);
        background: var(--lulu-bg-inset);
      }
      code {
        font: var(--lulu-text-size-xs) / 1.5 var(--lulu-font-mono);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) pulse: Pulse | undefined;

  @property({ attribute: false }) store: SessionsStore | undefined;

  @state() private busy = false;
  @state() private failure = '';

  readonly #observe = new Observe(this);

  protected override willUpdate(): void {
    this.#observe.observe(this.pulse);
  }

  protected override firstUpdated(): void {
    void this.#check();
  }

  protected override render(): TemplateResult {
    const findings = this.pulse?.findings;
    const again = html`<button
      type="button"
      class="again"
      ?disabled=${this.busy}
      @click=${this.#check}
    >
      ${this.busy ? checkUpText.running : checkUpText.again}
    </button>`;
    return html`<div class="page">
      ${pageHeader(checkUpText.heading, this, again)}
      ${this.failure === '' ? nothing : html`<p class="failure" role="alert">${this.failure}</p>`}
      ${
        findings === undefined
          ? html`<p class="quiet-line" role="status">${checkUpText.running}</p>`
          : levels.map(([level, heading]) => this.#level(findings, level, heading))
      }
    </div>`;
  }

  #level(
    findings: readonly Finding[],
    level: Finding['level'],
    heading: string,
  ): TemplateResult | typeof nothing {
    const found = findings.filter((finding) => finding.level === level);
    if (found.length === 0) return nothing;
    return html`<section>
      <h3>${heading}</h3>
      <ul>
        ${found.map(
          (finding) =>
            html`<li class=${level}>
              ${icon(level === 'ok' ? 'check' : 'warning')}
              <div class="body">
                <p>${windowWords(finding.text)}</p>
                ${this.#way(finding)}
              </div>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  /** What to do: in words, as a button, as a command to copy. */
  #way({ action, command, sessionId }: Finding): unknown {
    const session = sessionId === undefined ? undefined : this.store?.get(sessionId);
    return [
      action === null ? nothing : html`<p class="quiet-line">${windowWords(action)}</p>`,
      session === undefined
        ? nothing
        : html`<button
            type="button"
            @click=${() => this.dispatchEvent(new SessionActionEvent(session, 'resume'))}
          >
            ${checkUpText.resume}
          </button>`,
      command === undefined
        ? nothing
        : html`<div class="command">
            <code>${command}</code>
            <button
              type="button"
              class="quiet icon"
              aria-label="${checkUpText.copy}: ${command}"
              title=${checkUpText.copy}
              @click=${() => void this.#copy(command)}
            >
              ${icon('copy')}
            </button>
          </div>`,
    ];
  }

  async #copy(command: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(command);
      this.dispatchEvent(new ToastRequestEvent(checkUpText.copied));
    } catch (error) {
      this.dispatchEvent(new ToastRequestEvent(messageOf(error), true));
    }
  }

  readonly #check = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.failure = '';
    try {
      await this.pulse?.checkUp();
    } catch (error) {
      this.failure = `${checkUpText.failed}: ${messageOf(error)}`;
    } finally {
      this.busy = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-check-up-page': LuluCheckUpPage;
  }
}
