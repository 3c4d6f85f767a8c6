/**
 * A bounded window over one session's log: pages are loaded at either end and dropped at the other, so a log
 * of a million events costs what one of a hundred does. It follows the tail while it holds it.
 */
import type { SessionEvent } from '../../contract/events.ts';
import type { SessionId } from '../../contract/ids.ts';
import type { Push } from '../../contract/pushes.ts';
import type { EventPage } from '../../contract/requests.ts';
import { pushedStringLimit } from '../../core/cut.ts';
import type { Entry } from '../../core/timeline-entry.ts';
import type { LoadState, TimelineView } from '../../core/timeline-view.ts';
import { foldEvents, joinEvents } from '../../core/timeline.ts';
import { RequestError, type Transport } from './transport.ts';

/** Events a page; a page of a hundred takes the engine well under a millisecond. */
const pageSize = 100;
/** Entries held at most. Enough to fill any screen several times over; the DOM stays small. */
const entryLimit = 200;
/** Events held at most, whatever few entries they make: the work of many subagents folds into few lines. */
const eventLimit = 8000;

type End = 'older' | 'newer';

export class TimelineWindow {
  readonly sessionId: SessionId;
  readonly #transport: Transport;
  readonly #changed: () => void;
  #events: readonly SessionEvent[] = [];
  #entries: readonly Entry[] = [];
  #partial = '';
  #first = 0;
  #last = 0;
  #older: LoadState = 'idle';
  #newer: LoadState = 'idle';
  #opened = false;
  #following = true;
  /** Counts the places the window has been put: what was asked for an earlier place is not used. */
  #place = 0;
  #endings: readonly (() => void)[] = [];

  /** @param changed Called after `view` has changed; several changes may come within one frame. */
  constructor(transport: Transport, sessionId: SessionId, changed: () => void) {
    this.#transport = transport;
    this.sessionId = sessionId;
    this.#changed = changed;
  }

  get view(): TimelineView {
    const hasNewer = this.#hasNewer;
    return {
      entries: this.#entries,
      partial: hasNewer ? '' : this.#partial,
      first: this.#first,
      last: this.#last,
      hasOlder: this.#firstHeld > Math.max(1, this.#first),
      hasNewer,
      older: this.#older,
      newer: this.#newer,
      opened: this.#opened,
    };
  }

