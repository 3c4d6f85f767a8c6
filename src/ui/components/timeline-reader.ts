import type { LitElement } from 'lit';
import type { TimelineView } from '../../core/timeline-view.ts';
import { ReaderAnchor } from './reader-anchor.ts';
import { TimelineFollowEvent, TimelineJumpEvent, TimelineLoadEvent } from './timeline-events.ts';

/** Pages are asked for this long before the reader sees their end, in pixels. */
const ahead = 1200;
/** The space below the last entry and no more, in pixels. */
const nearEnd = 24;
/** Between the head of the pane and an entry the reader is put at, in pixels. */
const space = 16;

interface ReadTimeline {
  readonly host: LitElement;
  readonly view: () => TimelineView | undefined;
  readonly scroller: () => HTMLElement;
  readonly entries: () => HTMLElement;
  /** Unfolds what holds `seq`. Whether there was something to unfold: then it is drawn first. */
  readonly unfoldFor: (seq: number) => boolean;
  /** The reader is at this seq. */
  readonly moved: (seq: number) => void;
}

/**
 * Where the reader of a timeline is: at its tail, which is then followed, or elsewhere, where nothing
 * moves what they read.
 */
export class TimelineReader {
  readonly #timeline: ReadTimeline;
  #anchor: ReaderAnchor | undefined;
  #following = true;
  /** Nothing lies below what is in sight, whether or not it is followed. */
  #atEnd = false;
  /** The log's end when the reader left it, for the count of what is new. */
  #leftAt = 0;
  #lastTop = 0;
  /** Where the reader has asked to be, until it is loaded. */
  #goal: { readonly to: 'start' | number; readonly from: TimelineView | undefined } | undefined;
  /** The seq the reader was put at last, until they move by themselves. */
  #putAt: number | undefined;

  constructor(timeline: ReadTimeline) {
    this.#timeline = timeline;
  }

  get isFollowing(): boolean {
    return this.#following;
  }

  get isAtEnd(): boolean {
    return this.#atEnd;
  }

  /** How many events have come since the reader left the tail. */
  get missed(): number {
    return this.#last - this.#leftAt;
  }

