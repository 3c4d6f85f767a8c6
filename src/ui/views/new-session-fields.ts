/** The fields of the new-session dialog as templates. What they show and whom they tell is handed to them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { AgentInfo, Reply } from '../../contract/requests.ts';
import { icon } from '../components/icon.ts';
import type { Draft, DraftField } from '../data/new-session-draft.ts';
import type { Platform } from '../data/platform.ts';
import { windowWords } from '../rendering/window-words.ts';
import { newSessionText } from '../strings.ts';

export interface FieldContext {
  readonly draft: Draft;
  /** What is wrong with a field, if anything is. */
  readonly problem: (field: DraftField) => string | undefined;
  readonly change: <F extends DraftField>(field: F, value: Draft[F]) => void;
}

/** A labelled control; below it what is wrong with it, or else what is worth knowing about it. */
function field(
  context: FieldContext,
  name: DraftField,
  label: TemplateResult | string,
  control: TemplateResult,
  about: unknown = nothing,
): TemplateResult {
  const problem = context.problem(name);
  return html`<div class="field">
    <label for=${name}>${label}</label>
    ${control}
    <div id="${name}-about" aria-live="polite">
      ${problem === undefined ? about : html`<span class="error">${problem}</span>`}
    </div>
  </div>`;
}

function invalid({ problem }: FieldContext, name: DraftField): 'true' | typeof nothing {
  return problem(name) === undefined ? nothing : 'true';
}

/** Hands on what a control holds; it offers only what its field can be. */
function typed(context: FieldContext, name: Exclude<DraftField, 'uncommitted'>) {
  return ({ target }: Event): void => {
    const { value } = target as HTMLInputElement;
    context.change(name, value);
  };
}

export function repoField(
  context: FieldContext,
  paths: readonly string[],
  pickFolder: Platform['pickFolder'],
): TemplateResult {
  const pick = async (): Promise<void> => {
    const path = await pickFolder?.(newSessionText.chooseRepository);
    if (typeof path === 'string') context.change('repo', path);
  };
  const input = html`<input
      id="repo"
      list="paths"
      autocomplete="off"
      spellcheck="false"
      placeholder=${newSessionText.repoPlaceholder}
      .value=${context.draft.repo}
      aria-invalid=${invalid(context, 'repo')}
      aria-describedby="repo-about"
      @input=${typed(context, 'repo')}
    />
    <datalist id="paths">${paths.map((path) => html`<option value=${path}></option>`)}</datalist>`;
  const withButton = html`<div class="with-button">
    ${input}
    <button
      type="button"
      class="icon"
      aria-label=${newSessionText.chooseFolder}
      title=${newSessionText.chooseFolder}
      @click=${pick}
    >
      ${icon('folder')}
    </button>
  </div>`;
  const control = pickFolder === undefined ? input : withButton;
  return field(context, 'repo', newSessionText.repo, control);
}

export function baseField(
  context: FieldContext,
  resolved: Reply<'repositories.resolve'> | undefined,
): TemplateResult {
  const { uncommitted } = context.draft;
  const control = html`<input
      id="base"
      list="refs"
      autocomplete="off"
      spellcheck="false"
      placeholder="HEAD"
      .value=${uncommitted ? '' : context.draft.base}
      ?disabled=${uncommitted}
      aria-invalid=${invalid(context, 'base')}
      aria-describedby="base-about"
      @input=${typed(context, 'base')}
    />
    <datalist id="refs">
      ${resolved?.refs.map((ref) => html`<option value=${ref}></option>`)}
    </datalist>
    <label class="check">
      <input
        id="uncommitted"
        type="checkbox"
        .checked=${uncommitted}
        @change=${({ target }: Event) => {
          context.change('uncommitted', (target as HTMLInputElement).checked);
        }}
      />
      ${newSessionText.uncommitted}
    </label>`;
  const label = html`${newSessionText.base}
    <span class="optional">${newSessionText.baseOptional}</span>`;
  return field(context, 'base', label, control, resolved && preview(resolved));
}