  /** Reads the tail (or the surroundings of `seq`) and follows the log from now on. */
  open(seq?: number): void {
    this.#endings = [
      this.#transport.on((push) => {
        this.#receive(push);
      }),
      this.#transport.onResync(() => {
        void this.#watch();
      }),
    ];
    void this.#watch();
    if (seq === undefined) this.toTail();
    else this.toSeq(seq);
  }

  /** Stops following. Whoever watches another session next tells the engine so. */
  close(): void {
    for (const end of this.#endings) end();
    this.#endings = [];
    this.#place += 1;
  }

  /** Closes, and tells the engine that nobody looks at a session now. */
  async leave(): Promise<void> {
    this.close();
    try {
      await this.#transport.request('events.watch', { id: null });
    } catch (error) {
      // An engine that is gone tells nobody anything.
      if (!(error instanceof RequestError)) throw error;
    }
  }

  /** Whether the reader is at the tail: then old entries go as new ones come, and a gap is closed at once. */
  follow(following: boolean): void {
    this.#following = following;
    if (following) this.#catchUp();
  }

  loadOlder(): void {
    if (this.#older === 'loading' || !this.view.hasOlder) return;
    void this.#load('older', { before: this.#firstHeld });
  }

  loadNewer(): void {
    if (this.#newer === 'loading' || !this.#hasNewer) return;
    void this.#load('newer', { after: this.#lastHeld });
  }

  toTail(): void {
    void this.#replace({});
  }

  toStart(): void {
    void this.#replace({ after: 0 });
  }

  /** Puts the window around `seq`. */
  toSeq(seq: number): void {
    void this.#replace({ after: Math.max(0, Math.round(seq) - pageSize / 2) });
  }

  /** Reads one event whole, in place of the cut one. @throws {RequestError} */
  async showWhole(seq: number): Promise<void> {
    const { event } = await this.#transport.request('events.get', { id: this.sessionId, seq });
    if (!this.#events.some((held) => held.seq === seq)) return;
    this.#hold(joinEvents(this.#events, [event]));
    this.#changed();
  }

  get #firstHeld(): number {
    return this.#events[0]?.seq ?? this.#first;
  }

  get #lastHeld(): number {
    return this.#events.at(-1)?.seq ?? 0;
  }

  get #hasNewer(): boolean {
    return this.#opened && this.#lastHeld < this.#last;
  }

  async #watch(): Promise<void> {
    const id = this.sessionId;
    try {
      const { last } = await this.#transport.request('events.watch', { id });
      if (this.#endings.length === 0) return;
      this.#grow(last);
    } catch (error) {
      this.#fail('newer', error);
    }
  }

  #receive(push: Push): void {
    if (push.tail?.id === this.sessionId) {
      const { events, last } = push.tail;
      // Only what follows the last held event without a hole; what was already held is not taken again.
      const next = events.filter((event) => event.seq > this.#lastHeld);
      const fits = this.#opened && next[0]?.seq === this.#lastHeld + 1;
      if (fits && (this.#following || this.#entries.length < entryLimit)) this.#append(next);
      this.#grow(last);
    }
    if (push.partial?.id === this.sessionId) {
      this.#partial = push.partial.text;
      this.#changed();
    }
  }

  #append(next: readonly SessionEvent[]): void {
    this.#hold([...this.#events, ...next]);
    this.#trim(this.#following ? 'older' : 'newer');
  }

  #grow(last: number): void {
    this.#last = Math.max(this.#last, last);
    if (this.#first === 0 && this.#last > 0) this.#first = 1;
    if (this.#following) this.#catchUp();
    this.#changed();
  }

  /** The reader is at the tail and the window is not: read on, or, where that is far, from the tail again. */
  #catchUp(): void {
    if (!this.#hasNewer || this.#newer === 'loading') return;
    if (this.#last - this.#lastHeld > pageSize * 2) this.toTail();
    else this.loadNewer();
  }

  async #load(end: End, from: { before?: number; after?: number }): Promise<void> {
    const place = this.#place;
    this.#setLoad(end, 'loading');
    try {
      const page = await this.#page(from);
      if (place !== this.#place) return;
      this.#setLoad(end, 'idle');
      this.#hold(joinEvents(this.#events, page.events));
      this.#trim(end === 'older' ? 'newer' : 'older');
      this.#grow(page.last);
    } catch (error) {
      if (place === this.#place) this.#fail(end, error);
    }
  }

  async #replace(from: { before?: number; after?: number }): Promise<void> {
    this.#place += 1;
    const place = this.#place;
    this.#older = 'idle';
    this.#setLoad('newer', 'loading');
    try {
      const page = await this.#page(from);
      if (place !== this.#place) return;
      this.#newer = 'idle';
      this.#opened = true;
      this.#first = page.first;
      this.#hold(page.events);
      this.#grow(page.last);
    } catch (error) {
      if (place === this.#place) this.#fail('newer', error);
    }
  }

  #page(from: { before?: number; after?: number }): Promise<EventPage> {
    const page = { id: this.sessionId, limit: pageSize, cut: pushedStringLimit, ...from };
    return this.#transport.request('events.page', page);
  }

  #hold(events: readonly SessionEvent[]): void {
    this.#events = events;
    this.#entries = foldEvents(events);
  }

  /** Drops entries beyond the limit at one end, with all the events before (after) the first one kept. */
  #trim(end: End): void {
    const bound = this.#bound(end);
    if (bound === undefined) return;
    this.#hold(
      this.#events.filter((event) => (end === 'older' ? event.seq >= bound : event.seq < bound)),
    );
  }

  /** The seq of the first event that is kept (dropping older ones) or dropped (newer ones). */
  #bound(end: End): number | undefined {
    const entries = this.#entries.length - entryLimit;
    const events = this.#events.length - eventLimit;
    const seqs =
      end === 'older'
        ? [this.#entries[entries]?.seq, this.#events[events]?.seq]
        : [
            entries > 0 ? this.#entries[entryLimit]?.seq : undefined,
            events > 0 ? this.#events[eventLimit]?.seq : undefined,
          ];
    const found = seqs.filter((seq) => seq !== undefined);
    if (found.length === 0 || (entries <= 0 && events <= 0)) return undefined;
    return end === 'older' ? Math.max(...found) : Math.min(...found);
  }

  #setLoad(end: End, state: LoadState): void {
    if (end === 'older') this.#older = state;
    else this.#newer = state;
    this.#changed();
  }

  #fail(end: End, error: unknown): void {
    if (!(error instanceof RequestError)) throw error;
    this.#setLoad(end, { problem: error.message });
  }
}
