import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { entryKey, type Entry } from '../../core/timeline-entry.ts';
import { isCut } from '../rendering/payload-text.ts';
import type { LoadState, TimelineView } from '../../core/timeline-view.ts';
import { highlightCode } from '../rendering/highlight.ts';
import { renderMarkdown } from '../rendering/markdown.ts';
import { base } from '../styles/controls.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';
import { entryTemplate } from './entry.ts';
import { entryStyles } from './entry-styles.ts';
import { EntryFolds } from './entry-folds.ts';
import { EntryMenu } from './entry-menu.ts';
import {
  EntryMenuEvent,
  EventWholeEvent,
  LinkOpenEvent,
  TimelineLoadEvent,
  type TimelineJumpEvent,
} from './timeline-events.ts';
import { seqOf, TimelineReader } from './timeline-reader.ts';
import './timeline-scrubber.ts';
import type { LuluTimelineScrubber } from './timeline-scrubber.ts';
import { timelineStyles } from './timeline-styles.ts';

const words = detailStrings.timeline;

/** Logs of fewer events are shorter than the scrubber would be useful for. */
const scrubbed = 300;
/** Text being written is drawn every frame: only its end is, where it is long. In UTF-16 units. */
const partialLength = 16_000;

/**
 * @summary One session's timeline: a bounded stretch of entries that follows the tail while the reader is there,
 * and never moves a reader who is not.
 *
 * @fires timeline-load - The reader comes near an end of what is loaded.
 * @fires timeline-jump - The reader wants to be at the start, at the tail, or at a seq.
 * @fires timeline-follow - The reader has come to the tail or left it.
 * @fires event-whole - The reader wants the whole of events that were sent in part.
 * @fires link-open - A link was followed; the app opens it outside.
 * @fires entry-menu - The reader asks what can be done with an entry.
 */
@customElement('lulu-timeline')
export class LuluTimeline extends LitElement {
  static override styles = [base, timelineStyles, entryStyles];

  /** What is loaded. Nothing renders until it is set. */
  @property({ attribute: false }) view: TimelineView | undefined;

  /** The session has a run in hand: a call without a result is at work. */
  @property({ type: Boolean }) live = false;

  /** Absolute path of the session's worktree: paths below it are shown as seen from there. */
  @property() worktree = '';

  /** The address of an image a prompt names. */
  @property({ attribute: false }) imageOf: EntryContext['imageOf'] | undefined;

  /** Called with the element that holds the entries each time they may have changed. */
  @property({ attribute: false }) decorate: ((entries: Element) => void) | undefined;

  @query('.scroller') private readonly scroller!: HTMLElement;
  @query('.entries') private readonly entries!: HTMLElement;
  @query('lulu-timeline-scrubber') private readonly scrubber!: LuluTimelineScrubber | null;