/** The exact commit, and what lies on top of it. */
function preview({ base: { commit, subject }, changes }: Reply<'repositories.resolve'>): unknown {
  return html`<span class="hint ellipsis" title="${commit} ${subject}"
    ><code>${commit.slice(0, 12)}</code> ${
      changes === null ? subject : newSessionText.changes(changes)
    }</span
  >`;
}

export function promptField(context: FieldContext): TemplateResult {
  return field(
    context,
    'prompt',
    newSessionText.prompt,
    html`<textarea
      id="prompt"
      rows="4"
      dir="auto"
      placeholder=${newSessionText.promptPlaceholder}
      .value=${context.draft.prompt}
      aria-invalid=${invalid(context, 'prompt')}
      aria-describedby="prompt-about"
      @input=${typed(context, 'prompt')}
    ></textarea>`,
  );
}

interface Choice {
  readonly name: 'agent' | 'permissionMode';
  readonly label: string;
  /** What is chosen from: its value and what it is called. */
  readonly options: readonly (readonly [value: string, label: string])[];
  /** More elements that say something about it, by their ids. */
  readonly described?: string;
  readonly about?: unknown;
}

function choiceField(context: FieldContext, choice: Choice): TemplateResult {
  const { name, label, options, described = '', about } = choice;
  return field(
    context,
    name,
    label,
    html`<select
      id=${name}
      aria-invalid=${invalid(context, name)}
      aria-describedby="${name}-about ${described}"
      @change=${typed(context, name)}
    >
      ${options.map(
        ([value, called]) =>
          html`<option value=${value} ?selected=${value === context.draft[name]}>
            ${called}
          </option>`,
      )}
    </select>`,
    about,
  );
}

export function agentField(context: FieldContext, agents: readonly AgentInfo[]): TemplateResult {
  const called = ({ label, version }: AgentInfo): string =>
    version === null ? label : `${label} ${version}`;
  return choiceField(context, {
    name: 'agent',
    label: newSessionText.agent,
    options:
      agents.length > 0
        ? agents.map((agent) => [agent.id, called(agent)] as const)
        : [['claude', newSessionText.claude]],
    described: 'agent-problem',
  });
}

/** Why the chosen agent cannot be started here, and what to do; it can be long. */
export function agentProblem(
  context: FieldContext,
  agents: readonly AgentInfo[],
): TemplateResult | typeof nothing {
  const chosen = agents.find(({ id }) => id === context.draft.agent);
  if (chosen === undefined || chosen.problem === null) return nothing;
  const hasDemo = agents.some(({ id, available }) => id === 'demo' && available);
  const useDemo = html`<button
    type="button"
    @click=${() => {
      context.change('agent', 'demo');
    }}
  >
    ${newSessionText.useDemo}
  </button>`;
  return html`<div class="problem">
    <p id="agent-problem" tabindex="0">${windowWords(chosen.problem)}</p>
    ${hasDemo && chosen.id !== 'demo' ? useDemo : nothing}
  </div>`;
}

export function modeField(context: FieldContext): TemplateResult {
  const modes = Object.entries(newSessionText.modes);
  const chosen = newSessionText.modes[context.draft.permissionMode];
  return choiceField(context, {
    name: 'permissionMode',
    label: newSessionText.permissions,
    options: modes.map(([id, { label }]) => [id, label] as const),
    about: html`<span class="hint">${chosen.meaning}</span>`,
  });
}

export function nameField(context: FieldContext): TemplateResult {
  return field(
    context,
    'name',
    html`${newSessionText.name} <span class="optional">${newSessionText.optional}</span>`,
    html`<input
      id="name"
      dir="auto"
      autocomplete="off"
      placeholder=${newSessionText.namePlaceholder}
      .value=${context.draft.name}
      aria-invalid=${invalid(context, 'name')}
      aria-describedby="name-about"
      @input=${typed(context, 'name')}
    />`,
  );
}