  /** The seq the reader is at: where they were put, else the first entry in sight; beyond the last at the tail. */
  get place(): number {
    if (this.#putAt !== undefined) return this.#putAt;
    const entry = this.firstInSight;
    return this.#following || entry === undefined ? this.#last + 1 : seqOf(entry);
  }

  get firstInSight(): Element | undefined {
    return this.#anchor?.element;
  }

  /** Puts the reader at an end of the log, or at the entry that holds `seq`, which is then unfolded. */
  jump(to: 'start' | 'tail' | number): void {
    const { host, view } = this.#timeline;
    this.#putAt = typeof to === 'number' ? to : undefined;
    this.#goal = to === 'tail' ? undefined : { to, from: view() };
    this.follow(to === 'tail');
    host.dispatchEvent(new TimelineJumpEvent(to));
    host.requestUpdate();
  }

  follow(following: boolean): void {
    if (this.#following === following) return;
    const { host } = this.#timeline;
    this.#following = following;
    if (!following) this.#leftAt = this.#last;
    this.#mark();
    host.dispatchEvent(new TimelineFollowEvent(following));
    host.requestUpdate();
  }

  /** The reader moves by themselves, upwards: whatever comes now, they stay. */
  leave(): void {
    this.letGo();
    const hasOlder = this.#timeline.view()?.hasOlder === true;
    if (this.#timeline.scroller().scrollTop > 0 || hasOlder) this.follow(false);
  }

  /** The reader moves by themselves: they are no longer where they were put. */
  letGo(): void {
    this.#putAt = undefined;
  }

  /** The pane is there. */
  begin(): void {
    this.#anchor = new ReaderAnchor(this.#timeline.scroller());
  }

  /** The pane was put back into the page: it stands at its top again. */
  returned(): void {
    this.#lastTop = 0;
  }

  /** Nothing is loaded any more: what comes next is a tail. */
  startAfresh(): void {
    this.#following = true;
    this.#goal = undefined;
  }

  /** Before something else is drawn. */
  beforeChange(): void {
    this.noticeScroll();
    if (!this.#following) this.#mark();
  }

  /** After it was drawn. */
  afterChange(): void {
    this.#reachGoal();
    this.settle();
  }

  /** After anything that changes heights: at the tail stay at the tail, elsewhere stay with what is read. */
  settle(): void {
    const scroller = this.#timeline.scroller();
    if (this.#following) scroller.scrollTop = scroller.scrollHeight;
    else this.#anchor?.restore();
    this.#mark();
    this.#lastTop = scroller.scrollTop;
    this.#tellPosition();
  }

  /** Also asked before each change: one may come between a scroll and the browser's word of it. */
  noticeScroll(): void {
    const top = this.#timeline.scroller().scrollTop;
    const moved = top - this.#lastTop;
    this.#lastTop = top;
    const distance = this.#distance();
    if (moved < 0 && distance > 1) this.follow(false);
    // The last lines count as the tail for a reader who comes down: new ones would keep it out of reach.
    const hasNewer = this.#timeline.view()?.hasNewer;
    if (moved > 0 && distance <= nearEnd && hasNewer === false) this.follow(true);
  }

  readonly onScroll = (): void => {
    this.noticeScroll();
    this.#mark();
    this.#tellPosition();
    this.loadNearEnds();
  };

  loadNearEnds(): void {
    const view = this.#timeline.view();
    if (view === undefined || this.#goal !== undefined) return;
    const { host, scroller } = this.#timeline;
    if (view.hasOlder && view.older === 'idle' && scroller().scrollTop < ahead) {
      host.dispatchEvent(new TimelineLoadEvent('older'));
    }
    if (view.hasNewer && view.newer === 'idle' && this.#distance() < ahead) {
      host.dispatchEvent(new TimelineLoadEvent('newer'));
    }
  }

  /** After an entry was folded or unfolded: its head is in sight, and who stands at the end follows again. */
  stayWith(seq: number, unfolded: boolean): void {
    const scroller = this.#timeline.scroller();
    const top = this.#topOf(this.#elementOf(seq));
    if (!unfolded && top < -space) scroller.scrollTop += top;
    if (this.#distance() <= 1) this.follow(true);
  }

  get #last(): number {
    return this.#timeline.view()?.last ?? 0;
  }

  #reachGoal(): void {
    const view = this.#timeline.view();
    if (this.#goal === undefined || view === this.#goal.from || view?.newer === 'loading') return;
    const { to } = this.#goal;
    if (to !== 'start' && this.#timeline.unfoldFor(to)) return;
    this.#goal = undefined;
    const scroller = this.#timeline.scroller();
    if (to === 'start') scroller.scrollTop = 0;
    else {
      const target = this.#elementOf(to);
      scroller.scrollTop += this.#topOf(target);
      this.#show(target);
    }
    this.#mark();
  }

  /** Lets the eye find where it was put. */
  #show(target: Element | undefined): void {
    const shown = this.#timeline.entries().querySelectorAll('.found');
    for (const entry of shown) entry.classList.remove('found');
    target?.classList.add('found');
  }

  #mark(): void {
    this.#anchor?.mark(this.#timeline.entries().children);
  }

  #tellPosition(): void {
    const { host, view, moved } = this.#timeline;
    const atEnd = view()?.hasNewer === false && this.#distance() <= nearEnd;
    if (this.#atEnd !== atEnd) host.requestUpdate();
    this.#atEnd = atEnd;
    const entry = this.firstInSight;
    if (entry !== undefined) moved(this.#following ? this.#last : seqOf(entry));
  }

  /** The innermost entry that holds `seq`: the last one that does not begin after it. */
  #elementOf(seq: number): Element | undefined {
    const entries = this.#timeline.entries().querySelectorAll('[data-seq]');
    return [...entries].findLast((entry) => seqOf(entry) <= seq);
  }

  #topOf(entry: Element | undefined): number {
    if (entry === undefined) return 0;
    const frame = this.#timeline.scroller().getBoundingClientRect();
    return entry.getBoundingClientRect().top - frame.top - space;
  }

  #distance(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#timeline.scroller();
    return scrollHeight - scrollTop - clientHeight;
  }
}

/** The seq that an entry's element begins at. */
export function seqOf(entry: Element): number {
  return Number(entry.getAttribute('data-seq'));
}
