/** What one peer has still to be told: the latest state, never a queue that grows. */
import type { SessionEvent } from '../contract/events.ts';
import type { SessionId } from '../contract/ids.ts';
import type { Push } from '../contract/pushes.ts';
import type { Health } from '../contract/requests.ts';
import type { Settings } from '../contract/settings.ts';
import type { SessionView } from '../contract/rows.ts';

/** Above either, the peer is told only where the log ends, and reads by seq what it wants to show. */
const tailEventLimit = 200;
const tailCharLimit = 256 * 1024;

/** An event as it is pushed (long strings cut), and how many characters of JSON it takes. */
export interface SizedEvent {
  readonly event: SessionEvent;
  readonly size: number;
}

export class PendingPush {
  readonly #rows = new Map<SessionId, SessionView>();
  readonly #removed = new Set<SessionId>();
  #watched: SessionId | null = null;
  #last: number | undefined;
  #events: SessionEvent[] = [];
  #size = 0;
  #overflowed = false;
  #partial: string | undefined;
  #settings: Settings | undefined;
  #health: Health | undefined;

  get watched(): SessionId | null {
    return this.#watched;
  }

  watch(id: SessionId | null): void {
    this.#watched = id;
    this.#clearTail();
    this.#partial = undefined;
  }

  addRow(view: SessionView): void {
    const deleted = view.deletedAt !== null;
    this.#rows.delete(view.id);
    this.#removed.delete(view.id);
    if (deleted) this.#removed.add(view.id);
    else this.#rows.set(view.id, view);
  }

  /** Events of the watched session, following those that were added before. */
  addTail(last: number, events: readonly SizedEvent[]): void {
    this.#last = last;
    for (const { event, size } of events) {
      this.#size += size;
      if (!this.#overflowed) this.#events.push(event);
      this.#overflowed ||= this.#events.length > tailEventLimit || this.#size > tailCharLimit;
      if (this.#overflowed) this.#events = [];
    }
  }

  setPartial(text: string): void {
    this.#partial = text;
  }

  setHealth(health: Health): void {
    this.#health = health;
  }

  setSettings(settings: Settings): void {
    this.#settings = settings;
  }

  /** Everything pending as one push, and nothing is pending any more; undefined where nothing was. */
  take(): Push | undefined {
    const id = this.#watched;
    const push: Push = {
      ...(this.#rows.size > 0 && { rows: [...this.#rows.values()] }),
      ...(this.#removed.size > 0 && { removed: [...this.#removed] }),
      ...(id !== null &&
        this.#last !== undefined && { tail: { id, last: this.#last, events: this.#events } }),
      ...(id !== null && this.#partial !== undefined && { partial: { id, text: this.#partial } }),
      ...(this.#settings && { settings: this.#settings }),
      ...(this.#health && { health: this.#health }),
    };
    this.#rows.clear();
    this.#removed.clear();
    this.#clearTail();
    this.#partial = undefined;
    this.#settings = undefined;
    this.#health = undefined;
    return Object.keys(push).length > 0 ? push : undefined;
  }

  #clearTail(): void {
    this.#last = undefined;
    this.#events = [];
    this.#size = 0;
    this.#overflowed = false;
  }
}
