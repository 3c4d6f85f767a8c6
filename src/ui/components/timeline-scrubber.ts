import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base, buttons } from '../styles/controls.ts';
import { detailStrings } from '../detail-strings.ts';
import { TimelineJumpEvent } from './timeline-events.ts';

const words = detailStrings.scrubber;

/**
 * @summary Where the reader is in a long log, and a way to be elsewhere.
 *
 * The native scrollbar only knows the loaded stretch; this one knows the log, by seq.
 *
 * @fires timeline-jump - To the start, the tail, or a seq.
 */
@customElement('lulu-timeline-scrubber')
export class LuluTimelineScrubber extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        padding-inline: var(--lulu-edge);
        border-block-end: 1px solid var(--lulu-border);
        color: var(--lulu-text-3);
        font-size: var(--lulu-text-size-xs);
      }
      div {
        display: flex;
        align-items: center;
        gap: var(--lulu-space-3);
        max-inline-size: var(--lulu-column);
        min-block-size: 32px;
        margin-inline: auto;
      }
      input {
        flex: 1;
        min-inline-size: 60px;
        block-size: 24px;
        margin: 0;
        appearance: none;
        background: none;
      }
      input::-webkit-slider-runnable-track {
        block-size: 3px;
        border-radius: 2px;
        background: var(--lulu-border);
      }
      input::-webkit-slider-thumb {
        inline-size: 12px;
        block-size: 12px;
        margin-block-start: -4.5px;
        border: 0;
        border-radius: 50%;
        appearance: none;
        background: var(--lulu-text-3);
      }
      input:is(:hover, :focus-visible)::-webkit-slider-thumb {
        background: var(--lulu-accent);
      }
      button {
        min-block-size: 24px;
        padding: 0 6px;
        font-size: var(--lulu-text-size-xs);
      }
      output {
        min-inline-size: 16ch;
        text-align: end;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
    `,
  ];

  /** The log's ends. */
  @property({ type: Number }) first = 0;
  @property({ type: Number }) last = 0;
  /** The seq the reader is at. */
  @property({ type: Number }) position = 0;

  /** Where the reader is dragging to, before letting go. */
  @state() private dragged: number | undefined;

  protected override render(): TemplateResult {
    const at = this.dragged ?? this.position;
    const text = words.at(at, this.last);
    return html`<div>
      <button type="button" class="quiet" aria-label=${words.toStart} @click=${this.#toStart}>
        ${words.start}
      </button>
      <input
        type="range"
        aria-label=${words.position}
        aria-valuetext=${words.event(text)}
        min=${Math.max(1, this.first)}
        max=${this.last}
        .value=${String(at)}
        @input=${this.#onInput}
        @change=${this.#onChange}
      />
      <output>${text}</output>
      <button type="button" class="quiet" aria-label=${words.toEnd} @click=${this.#toTail}>
        ${words.end}
      </button>
    </div>`;
  }

  readonly #onInput = (event: Event): void => {
    this.dragged = valueOf(event);
  };

  readonly #onChange = (event: Event): void => {
    const to = valueOf(event);
    this.dragged = undefined;
    this.position = to;
    this.dispatchEvent(new TimelineJumpEvent(to >= this.last ? 'tail' : to));
  };

  readonly #toStart = (): void => {
    this.dispatchEvent(new TimelineJumpEvent('start'));
  };

  readonly #toTail = (): void => {
    this.dispatchEvent(new TimelineJumpEvent('tail'));
  };
}

function valueOf({ target }: Event): number {
  return target instanceof HTMLInputElement ? target.valueAsNumber : 0;
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-timeline-scrubber': LuluTimelineScrubber;
  }
}
