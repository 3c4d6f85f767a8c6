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

/** Rows of one push: some 900 bytes each, so that it stays one message (chunks begin at 256 KiB). */
const rowLimit = 250;

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
    this.#removed.delete(view.id);
    if (view.deletedAt === null) {
      // Where it stands already it stays: a row that changes all the time has its turn like the others.
      this.#rows.set(view.id, view);
      return;
    }
    this.#rows.delete(view.id);
    this.#removed.add(view.id);
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

  /** Whether rows wait for the next push. */
  get hasMore(): boolean {
    return this.#rows.size > 0;
  }

  /** What is pending as one push, rows up to a limit; undefined where nothing was. */
  take(): Push | undefined {
    const id = this.#watched;
    const rows = this.#takeRows();
    const push: Push = {
      ...(rows.length > 0 && { rows }),
      ...(this.#removed.size > 0 && { removed: [...this.#removed] }),
      ...(id !== null &&
        this.#last !== undefined && { tail: { id, last: this.#last, events: this.#events } }),
      ...(id !== null && this.#partial !== undefined && { partial: { id, text: this.#partial } }),
      ...(this.#settings && { settings: this.#settings }),
      ...(this.#health && { health: this.#health }),
    };
    this.#removed.clear();
    this.#clearTail();
    this.#partial = undefined;
    this.#settings = undefined;
    this.#health = undefined;
    return Object.keys(push).length > 0 ? push : undefined;
  }

  /** The row of the log that is looked at first: what the page says of it must agree. */
  #takeRows(): SessionView[] {
    const watched = this.#watched === null ? undefined : this.#rows.get(this.#watched);
    if (watched !== undefined) this.#rows.delete(watched.id);
    const rows = watched === undefined ? [] : [watched];
    for (const row of this.#rows.values()) {
      if (rows.length >= rowLimit) break;
      this.#rows.delete(row.id);
      rows.push(row);
    }
    return rows;
  }

  #clearTail(): void {
    this.#last = undefined;
    this.#events = [];
    this.#size = 0;
    this.#overflowed = false;
  }
}
