/** Tells every peer what was committed, at most once a frame, and never more than the latest state. */
import type { SessionId } from '../contract/ids.ts';
import type { Push } from '../contract/pushes.ts';
import { cutStrings, pushedStringLimit } from '../core/cut.ts';
import type { Change, Engine } from '../engine/engine.ts';
import type { Clock } from './clock.ts';
import { PendingPush, type SizedEvent } from './pending-push.ts';

/** One frame of a 60 Hz screen. */
const frameMs = 16;
/**
 * A push of many rows is followed by a pause of so many ms a row: a thousand that change ten times a second
 * are told five times a second each, which is as fast as anybody sees, at half of what parsing them costs.
 */
const perRowMs = 0.2;
/** How soon a peer that does not read is looked at again. */
const slowMs = 100;

export interface Audience {
  push(push: Push): void;
  /** False while it has not read what it was sent. */
  ready(): boolean;
}

export interface Subscription {
  readonly watched: SessionId | null;
  watch(id: SessionId | null): void;
  close(): void;
}

export class Publisher {
  readonly #clock: Clock;
  readonly #pending = new Map<Audience, PendingPush>();
  readonly #unsubscribe: () => void;
  #cancel: (() => void) | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #restMs = frameMs;

  constructor(engine: Pick<Engine, 'subscribe'>, clock: Clock) {
    this.#clock = clock;
    this.#unsubscribe = engine.subscribe((change) => {
      if (this.#pending.size === 0) return;
      this.#note(change);
      this.#schedule(this.#restMs);
    });
  }

  add(audience: Audience): Subscription {
    const pending = new PendingPush();
    this.#pending.set(audience, pending);
    return {
      get watched() {
        return pending.watched;
      },
      watch: (id) => {
        pending.watch(id);
      },
      close: () => {
        this.#pending.delete(audience);
      },
    };
  }

  close(): void {
    this.#unsubscribe();
    this.#cancel?.();
    this.#pending.clear();
  }

  #note(change: Change): void {
    let sized: readonly SizedEvent[] | undefined;
    for (const pending of this.#pending.values()) {
      switch (change.type) {
        case 'session':
          pending.addRow(change.view);
          if (change.events.length === 0 || pending.watched !== change.view.id) break;
          sized ??= change.events.map(toPush);
          pending.addTail(change.view.lastSeq, sized);
          break;
        case 'partial':
          if (pending.watched === change.id)
            pending.setPartial(cutStrings(change.text, pushedStringLimit));
          break;
        case 'settings':
          pending.setSettings(change.settings);
          break;
        case 'health':
          pending.setHealth(change.health);
          break;
      }
    }
  }

  /** At once where the last frame is over, else when it is. */
  #schedule(ms: number): void {
    if (this.#cancel !== undefined) return;
    const wait = Math.max(0, this.#flushedAt + ms - this.#clock.now());
    this.#cancel = this.#clock.after(wait, () => {
      this.#cancel = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    this.#flushedAt = this.#clock.now();
    let [slow, more, rows] = [false, false, 0];
    for (const [audience, pending] of [...this.#pending]) {
      if (!audience.ready()) {
        slow = true;
        continue;
      }
      const push = pending.take();
      if (push !== undefined) audience.push(push);
      rows = Math.max(rows, push?.rows?.length ?? 0);
      more ||= pending.hasMore;
    }
    this.#restMs = Math.max(frameMs, rows * perRowMs);
    if (more) this.#schedule(this.#restMs);
    else if (slow) this.#schedule(slowMs);
  }
}

function toPush(event: SizedEvent['event']): SizedEvent {
  const shorter = cutStrings(event, pushedStringLimit);
  return { event: shorter, size: JSON.stringify(shorter).length };
}
