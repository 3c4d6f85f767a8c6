import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { OpenRequest } from '../../contract/rows.ts';
import { askText } from '../../core/ask.ts';
import { renderMarkdown } from '../rendering/markdown.ts';
import { fieldOf, stringField, toJson } from '../rendering/payload-text.ts';
import { editRows } from '../rendering/tool-change.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { approvalStyles } from './approval-styles.ts';
import { ApprovalAnswerEvent, type RequestAnswer } from './detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import { diffRows } from './diff-block.ts';
import { entryStyles } from './entry-styles.ts';
import type { LuluMenu } from './menu.ts';
import type { RuleOffer, RulePlace } from './rule-offers.ts';
import './menu.ts';

const words = detailStrings.approval;

/**
 * @summary What the agent asks leave for, in full, and the answers: as it is, changed, always, or not.
 *
 * @fires approval-answer - The user has decided.
 */
@customElement('lulu-approval-card')
export class LuluApprovalCard extends LitElement {
  static override styles = [entryStyles, base, fields, buttons, approvalStyles];

  /** What is asked. Nothing renders until it is set. */
  @property({ attribute: false }) request: OpenRequest | undefined;
  /** Absolute path of the session's worktree: paths below it are shown as seen from there. */
  @property() worktree = '';
  /** Nothing can be answered now: an interrupt is in hand, or there is no engine. */
  @property({ type: Boolean }) disabled = false;
  /** Why the last answer was not taken. */
  @property() problem = '';
  /** Where a rule could hold; without it nothing is offered for always. */
  @property({ attribute: false }) place: RulePlace | undefined;

  @state() private answered = false;
  /** What the user has made of the input; undefined while it stands as it was asked. */
  @state() private edited: string | undefined;
  @state() private editProblem = '';
  @state() private offers: readonly RuleOffer[] = [];

