import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AgentInfo } from '../../contract/requests.ts';
import type { Settings } from '../../contract/settings.ts';
import { pageHeader } from '../components/page-header.ts';
import { ShellRequestEvent } from '../components/shell-events.ts';
import { transportContext } from '../data/contexts.ts';
import type { Platform } from '../data/platform.ts';
import { messageOf, type Transport } from '../data/transport.ts';
import { windowWords } from '../rendering/window-words.ts';
import { listText, settingsText } from '../strings.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { pageStyles } from '../styles/page.ts';
import { settingsStyles } from './settings-page.styles.ts';

type Patch = Partial<Settings>;
type Kind = keyof typeof settingsText.notify;

const fontSizes = [12, 13, 14, 15, 16, 17, 18];

/**
 * What can be set, kept as it is changed. What is not taken is said beside its field.
 *
 * @element lulu-settings-page
 *
 * @fires {PageCloseEvent} page-close
 * @fires {ShellRequestEvent} shell-request - The shortcuts were asked for.
 */
@customElement('lulu-settings-page')
export class LuluSettingsPage extends LitElement {
  static override styles = [base, buttons, fields, pageStyles, settingsStyles];

  @consume({ context: transportContext, subscribe: true })
  @property({ attribute: false })
  transport: Transport | undefined;

  @property({ attribute: false }) settings: Settings | undefined;

  @property({ attribute: false }) platform: Platform | undefined;

  /** Keeps a change. What it throws is said beside the field. */
  @property({ attribute: false }) save: (patch: Patch) => Promise<void> = () => Promise.resolve();

