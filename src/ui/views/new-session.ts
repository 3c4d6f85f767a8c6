import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AgentInfo, PermissionMode } from '../../contract/requests.ts';
import { icon } from '../components/icon.ts';
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
import { base, buttons, fields } from '../styles/controls.ts';
import { dialogs } from '../styles/dialog.ts';
import { newSessionStyles } from './new-session.styles.ts';
import { permissionModes } from './permission-modes.ts';
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
    return html`
      <dialog aria-labelledby="heading">
        <form novalidate @submit=${this.#start} @keydown=${this.#startByKey}>
          <h2 id="heading">New session</h2>
          <div class="pair">${this.#repoField()}${this.#baseField()}</div>
          ${this.#promptField()}
          <div class="pair even">${this.#agentField()}${this.#modeField()}</div>
          ${this.#agentProblem()} ${this.#nameField()}
          ${
            this.failure === ''
              ? nothing
              : html`<div class="failure" role="alert">${this.failure}</div>`
          }
          <footer>
            <span class="hint">Runs in a worktree of its own; your checkout is not touched.</span>
            <button type="button" @click=${() => this.dialog?.close()}>Cancel</button>
            <button class="primary" ?disabled=${this.busy} title="Ctrl-Enter">
              ${this.busy ? 'Starting…' : 'Start session'}
            </button>
          </footer>
        </form>
      </dialog>
    `;
  }

  #repoField(): TemplateResult {
    const { pickFolder } = this.platform ?? {};
    const pick = async (): Promise<void> => {
      const path = await pickFolder?.();
      if (typeof path === 'string') this.#change('repo', path);
    };
    const input = html`<input
        id="repo"
        list="paths"
        autocomplete="off"
        spellcheck="false"
        placeholder="/path/to/repository"
        .value=${this.draft.repo}
        aria-invalid=${this.#invalid('repo')}
        aria-describedby="repo-about"
        @input=${this.#typed('repo')}
      />
      <datalist id="paths">
        ${this.#lookup.paths.map((path) => html`<option value=${path}></option>`)}
      </datalist>`;
    const button = html`<button
      type="button"
      class="icon"
      aria-label="Choose a folder"
      title="Choose a folder"
      @click=${pick}
    >
      ${icon('folder')}
    </button>`;
    return this.#field(
      'repo',
      'Repository',
      pickFolder === undefined ? input : html`<div class="with-button">${input}${button}</div>`,
    );
  }

  #baseField(): TemplateResult {
    const { resolved } = this.#lookup;
    const about =
      resolved === undefined
        ? nothing
        : html`<span class="hint ellipsis" title="${resolved.base.commit} ${resolved.base.subject}"
            ><code>${resolved.base.commit.slice(0, 12)}</code> ${resolved.base.subject}</span
          >`;
    const control = html`<input
        id="base"
        list="refs"
        autocomplete="off"
        spellcheck="false"
        placeholder="HEAD"
        .value=${this.draft.base}
        aria-invalid=${this.#invalid('base')}
        aria-describedby="base-about"
        @input=${this.#typed('base')}
      />
      <datalist id="refs">
        ${resolved?.refs.map((ref) => html`<option value=${ref}></option>`)}
      </datalist>`;
    return this.#field(
      'base',
      html`Base <span class="optional">branch, tag or commit</span>`,
      control,
      about,
    );
  }

  #promptField(): TemplateResult {
    return this.#field(
      'prompt',
      'Prompt',
      html`<textarea
        id="prompt"
        rows="5"
        placeholder="What should the agent do?"
        .value=${this.draft.prompt}
        aria-invalid=${this.#invalid('prompt')}
        aria-describedby="prompt-about"
        @input=${this.#typed('prompt')}
      ></textarea>`,
    );
  }

  /** Why the chosen agent cannot be started here, and what to do; it can be long. */
  #agentProblem(): TemplateResult | typeof nothing {
    const chosen = this.agents.find(({ id }) => id === this.draft.agent);
    if (chosen === undefined || chosen.problem === null) return nothing;
    const hasDemo = this.agents.some(({ id, available }) => id === 'demo' && available);
    const useDemo = html`<button
      type="button"
      @click=${() => {
        this.#change('agent', 'demo');
      }}
    >
      Use the demo agent
    </button>`;
    return html`<div class="problem">
      <p id="agent-problem" tabindex="0">${chosen.problem}</p>
      ${hasDemo && chosen.id !== 'demo' ? useDemo : nothing}
    </div>`;
  }

  #agentField(): TemplateResult {
    const options: readonly Pick<AgentInfo, 'id' | 'label' | 'version'>[] =
      this.agents.length > 0
        ? this.agents
        : [{ id: 'claude', label: 'Claude Code', version: null }];
    return this.#field(
      'agent',
      'Agent',
      html`<select
        id="agent"
        aria-invalid=${this.#invalid('agent')}
        aria-describedby="agent-about agent-problem"
        @change=${this.#typed('agent')}
      >
        ${options.map(
          ({ id, label, version }) =>
            html`<option value=${id} ?selected=${id === this.draft.agent}>
              ${label}${version === null ? '' : ` ${version}`}
            </option>`,
        )}
      </select>`,
    );
  }

  #modeField(): TemplateResult {
    const modes = Object.entries(permissionModes) as [PermissionMode, { label: string }][];
    const chosen = this.draft.permissionMode;
    return this.#field(
      'permissionMode',
      'Permissions',
      html`<select
        id="permissionMode"
        aria-invalid=${this.#invalid('permissionMode')}
        aria-describedby="permissionMode-about"
        @change=${this.#typed('permissionMode')}
      >
        ${modes.map(
          ([id, { label }]) =>
            html`<option value=${id} ?selected=${id === chosen}>${label}</option>`,
        )}
      </select>`,
      html`<span class="hint">${permissionModes[chosen].meaning}</span>`,
    );
  }

  #nameField(): TemplateResult {
    return this.#field(
      'name',
      html`Name <span class="optional">optional</span>`,
      html`<input
        id="name"
        autocomplete="off"
        placeholder="Taken from the prompt"
        .value=${this.draft.name}
        aria-invalid=${this.#invalid('name')}
        aria-describedby="name-about"
        @input=${this.#typed('name')}
      />`,
    );
  }

  /** A labelled control; below it what is wrong with it, or else what is worth knowing about it. */
  #field(
    field: DraftField,
    label: TemplateResult | string,
    control: TemplateResult,
    about: TemplateResult | typeof nothing = nothing,
  ): TemplateResult {
    const problem = this.#problem(field);
    return html`<div class="field">
      <label for=${field}>${label}</label>
      ${control}
      <div id="${field}-about" aria-live="polite">
        ${problem === undefined ? about : html`<span class="error">${problem}</span>`}
      </div>
    </div>`;
  }

  /** What the engine said of the repository counts once its field was left: nobody has finished typing before. */
  #problem(field: DraftField): string | undefined {
    const { refusal } = this.#lookup;
    const typing = this.renderRoot.querySelector(`#${field}:focus`) !== null;
    const refused = fieldNamed(refusal?.field) === field && !typing ? refusal?.message : undefined;
    return this.problems[field] ?? refused;
  }

  #invalid(field: DraftField): 'true' | typeof nothing {
    return this.#problem(field) === undefined ? nothing : 'true';
  }

  #typed(field: DraftField): (event: Event) => void {
    return (event) => {
      const target = event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
      this.#change(field, target.value);
    };
  }

  /** `value` comes from a control that offers only what the field can be. */
  #change(field: DraftField, value: string): void {
    this.draft = { ...this.draft, [field]: value };
    const { [field]: _, ...others } = this.problems;
    this.problems = others;
    this.failure = '';
    saveDraft(sessionStorage, this.draft);
    if (field === 'repo') this.#lookup.completeSoon(value);
    if (field === 'repo' || field === 'base') this.#lookup.resolveSoon(this.draft);
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