  readonly #folds = new EntryFolds();
  readonly #menu = new EntryMenu();
  readonly #reader = new TimelineReader({
    host: this,
    view: () => this.view,
    scroller: () => this.scroller,
    entries: () => this.entries,
    unfoldFor: (seq) => this.#unfoldFor(seq),
    moved: (seq) => {
      if (this.scrubber !== null) this.scrubber.position = seq;
    },
  });
  readonly #resizes = new ResizeObserver(() => {
    this.#measureGutter();
    this.#reader.noticeScroll();
    this.#reader.settle();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.#reader.returned();
    this.#observe();
  }

  /** The seq the reader is at: where they were put, else the first entry in sight; beyond the last at the tail. */
  get place(): number {
    return this.#reader.place;
  }

  /** Puts the keyboard into the pane. */
  override focus(options?: FocusOptions): void {
    this.scroller.focus(options);
  }

  /** Puts the reader at an end of the log, or at the entry that holds `seq`, which is then unfolded. */
  jump(to: 'start' | 'tail' | number): void {
    this.#reader.jump(to);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated) return;
    if (this.view === undefined && changed.has('view')) this.#reader.startAfresh();
    this.#reader.beforeChange();
  }

  protected override firstUpdated(): void {
    this.#reader.begin();
    this.#measureGutter();
    this.#observe();
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.#reader.afterChange();
    highlightCode(this.entries);
    this.decorate?.(this.entries);
    this.#reader.loadNearEnds();
  }

  protected override render(): TemplateResult {
    const { view } = this;
    const last = view?.last ?? 0;
    return html`
      ${
        last > scrubbed
          ? html`<lulu-timeline-scrubber
              .first=${view?.first ?? 0}
              .last=${last}
              @timeline-jump=${this.#onScrub}
            ></lulu-timeline-scrubber>`
          : nothing
      }
      <div
        class="scroller"
        part="scroller"
        role="region"
        aria-label=${words.name}
        tabindex="0"
        @scroll=${this.#reader.onScroll}
        @wheel=${{ handleEvent: this.#onWheel, passive: true }}
        @touchmove=${{ handleEvent: this.#leave, passive: true }}
        @pointerdown=${this.#onPointer}
        @keydown=${this.#onKey}
        @click=${this.#onClick}
        @pointerover=${this.#onPoint}
        @focusin=${this.#onPoint}
      >
        <div class="column">
          ${view === undefined ? nothing : this.#renderEnd('older', view.older, view.hasOlder)}
          <div
            class="entries"
            role="feed"
            aria-label=${words.entries}
            aria-busy=${view?.newer === 'loading' ? 'true' : 'false'}
          >
            ${repeat(view?.entries ?? [], entryKey, (entry) => this.#renderEntry(entry))}
          </div>
          ${
            view?.opened === true && view.last === 0
              ? html`<p class="end">${words.empty}</p>`
              : nothing
          }
          ${this.#renderPartial(view?.partial ?? '')}
          ${view === undefined ? nothing : this.#renderEnd('newer', view.newer, view.hasNewer)}
        </div>
        <div class="pill-place">${this.#renderPill()}</div>
      </div>
    `;
  }

  #renderEntry(entry: Entry): unknown {
    const expanded = this.#folds.isUnfolded(entry);
    const live = this.live && this.view?.hasNewer === false;
    return guard(
      [...entry.events, expanded, live, this.#folds.countWithin(entry)],
      () =>
        html`<article
          class="entry"
          data-kind=${entry.kind}
          data-seq=${entry.seq}
          tabindex="-1"
          aria-posinset=${entry.seq}
          aria-setsize="-1"
        >
          ${entryTemplate(entry, this.#contextOf(entry, live))}
        </article>`,
    );
  }

  #contextOf(entry: Entry, live: boolean): EntryContext {
    return {
      expanded: this.#folds.isUnfolded(entry),
      live,
      worktree: this.worktree,
      toggle: () => {
        this.#toggle(entry);
      },
      showWhole: () => {
        const cut = entry.events.filter((event) => isCut(event.payload));
        this.dispatchEvent(new EventWholeEvent(cut.map((event) => event.seq)));
      },
      imageOf: (name) => this.imageOf?.(name) ?? Promise.resolve(null),
      draw: (child) => entryTemplate(child, this.#contextOf(child, live)),
    };
  }

  #renderPartial(partial: string): TemplateResult | typeof nothing {
    if (partial === '') return nothing;
    return html`<div class="partial" part="partial">
      ${renderMarkdown(partial.slice(-partialLength))}
    </div>`;
  }

  #renderEnd(end: 'older' | 'newer', state: LoadState, more: boolean): TemplateResult {
    const load = (): void => {
      this.dispatchEvent(new TimelineLoadEvent(end));
    };
    if (typeof state === 'object') {
      return html`<div class="end" role="alert">
        <span>${state.problem}</span>
        <button type="button" class="fold" @click=${load}>${words.again}</button>
      </div>`;
    }
    // The space stays while there is more, so that loading moves nothing.
    return html`<div class="end" ?hidden=${!more} aria-hidden="true">
      ${state === 'loading' ? words.loading : ''}
    </div>`;
  }

  #renderPill(): TemplateResult | typeof nothing {
    const { isFollowing, missed: count, isAtEnd } = this.#reader;
    if (isFollowing || this.view === undefined || (count === 0 && isAtEnd)) return nothing;
    return html`<button type="button" class="pill" part="pill" @click=${this.#toTail}>
      <span aria-hidden="true">↓</span>
      ${count > 0 ? words.fresh(count) : words.latest}
    </button>`;
  }

  /** How much of the pane a scrollbar takes at each side; none where it lies over the content. */
  #measureGutter(): void {
    const { offsetWidth, clientWidth } = this.scroller;
    const gutter = `${(offsetWidth - clientWidth) / 2}px`;
    if (this.style.getPropertyValue('--gutter') === gutter) return;
    this.style.setProperty('--gutter', gutter);
  }

  #observe(): void {
    this.#resizes.observe(this.scroller);
    this.#resizes.observe(this.entries);
  }

  #unfoldFor(seq: number): boolean {
    const isUnfolded = this.#folds.unfoldFor(this.view?.entries ?? [], seq);
    if (isUnfolded) this.requestUpdate();
    return isUnfolded;
  }

  #toggle(entry: Entry): void {
    const unfolded = this.#folds.toggle(entry);
    // The reader looks at this entry: growing downwards must not push it out of sight.
    this.#reader.follow(false);
    this.requestUpdate();
    void this.updateComplete.then(() => {
      this.#reader.stayWith(entry.seq, unfolded);
    });
  }

  /** A wheel turned up must win against new entries at once, before the browser has told of the scroll. */
  readonly #onWheel = (event: WheelEvent): void => {
    this.#reader.letGo();
    if (event.deltaY < 0) this.#reader.leave();
  };

  readonly #leave = (): void => {
    this.#reader.leave();
  };

  /** Only the scrollbar is the scroller itself. */
  readonly #onPointer = (event: PointerEvent): void => {
    if (event.target === this.scroller) this.#leave();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const entry = entryAround(event);
    if (
      entry !== undefined &&
      (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
    ) {
      event.preventDefault();
      this.#openMenu(entry);
    } else if (event.key === 'j' || event.key === 'k') {
      event.preventDefault();
      this.#moveFocus(entry, event.key === 'j' ? 1 : -1);
    } else if (event.target === this.scroller) this.#onScrollKey(event);
  };

  #onScrollKey(event: KeyboardEvent): void {
    this.#reader.letGo();
    if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      this.jump(event.key === 'Home' ? 'start' : 'tail');
    } else if (event.key === 'ArrowUp' || event.key === 'PageUp') {
      this.#leave();
    }
  }

  /** From entry to entry, the way a feed is read; from the pane itself to the first in sight. */
  #moveFocus(from: Element | undefined, by: 1 | -1): void {
    const all = [...this.entries.children];
    const at = from === undefined ? -1 : all.indexOf(from);
    const next = at === -1 ? this.#reader.firstInSight : all[at + by];
    if (!(next instanceof HTMLElement)) return;
    this.#leave();
    next.focus();
  }

  #openMenu(element: Element): void {
    const entry = this.view?.entries.find((each) => each.seq === seqOf(element));
    if (entry === undefined) return;
    const anchor = this.#menu.button.getBoundingClientRect();
    this.dispatchEvent(new EntryMenuEvent(entry, anchor));
  }

  /** One button serves all entries: it stands at the one pointed at, or the one with the focus. */
  readonly #onPoint = (event: Event): void => {
    const entry = entryAround(event);
    if (entry === undefined) return;
    this.#menu.moveTo(entry, () => {
      this.#openMenu(entry);
    });
  };

  readonly #onClick = (event: Event): void => {
    const link = event
      .composedPath()
      .find((target): target is HTMLAnchorElement => target instanceof HTMLAnchorElement);
    if (link === undefined) return;
    event.preventDefault();
    if (link.hasAttribute('href')) this.dispatchEvent(new LinkOpenEvent(link.href));
  };

  readonly #onScrub = (event: TimelineJumpEvent): void => {
    this.jump(event.to);
  };

  readonly #toTail = (): void => {
    this.jump('tail');
    this.scroller.focus({ preventScroll: true });
  };
}

/** The timeline's own entry an event comes from; undefined where it comes from none. */
function entryAround(event: Event): HTMLElement | undefined {
  return event
    .composedPath()
    .find(
      (target): target is HTMLElement =>
        target instanceof HTMLElement && target.localName === 'article',
    );
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-timeline': LuluTimeline;
  }
}
