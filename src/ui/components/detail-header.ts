import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RunRow, SessionView } from '../../contract/rows.ts';
import { isActive } from '../../core/row-order.ts';
import { age } from '../controllers/age.ts';
import { formatCost, formatDuration, formatInstant, totalTokens } from '../rendering/quantities.ts';
import { listText } from '../strings.ts';
import { base, buttons } from '../styles/controls.ts';
import { DetailMenuEvent, FindOpenEvent } from './detail-events.ts';
import { detailHeaderStyles } from './detail-header-styles.ts';
import { detailStrings } from '../detail-strings.ts';
import { icon } from './icon.ts';
import { SessionActionEvent, type SessionAction } from './session-action.ts';
import { actionsFor, isTerminal, lastPart } from './session-text.ts';
import './status-chip.ts';

const words = detailStrings.header;
const line = detailStrings.line;
/** How long "Copied" stands where the button stood. */
const copiedMs = 1500;

/**
 * @summary Whose timeline this is: name, status, where it works, what it has used, what can be done to it.
 *
 * @fires session-action - The user asks for something to be done; the app asks back and does it.
 * @fires detail-menu - The user asks for the permission modes, the models, or what else there is.
 * @fires find-open - The user wants to find something in the session.
 * @slot start - Before the name: the way back, where the list is not in sight.
 */
@customElement('lulu-detail-header')
export class LuluDetailHeader extends LitElement {
  static override styles = [base, buttons, detailHeaderStyles];

  /** Nothing renders until it is set. */
  @property({ attribute: false }) session: SessionView | undefined;
  /** The session's runs, for how long it has worked. */
  @property({ attribute: false }) runs: readonly RunRow[] = [];
  /** There is no engine to do anything. */
  @property({ type: Boolean }) lost = false;
  /** What the permission mode is called. */
  @property() mode = '';

  @state() private copied = false;

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    return html`
      <div class="top">
        <slot name="start"></slot>
        <h2 class="ellipsis" dir="auto" title=${session.name}>${session.name}</h2>
        <lulu-status-chip
          .status=${session.status}
          .interrupting=${session.interrupting}
          .live=${isActive(session) && !this.lost}
        ></lulu-status-chip>
        ${session.restored ? html`<span class="badge">${listText.restored}</span>` : nothing}
        <span class="age" title=${words.lastActivity(formatInstant(session.lastActivityAt))}
          >${age(session.lastActivityAt)}</span
        >
        <div class="actions">${this.#renderActions(session)}</div>
      </div>
      <dl>${this.#renderPlace(session)}</dl>
      <dl>${this.#renderUse(session)}</dl>
    `;
  }

  #renderActions(session: SessionView): TemplateResult {
    const can = new Set(actionsFor(session));
    const button = (action: SessionAction, label: string, shown: TemplateResult | string) =>
      html`<button
        type="button"
        class=${typeof shown === 'string' ? '' : 'quiet icon'}
        aria-label=${label}
        title=${label}
        ?disabled=${this.lost || !can.has(action)}
        @click=${() => {
          this.dispatchEvent(new SessionActionEvent(session, action));
        }}
      >
        ${shown}
      </button>`;
    const main = isTerminal(session.status) || session.restored;
    return html`
      ${
        main
          ? button('resume', words.resumeTitle, words.resume)
          : button('interrupt', words.interruptTitle, words.interrupt)
      }
      ${this.#renderTool(words.find, icon('search'), () => {
        this.dispatchEvent(new FindOpenEvent());
      })}
      ${button('rename', words.rename, icon('rename'))}
      ${button('delete', words.delete, icon('trash'))}
      ${this.#renderTool(words.more, icon('more'), this.#openMenu('more'), true)}
    `;
  }

  #renderTool(
    label: string,
    drawn: TemplateResult,
    run: (event: Event) => void,
    menu = false,
  ): TemplateResult {
    return html`<button
      type="button"
      class="quiet icon"
      aria-label=${label}
      title=${label}
      aria-haspopup=${menu ? 'menu' : nothing}
      @click=${run}
    >
      ${drawn}
    </button>`;
  }

  /** A fact that can be changed: a quiet button in its place. */
  #renderChoice(
    menu: 'mode' | 'model',
    name: string,
    value: string,
    label: string,
  ): TemplateResult {
    return html`<div class=${menu}>
      <dt>${name}</dt>
      <dd>
        <button
          type="button"
          class="choice"
          aria-haspopup="menu"
          aria-label=${label}
          title=${label}
          ?disabled=${this.lost}
          @click=${this.#openMenu(menu)}
        >
          <span class="ellipsis">${value}</span>${icon('chevron')}
        </button>
      </dd>
    </div>`;
  }

  #openMenu(menu: DetailMenuEvent['menu']): (event: Event) => void {
    return ({ currentTarget }) => {
      if (!(currentTarget instanceof HTMLElement)) return;
      const anchor = currentTarget.getBoundingClientRect();
      this.dispatchEvent(new DetailMenuEvent(menu, anchor));
    };
  }

  #renderPlace({ repo, base: from, worktree }: SessionView): TemplateResult {
    return html`
      ${fact(words.repository, lastPart(repo), repo)}
      <div class="base">
        <dt>${words.base}</dt>
        <dd title="${from.ref} @ ${from.commit}">${from.ref} @ ${from.commit.slice(0, 7)}</dd>
      </div>
      <div class="path">
        <dt>${words.worktree}</dt>
        <dd>
          <span class="ellipsis" title=${worktree}>${within(repo, worktree)}</span>
          <button
            type="button"
            class="quiet icon"
            aria-label=${words.copyPathLabel}
            title=${words.copyPath}
            @click=${this.#onCopy}
          >
            ${icon(this.copied ? 'check' : 'copy')}
          </button>
          <span class="visually-hidden" role="status">${this.copied ? words.copied : ''}</span>
        </dd>
      </div>
    `;
  }

  #renderUse({ model, tokens, costUsd }: SessionView): TemplateResult {
    const worked = this.runs.reduce((sum, run) => sum + lengthOf(run), 0);
    const running = this.runs.find((run) => run.endedAt === null);
    return html`
      ${this.#renderChoice('model', words.modelName, model ?? words.modelUnset, words.model(model ?? words.modelUnset))}
      ${
        this.mode === ''
          ? nothing
          : this.#renderChoice('mode', words.modeName, this.mode, words.mode(this.mode))
      }
      ${
        tokens === null
          ? nothing
          : fact(words.tokens, line.tokens(totalTokens(tokens)), line.tokenKinds(tokens))
      }
      ${costUsd === null ? nothing : fact(words.cost, formatCost(costUsd))}
      ${
        running !== undefined
          ? named(words.thisRun, age(running.startedAt))
          : worked > 0
            ? named(words.duration, formatDuration(worked))
            : nothing
      }
    `;
  }

  readonly #onCopy = (): void => {
    if (this.session === undefined) return;
    this.dispatchEvent(new SessionActionEvent(this.session, 'copy-worktree'));
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, copiedMs);
  };
}

function fact(label: string, value: unknown, title?: string): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd title=${title ?? nothing}>${value}</dd>
  </div>`;
}

/** A fact that says little without its name. */
function named(label: string, value: unknown): TemplateResult {
  return html`<div class="named">
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** A path below the repository as seen from there: the rest stands beside it already. */
function within(repo: string, path: string): string {
  return path.startsWith(`${repo}/`) ? path.slice(repo.length + 1) : path;
}

function lengthOf({ startedAt, endedAt }: RunRow): number {
  return endedAt === null ? 0 : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-detail-header': LuluDetailHeader;
  }
}
