import type { SessionFacts } from '../../core/row.ts';
import { viewOf } from '../../core/row.ts';
import type { SessionState } from '../../core/session.ts';
import type { Instant, SessionId } from '../../contract/ids.ts';
import type { SessionView } from '../../contract/rows.ts';
import type { Repository } from '../git/repository.ts';
import type { SessionOptions, SessionRecord } from '../store/sessions.ts';

export interface AwaitedReply {
  readonly refusal: Promise<string | null>;
  /** It was never asked. */
  forget(): void;
}

/**
 * What the engine holds of one session in memory: exactly what was committed last.
 *
 * Everything that changes a session goes through `exclusive`, one at a time, so that a decision is
 * always made on the state that the one before it has left behind.
 */
export class LiveSession {
  /** The store's key; 0 until its first commit. */
  key: number;
  readonly id: SessionId;
  readonly options: SessionOptions;
  state: SessionState;
  facts: SessionFacts;
  lastSeq: number;
  deletedAt: Instant | null;
  /** Runs ahead of this session's in the admission queue; null when it does not wait there. */
  ahead: number | null = null;
  /** Its clone as it was found when the session was made; null in an engine that did not make it. */
  repository: Repository | null = null;
  /** Text of the block being written just now; never stored. */
  partial = '';
  #last: Promise<unknown> = Promise.resolve();
  readonly #watching = new Set<() => void>();
  readonly #awaited = new Map<string, (refusal: string | null) => void>();

  constructor(record: SessionRecord) {
    this.key = record.key;
    this.id = record.id;
    this.options = record.options;
    this.state = record.state;
    this.facts = record.facts;
    this.lastSeq = record.lastSeq;
    this.deletedAt = record.deletedAt;
  }

  /** Runs `work` when everything asked for before it has settled. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Says that something was committed; wakes whoever waits in `until`. */
  committed(): void {
    for (const look of [...this.#watching]) look();
  }

  /** Resolves once `holds` is true of the committed state, or after `deadlineMs` with false. */
  until(holds: (state: SessionState) => boolean, deadlineMs: number): Promise<boolean> {
    if (holds(this.state)) return Promise.resolve(true);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const settle = (held: boolean): void => {
      clearTimeout(timer);
      this.#watching.delete(look);
      resolve(held);
    };
    const look = (): void => {
      if (holds(this.state)) settle(true);
    };
    const timer = setTimeout(settle, deadlineMs, false);
    this.#watching.add(look);
    return promise;
  }

  /**
   * Waits for the agent's answer to a request of ours: null when it did as asked, or has not said so
   * after `deadlineMs`; else why it did not.
   */
  replyTo(requestId: string, deadlineMs: number): AwaitedReply {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const settle = (refusal: string | null): void => {
      clearTimeout(timer);
      this.#awaited.delete(requestId);
      resolve(refusal);
    };
    const timer = setTimeout(settle, deadlineMs, null);
    this.#awaited.set(requestId, settle);
    return {
      refusal: promise,
      forget: () => {
        settle(null);
      },
    };
  }

  /** The agent has answered a request of ours. */
  replied(requestId: string, refusal: string | null): void {
    this.#awaited.get(requestId)?.(refusal);
  }

  view(): SessionView {
    const { lastSeq, deletedAt, ahead } = this;
    return viewOf(this.facts, { lastSeq, deletedAt, queued: ahead });
  }
}
