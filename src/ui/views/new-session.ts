import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AgentInfo } from '../../contract/requests.ts';
import { SessionOpenEvent } from '../components/session-events.ts';
import { transportContext } from '../data/contexts.ts';
import {
  fieldNamed,
  loadDraft,
  nextDraft,
  problemsOf,
  requestOf,
  saveDraft,
  type Draft,
  type DraftField,
} from '../data/new-session-draft.ts';
import type { Platform } from '../data/platform.ts';
import { messageOf, RequestError, type Transport } from '../data/transport.ts';
import { newSessionText } from '../strings.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { dialogs } from '../styles/dialog.ts';
import { newSessionStyles } from './new-session.styles.ts';
import {
  agentField,
  agentProblem,
  baseField,
  modeField,
  nameField,
  promptField,
  repoField,
  type FieldContext,
} from './new-session-fields.ts';
import { RepositoryLookup } from './repository-lookup.ts';

type Problems = Partial<Record<DraftField, string>>;

/**
 * Starts a session. Whatever is wrong is said beside its field, and what was typed is never lost.
 *
 * @element lulu-new-session
 *
 * @fires {SessionOpenEvent} session-open - The session was made.
 */
@customElement('lulu-new-session')
export class LuluNewSession extends LitElement {
  static override styles = [base, buttons, fields, dialogs, newSessionStyles];

  @consume({ context: transportContext, subscribe: true })
  @property({ attribute: false })
  transport: Transport | undefined;

  @property({ attribute: false }) platform: Platform | undefined;

  @state() private draft: Draft = loadDraft(sessionStorage);
  @state() private problems: Problems = {};
  @state() private failure = '';
  @state() private busy = false;
  @state() private agents: readonly AgentInfo[] = [];

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;
  @query('#prompt') private readonly prompt!: HTMLTextAreaElement | null;
  @query('#repo') private readonly repo!: HTMLInputElement | null;

  readonly #lookup = new RepositoryLookup(this, () => this.transport);

  /** Opens the dialog, with what was left in it, and asks what there is to choose from. */
  async show(): Promise<void> {
    if (this.dialog?.open === true) return;
    this.failure = '';
    this.dialog?.showModal();
    (this.draft.repo === '' ? this.repo : this.prompt)?.focus();
    const recent = this.#lookup.loadRecent();
    const agents = this.transport?.request('agents.list', {}).catch(() => undefined);
    this.agents = (await agents)?.agents ?? this.agents;
    const [latest] = await recent;
    if (this.draft.repo === '' && latest !== undefined) {
      this.#change('repo', latest);
      if (this.repo?.matches(':focus') === true) this.prompt?.focus();
    }
    this.#lookup.resolveSoon(this.draft);
  }

  protected override render(): TemplateResult {
    const context = this.#context();
    return html`
      <dialog aria-labelledby="heading">
        <form novalidate @submit=${this.#start} @keydown=${this.#startByKey}>
          <h2 id="heading">${newSessionText.heading}</h2>
          <div class="pair">
            ${repoField(context, this.#lookup.paths, this.platform?.pickFolder)}
            ${baseField(context, this.#lookup.resolved)}
          </div>
          ${promptField(context)} ${nameField(context)}
          <div class="pair even">${agentField(context, this.agents)}${modeField(context)}</div>
          ${this.#foot(context)}
        </form>
      </dialog>
    `;
  }

  /** Always in sight, however far the fields are scrolled: what is in the way of a start, and the start. */
  #foot(context: FieldContext): TemplateResult {
    return html`<div class="foot">
      ${agentProblem(context, this.agents)}
      ${
        this.failure === ''
          ? nothing
          : html`<div class="failure" role="alert">${this.failure}</div>`
      }
      <footer>
        <span class="hint">${newSessionText.about}</span>
        <button type="button" @click=${() => this.dialog?.close()}>${newSessionText.cancel}</button>
        <button class="primary" ?disabled=${this.busy} title=${newSessionText.startKeys}>
          ${this.busy ? newSessionText.starting : newSessionText.start}
        </button>
      </footer>
    </div>`;
  }

  /** What the engine said of the repository counts once its field was left: nobody has finished typing before. */
  #problem(field: DraftField): string | undefined {
    const { refusal } = this.#lookup;
    const typing = this.renderRoot.querySelector(`#${field}:focus`) !== null;
    const refused = fieldNamed(refusal?.field) === field && !typing ? refusal?.message : undefined;
    return this.problems[field] ?? refused;
  }

  #context(): FieldContext {
    return {
      draft: this.draft,
      problem: (field) => this.#problem(field),
      change: (field, value) => {
        this.#change(field, value);
      },
    };
  }

  #change<F extends DraftField>(field: F, value: Draft[F]): void {
    this.draft = { ...this.draft, [field]: value };
    const { [field]: _, ...others } = this.problems;
    this.problems = others;
    this.failure = '';
    saveDraft(sessionStorage, this.draft);
    if (field === 'repo') this.#lookup.completeSoon(this.draft.repo);
    if (field === 'repo' || field === 'base' || field === 'uncommitted') {
      this.#lookup.resolveSoon(this.draft);
    }
  }

  readonly #start = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy || this.transport === undefined) return;
    this.problems = problemsOf(this.draft);
    this.failure = '';
    if (Object.keys(this.problems).length > 0) {
      await this.#focusProblem();
      return;
    }
    this.busy = true;
    try {
      const { row } = await this.transport.request('sessions.create', requestOf(this.draft));
      this.draft = nextDraft(this.draft);
      saveDraft(sessionStorage, this.draft);
      this.dialog?.close();
      this.dispatchEvent(new SessionOpenEvent(row));
    } catch (error) {
      await this.#say(error);
    } finally {
      this.busy = false;
    }
  };

  async #say(error: unknown): Promise<void> {
    const message = messageOf(error);
    const field = error instanceof RequestError ? fieldNamed(error.field) : undefined;
    if (field === undefined) this.failure = message;
    else {
      this.problems = { [field]: message };
      await this.#focusProblem();
    }
  }

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  readonly #startByKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.#start(event);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-new-session': LuluNewSession;
  }
}
