/** An engine that is only a log: it stands in for the port, so that views can be shown and tested by themselves. */
import type { SessionEvent } from '../../../src/contract/events.ts';
import type { SessionId } from '../../../src/contract/ids.ts';
import type { Push } from '../../../src/contract/pushes.ts';
import type { Method, Params, Reply } from '../../../src/contract/requests.ts';
import type { SessionDetail } from '../../../src/contract/rows.ts';
import {
  RequestError,
  type Transport,
  type TransportState,
} from '../../../src/ui/data/transport.ts';

/** One session's log: `event` makes the event of any seq, so that a long log costs nothing. */
export interface FakeLog {
  readonly detail: SessionDetail;
  last: number;
  readonly event: (seq: number) => SessionEvent;
}

export class LogTransport implements Transport {
  state: TransportState = 'open';
  /** Every request so far, for what a test wants to count. */
  readonly asked: { readonly method: Method; readonly params: unknown }[] = [];
  /** Refuses a method while set. */
  refuse: Method | undefined;
  readonly #logs: ReadonlyMap<SessionId, FakeLog>;
  readonly #listeners = new Set<(push: Push) => void>();
  readonly #stateListeners = new Set<() => void>();
  readonly #resyncListeners = new Set<() => void>();

  constructor(...logs: readonly FakeLog[]) {
    this.#logs = new Map(logs.map((log) => [log.detail.row.id, log]));
  }

  request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>> {
    this.asked.push({ method, params });
    return new Promise((resolve, reject) => {
      // A task later, as over any wire.
      setTimeout(() => {
        try {
          resolve(this.#answer(method, params) as Reply<M>);
        } catch (error) {
          reject(error as RequestError);
        }
      });
    });
  }

  on(listener: (push: Push) => void): () => void {
    return listen(this.#listeners, listener);
  }

  onState(listener: () => void): () => void {
    return listen(this.#stateListeners, listener);
  }

  onResync(listener: () => void): () => void {
    return listen(this.#resyncListeners, listener);
  }

  push(push: Push): void {
    for (const listener of this.#listeners) listener(push);
  }

  /** The log grows by `count`, and whoever watches is told of it: with the events, or only of the new end. */
  append(id: SessionId, count: number, withEvents = true): void {
    const log = this.#log(id);
    const from = log.last;
    log.last += count;
    const events = withEvents ? range(from + 1, log.last).map(log.event) : [];
    this.push({ tail: { id, last: log.last, events } });
  }

  /** The connection breaks; while it is gone, the log may grow by `missed` unseen. */
  reconnect(id: SessionId, missed: number): void {
    this.#setState('lost');
    this.#log(id).last += missed;
    this.#setState('open');
    for (const listener of this.#resyncListeners) listener();
  }

  #setState(state: TransportState): void {
    this.state = state;
    for (const listener of this.#stateListeners) listener();
  }

  #answer(method: Method, params: unknown): unknown {
    if (method === this.refuse) {
      throw new RequestError({ kind: 'unavailable', message: 'The engine is not there.' });
    }
    const { id } = params as { readonly id: SessionId };
    switch (method) {
      case 'events.page':
        return this.#page(params as Params<'events.page'>);
      case 'events.get':
        return { event: this.#log(id).event((params as Params<'events.get'>).seq) };
      case 'events.watch':
        return { last: this.#log(id).last };
      case 'sessions.show':
        return this.#log(id).detail;
      default:
        return { row: this.#log(id).detail.row };
    }
  }

  #page({ id, before, after, limit = 100 }: Params<'events.page'>): Reply<'events.page'> {
    const { last, event } = this.#log(id as SessionId);
    const start = typeof after === 'number' ? after + 1 : Math.max(1, (before ?? last + 1) - limit);
    const end =
      typeof after === 'number' ? Math.min(last, after + limit) : (before ?? last + 1) - 1;
    return { events: range(start, end).map(event), first: last === 0 ? 0 : 1, last };
  }

  #log(id: SessionId): FakeLog {
    const log = this.#logs.get(id);
    if (log === undefined) {
      throw new RequestError({ kind: 'unknown-session', message: 'There is no such session.' });
    }
    return log;
  }
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