  @query('form > input') private readonly message!: HTMLInputElement | null;
  @query('lulu-menu') private readonly menu!: LuluMenu | null;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('button.primary')?.focus();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get('request');
    const other =
      changed.has('request') && fieldOf(before, 'requestId') !== this.request?.requestId;
    if (other) {
      this.edited = undefined;
      this.offers = [];
      void this.#findOffers();
    }
    // A refused answer can be given again.
    if (other || (changed.has('problem') && this.problem !== '')) this.answered = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { request } = this;
    if (request === undefined) return nothing;
    const off = this.disabled || this.answered;
    return html`
      <h3 id="ask">${titleOf(request, this.worktree)}</h3>
      ${
        this.edited === undefined
          ? html`<div class="what" role="group" aria-labelledby="ask" tabindex="0">
              ${bodyOf(request)}
            </div>`
          : this.#renderEditor(request, this.edited, off)
      }
      <form @submit=${this.#onSubmit}>
        ${request.kind === 'plan' ? this.#renderPlanAnswers(off) : this.#renderAnswers(request, off)}
      </form>
      <div role="status">${this.#renderProblem()}</div>
      <lulu-menu></lulu-menu>
    `;
  }

  #renderAnswers(request: OpenRequest, off: boolean): TemplateResult {
    const edits = this.edited !== undefined;
    return html`
      <input aria-label=${words.whyLabel} placeholder=${words.why} ?disabled=${off} />
      ${this.#button(edits ? words.discard : words.edit, off, () => {
        void this.#toggleEdit(request);
      })}
      ${
        this.offers.length === 0 || edits
          ? nothing
          : this.#button(words.always, off, this.#openRules, 'menu')
      }
      ${this.#button(words.deny, off, this.#deny)}
      <button type="button" class="primary" ?disabled=${off} @click=${this.#approve}>
        ${edits ? words.approveEdited : words.approve}
      </button>
    `;
  }

  #renderPlanAnswers(off: boolean): TemplateResult {
    return html`
      <input aria-label=${words.comment} placeholder=${words.comment} ?disabled=${off} />
      ${this.#button(words.sendBack, off, this.#deny)}
      ${this.#button(words.approve, off, () => {
        this.#answer({ behavior: 'allow', permissionMode: 'default' });
      })}
      <button
        type="button"
        class="primary"
        ?disabled=${off}
        @click=${() => {
          this.#answer({ behavior: 'allow', permissionMode: 'acceptEdits' });
        }}
      >
        ${words.acceptEdits}
      </button>
    `;
  }

  #button(
    label: string,
    off: boolean,
    run: (event: Event) => void,
    popup?: 'menu',
  ): TemplateResult {
    return html`<button
      type="button"
      aria-haspopup=${popup ?? nothing}
      ?disabled=${off}
      @click=${run}
    >
      ${label}
    </button>`;
  }

  #renderEditor({ tool }: OpenRequest, text: string, off: boolean): TemplateResult {
    return html`<textarea
      aria-label=${tool === 'Bash' ? words.editCommand : words.editInput}
      aria-invalid=${this.editProblem === '' ? 'false' : 'true'}
      rows=${Math.min(16, text.split('\n').length + 1)}
      spellcheck="false"
      ?disabled=${off}
      .value=${text}
      @input=${(event: InputEvent) => {
        if (event.target instanceof HTMLTextAreaElement) this.edited = event.target.value;
        this.editProblem = '';
      }}
    ></textarea>`;
  }

  #renderProblem(): TemplateResult | typeof nothing {
    const problem = this.editProblem === '' ? this.problem : this.editProblem;
    return problem === '' ? nothing : html`<p class="note error">${problem}</p>`;
  }

  #answer(answer: RequestAnswer): void {
    if (this.request === undefined || this.disabled || this.answered) return;
    this.answered = true;
    this.dispatchEvent(new ApprovalAnswerEvent(this.request.requestId, answer));
  }

  /** What reads shell commands is loaded when the first request is there to be read. */
  async #findOffers(): Promise<void> {
    const { request, place } = this;
    if (request?.kind !== 'approval' || place === undefined) return;
    const { ruleOffers } = await import('./rule-offers.ts');
    // Not the same object: the session may have been read again meanwhile.
    if (this.request?.requestId === request.requestId) this.offers = ruleOffers(request, place);
  }

  async #toggleEdit(request: OpenRequest): Promise<void> {
    this.editProblem = '';
    this.edited = this.edited === undefined ? editable(request) : undefined;
    await this.updateComplete;
    this.renderRoot.querySelector('textarea')?.focus();
  }

  readonly #approve = (): void => {
    const { request, edited } = this;
    if (request === undefined || edited === undefined || edited === editable(request)) {
      this.#answer({ behavior: 'allow' });
      return;
    }
    const input = inputOf(request, edited);
    if (input === undefined) this.editProblem = words.notJson;
    else this.#answer({ behavior: 'allow', input });
  };

  readonly #deny = (): void => {
    const message = this.message?.value.trim() ?? '';
    this.#answer({ behavior: 'deny', message: message === '' ? null : message });
  };

  readonly #openRules = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const items = this.offers.map(({ label, where, isFirst, rule }, index) => ({
      label,
      hint: where,
      title: label,
      separated: isFirst && index > 0,
      run: () => {
        this.#answer({ behavior: 'allow', always: rule });
      },
    }));
    void this.menu?.open(words.alwaysMenu, items, event.currentTarget.getBoundingClientRect());
  };

  /** Enter in the message sends it, and a message only goes with a denial; without one, Enter does nothing. */
  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    if ((this.message?.value.trim() ?? '') !== '') this.#deny();
  };
}

/** The command itself stands below; above it a title need not repeat it. */
function titleOf({ tool, input }: OpenRequest, worktree: string): string {
  return tool === 'Bash' ? words.runCommand : askText(tool, input, worktree);
}

function bodyOf({ kind, tool, input }: OpenRequest): TemplateResult {
  const plan = kind === 'plan' ? stringField(input, 'plan') : undefined;
  if (plan !== undefined) return html`${renderMarkdown(plan)}`;
  const command = tool === 'Bash' ? stringField(input, 'command') : undefined;
  if (command !== undefined) return html`<pre class="output">${command}</pre>`;
  const rows = editRows({ toolUseId: '', name: tool, input }, null);
  return rows === undefined ? html`<pre class="output">${toJson(input)}</pre>` : diffRows(rows);
}

/** What of the input a person edits: a command as it stands, anything else as JSON. */
function editable({ tool, input }: OpenRequest): string {
  return (tool === 'Bash' ? stringField(input, 'command') : undefined) ?? toJson(input);
}

/** The input with what was edited; undefined where that is no object. */
function inputOf(
  { tool, input }: OpenRequest,
  edited: string,
): Record<string, unknown> | undefined {
  const isCommand = tool === 'Bash' && stringField(input, 'command') !== undefined;
  if (isCommand && typeof input === 'object') return { ...input, command: edited };
  try {
    const value: unknown = JSON.parse(edited);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(Object.entries(value));
  } catch {
    return undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-approval-card': LuluApprovalCard;
  }
}