  @state() private problems: Partial<Record<keyof Settings, string>> = {};
  @state() private checked: AgentInfo | 'checking' | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { settings } = this;
    if (settings === undefined) return nothing;
    return html`<div class="page">
      ${pageHeader(settingsText.heading, this)}
      <p class="about">${settingsText.saved}</p>
      ${this.#look(settings)} ${this.#agents(settings)} ${this.#programs(settings)}
      ${this.#notifications(settings)}
      <section>
        <h3>${settingsText.keyboard}</h3>
        <button
          type="button"
          @click=${() => this.dispatchEvent(new ShellRequestEvent('shortcuts', new DOMRect()))}
        >
          ${settingsText.shortcuts}
        </button>
      </section>
    </div>`;
  }

  #look({ theme, density, fontSize, order }: Settings): TemplateResult {
    const orders = { ...(order === null ? { '': settingsText.orderNone } : {}), ...listText.order };
    return html`<section>
      <h3>${settingsText.look}</h3>
      ${this.#choice('theme', settingsText.theme, settingsText.themes, theme)}
      ${this.#choice('density', settingsText.density, settingsText.densities, density)}
      ${this.#field(
        'fontSize',
        settingsText.fontSize,
        html`<select
          id="fontSize"
          @change=${(event: Event) => void this.#set({ fontSize: Number(valueOf(event)) })}
        >
          ${fontSizes.map(
            (size) =>
              html`<option value=${size} ?selected=${size === fontSize}>${size} px</option>`,
          )}
        </select>`,
      )}
      ${this.#field(
        'order',
        settingsText.order,
        html`<select
          id="order"
          @change=${(event: Event) =>
            void this.#set({ order: valueOf(event) as Exclude<Settings['order'], null> })}
        >
          ${Object.entries(orders).map(
            ([id, label]) =>
              html`<option value=${id} ?disabled=${id === ''} ?selected=${id === (order ?? '')}>
                ${label}
              </option>`,
          )}
        </select>`,
      )}
    </section>`;
  }

  #agents({ liveAgents, claudePath }: Settings): TemplateResult {
    return html`<section>
      <h3>${settingsText.agents}</h3>
      ${this.#field(
        'liveAgents',
        settingsText.liveAgents,
        html`<input
          id="liveAgents"
          type="number"
          min="1"
          max="200"
          .value=${String(liveAgents)}
          aria-invalid=${this.#invalid('liveAgents')}
          aria-describedby="liveAgents-about"
          @change=${(event: Event) => void this.#set({ liveAgents: Number(valueOf(event)) })}
        />`,
        settingsText.liveAgentsHint,
      )}
      ${this.#field(
        'claudePath',
        settingsText.claudePath,
        html`<div class="with-button">
          ${this.#text('claudePath', claudePath, settingsText.claudePathFound)}
          <button type="button" ?disabled=${this.checked === 'checking'} @click=${this.#check}>
            ${this.checked === 'checking' ? settingsText.checking : settingsText.check}
          </button>
        </div>`,
        this.#claudeAbout(),
      )}
    </section>`;
  }

  #claudeAbout(): TemplateResult | string {
    const { checked } = this;
    if (checked === undefined || checked === 'checking') return settingsText.claudePathHint;
    const { label, version, path, problem } = checked;
    return problem === null
      ? settingsText.checked(label, version ?? '', path ?? '')
      : html`<span class="error">${windowWords(problem)}</span>`;
  }

  #programs({ editor, terminal }: Settings): TemplateResult {
    const field = (name: 'editor' | 'terminal', value: string | null): TemplateResult =>
      this.#field(
        name,
        settingsText[name],
        this.#text(name, value, settingsText.programPlaceholder),
        settingsText.programHint,
      );
    return html`<section>
      <h3>${settingsText.programs}</h3>
      ${field('editor', editor)} ${field('terminal', terminal)}
    </section>`;
  }

  #notifications(settings: Settings): TemplateResult {
    const permission = this.platform?.notifyPermission() ?? 'unsupported';
    const hint = settingsText.permission[permission];
    return html`<section>
      <h3>${settingsText.notifications}</h3>
      <fieldset>
        <legend class="hint">${settingsText.notificationsHint}</legend>
        ${(Object.entries(settingsText.notify) as [Kind, string][]).map(
          ([kind, label]) =>
            html`<label class="check">
              <input
                type="checkbox"
                .checked=${settings[kind]}
                @change=${(event: Event) =>
                  void this.#set({ [kind]: (event.target as HTMLInputElement).checked })}
              />
              ${label}
            </label>`,
        )}
      </fieldset>
      ${hint === '' ? nothing : html`<p class="hint">${hint}</p>`}
      ${
        permission === 'default'
          ? html`<button type="button" @click=${this.#allow}>${settingsText.allow}</button>`
          : nothing
      }
    </section>`;
  }

  /** A few words of which one is in force. */
  #choice<K extends 'theme' | 'density'>(
    name: K,
    label: string,
    options: Readonly<Record<Settings[K], string>>,
    chosen: Settings[K],
  ): TemplateResult {
    const entries = Object.entries(options) as [Settings[K], string][];
    return html`<fieldset class="field">
      <legend>${label}</legend>
      <div class="choice">
        ${entries.map(
          ([id, text]) =>
            html`<label
              ><input
                type="radio"
                name=${name}
                value=${id}
                .checked=${id === chosen}
                @change=${() => void this.#set({ [name]: id })}
              />${text}</label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  #text(name: 'claudePath' | 'editor' | 'terminal', value: string | null, placeholder: string) {
    return html`<input
      id=${name}
      autocomplete="off"
      spellcheck="false"
      placeholder=${placeholder}
      .value=${value ?? ''}
      aria-invalid=${this.#invalid(name)}
      aria-describedby="${name}-about"
      @change=${(event: Event) => {
        if (name === 'claudePath') this.checked = undefined;
        void this.#set({ [name]: valueOf(event).trim() || null });
      }}
    />`;
  }

  #field(
    name: keyof Settings,
    label: string,
    control: TemplateResult,
    about: TemplateResult | string = '',
  ): TemplateResult {
    const problem = this.problems[name];
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <div>
        ${control}
        <p class="hint" id="${name}-about" aria-live="polite">
          ${problem === undefined ? about : html`<span class="error">${problem}</span>`}
        </p>
      </div>
    </div>`;
  }

  #invalid(name: keyof Settings): 'true' | typeof nothing {
    return this.problems[name] === undefined ? nothing : 'true';
  }

  async #set(patch: Patch): Promise<void> {
    const [name] = Object.keys(patch) as [keyof Settings];
    const { [name]: _, ...others } = this.problems;
    this.problems = others;
    try {
      await this.save(patch);
    } catch (error) {
      this.problems = { ...others, [name]: settingsText.notKept(messageOf(error)) };
    }
  }

  readonly #check = async (): Promise<void> => {
    this.checked = 'checking';
    try {
      const reply = await this.transport?.request('agents.list', {});
      this.checked = reply?.agents.find(({ id }) => id === 'claude');
    } catch (error) {
      this.checked = undefined;
      this.problems = { ...this.problems, claudePath: messageOf(error) };
    }
  };

  readonly #allow = async (): Promise<void> => {
    await this.platform?.askToNotify();
    this.requestUpdate();
  };
}

function valueOf({ target }: Event): string {
  return (target as HTMLInputElement | HTMLSelectElement).value;
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-settings-page': LuluSettingsPage;
  }
}
