import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { QueuedPrompt } from '../../contract/rows.ts';
import { base, buttons, fields } from '../styles/controls.ts';
import { QueueChangeEvent } from './detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import { icon } from './icon.ts';

const words = detailStrings.queue;

/**
 * @summary Follow-ups the agent has not been given yet: they can be changed or taken out until then.
 *
 * @fires queue-change - One was changed, or taken out.
 */
@customElement('lulu-queued-prompts')
export class LuluQueuedPrompts extends LitElement {
  static override styles = [
    base,
    fields,
    buttons,
    css`
      :host {
        display: block;
      }
      ul {
        max-block-size: 24vh;
        margin: 0 0 var(--lulu-space-2);
        padding: 0;
        overflow: auto;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--lulu-space-2);
        min-block-size: 28px;
        padding-inline: 12px 6px;
        color: var(--lulu-text-2);
        font-size: var(--lulu-text-size-s);
        line-height: 20px;
      }
      li > .ellipsis,
      form {
        flex: 1;
        min-inline-size: 0;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--lulu-space-1);
        padding-block: 4px;
      }
      textarea {
        min-block-size: 56px;
        font-size: var(--lulu-text-size-s);
      }
      form button {
        min-block-size: 28px;
      }
      .tag {
        flex: none;
        color: var(--lulu-text-3);
        font-size: var(--lulu-text-size-xs);
      }
      button.icon {
        inline-size: 24px;
        min-block-size: 24px;
      }
    `,
  ];

  /** Given to the agent in this order, once it has time. */
  @property({ attribute: false }) queue: readonly QueuedPrompt[] = [];
  @property({ type: Boolean }) disabled = false;

  @state() private editing: number | undefined;

  protected override render(): TemplateResult | typeof nothing {
    if (this.queue.length === 0) return nothing;
    return html`<ul aria-label=${words.name}>
      ${repeat(
        this.queue,
        ({ id }) => id,
        (queued) =>
          html`<li>
            <span class="tag">${words.tag}</span>
            ${queued.id === this.editing ? this.#renderForm(queued) : this.#renderLine(queued)}
          </li>`,
      )}
    </ul>`;
  }

  #renderLine({ id, text }: QueuedPrompt): TemplateResult {
    return html`<span class="ellipsis" dir="auto" title=${text}>${text}</span>
      <button
        type="button"
        class="quiet icon"
        aria-label="${words.edit}: ${text.slice(0, 60)}"
        title=${words.edit}
        ?disabled=${this.disabled}
        @click=${() => {
          void this.#edit(id);
        }}
      >
        ${icon('rename')}
      </button>
      <button
        type="button"
        class="quiet icon"
        aria-label="${words.remove}: ${text.slice(0, 60)}"
        title=${words.remove}
        ?disabled=${this.disabled}
        @click=${() => {
          this.dispatchEvent(new QueueChangeEvent(id, null));
        }}
      >
        ${icon('close')}
      </button>`;
  }

  #renderForm({ id, text }: QueuedPrompt): TemplateResult {
    const save = (): void => {
      const changed = this.renderRoot.querySelector('textarea')?.value.trim() ?? '';
      if (changed === '') return;
      this.editing = undefined;
      if (changed !== text) this.dispatchEvent(new QueueChangeEvent(id, changed));
    };
    const cancel = (): void => {
      this.editing = undefined;
    };
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        save();
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          cancel();
        } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          save();
        }
      }}
    >
      <textarea dir="auto" aria-label=${words.field} .value=${text}></textarea>
      <button type="button" @click=${cancel}>${words.cancel}</button>
      <button class="primary">${words.save}</button>
    </form>`;
  }

  async #edit(id: number): Promise<void> {
    this.editing = id;
    await this.updateComplete;
    this.renderRoot.querySelector('textarea')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-queued-prompts': LuluQueuedPrompts;
  }
}
