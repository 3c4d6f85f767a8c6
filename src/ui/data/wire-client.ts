/** The message layer both wires share: numbering, large messages, time-outs, what to ask again. */
import * as v from 'valibot';
import type { WireError } from '../../contract/errors.ts';
import type { Push } from '../../contract/pushes.ts';
import { requests, type Method, type Params, type Reply } from '../../contract/requests.ts';
import {
  ChunkMessage,
  EngineMessage,
  type ReplyMessage,
  type RequestMessage,
} from '../../contract/wire.ts';
import { ChunkAssembler, chunksOf } from '../../core/wire-chunks.ts';
import { Listeners } from './listeners.ts';
import { Sequence } from './sequence.ts';
import { RequestError, type Transport, type TransportState } from './transport.ts';

/** What puts one envelope on a wire. */
export type Send = (envelope: RequestMessage | ChunkMessage) => void;

export interface WireOptions {
  /** How long a message ahead of its turn waits for the missing ones. 0 where the wire keeps order. */
  readonly holdMs: number;
  /** How long a request may take. */
  readonly timeoutMs?: number;
}

interface Pending {
  readonly method: Method;
  readonly params: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: RequestError) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Requests that change nothing, so that asking twice does no harm. `events.watch` belongs to a connection. */
const reading: ReadonlySet<Method> = new Set<Method>([
  'hello',
  'sessions.list',
  'sessions.trash',
  'sessions.show',
  'events.page',
  'events.get',
  'events.search',
  'events.find',
  'events.next',
  'files.complete',
  'images.get',
  'events.watch',
  'repositories.recent',
  'repositories.resolve',
  'paths.complete',
  'agents.list',
  'doctor',
  'engine.status',
  'trash.contents',
  'usage.today',
]);

const gone: WireError = {
  kind: 'unavailable',
  message: 'Lulu lost its engine, so nothing was done. Try again when it is back.',
};
const interrupted: WireError = {
  kind: 'unavailable',
  message:
    'The connection to the engine broke before it answered. Look whether it was done before you try again.',
};
const silent: WireError = {
  kind: 'unavailable',
  message: 'The engine did not answer in time. Look whether it was done before you try again.',
};
const garbled: WireError = {
  kind: 'internal',
  message: 'The engine answered in a form this page does not know. Reload the page.',
};

/** A transport without a wire: `opened`, `closed` and `receive` are called by whoever has one. */
export class WireClient implements Transport {
  readonly #pushes = new Listeners<Push>();
  readonly #states = new Listeners();
  readonly #resyncs = new Listeners();
  readonly #pending = new Map<number, Pending>();
  readonly #chunks = new ChunkAssembler();
  readonly #sequence: Sequence<EngineMessage>;
  readonly #ordered: boolean;
  readonly #timeoutMs: number;
  /** Set by the wire, which knows how. */
  reconnect: (() => void) | undefined;
  #state: TransportState = 'connecting';
  #send: Send | undefined;
  #opens = 0;
  #n = 0;
  #group = 0;
  /** Ids begin anywhere, so that an answer meant for the page before a reload is not taken for ours. */
  #id = Math.floor(Math.random() * 2 ** 40);

  constructor({ holdMs, timeoutMs = 30_000 }: WireOptions) {
    this.#ordered = holdMs === 0;
    this.#timeoutMs = timeoutMs;
    const gap = (): void => {
      this.#resyncs.emit();
    };
    this.#sequence = new Sequence(
      (message, late) => {
        this.#deliver(message, late);
      },
      gap,
      holdMs,
    );
  }

  get state(): TransportState {
    return this.#state;
  }

  on(listener: (push: Push) => void): () => void {
    return this.#pushes.add(listener);
  }

  onState(listener: () => void): () => void {
    return this.#states.add(listener);
  }

  onResync(listener: () => void): () => void {
    return this.#resyncs.add(listener);
  }

  request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#send === undefined && !reading.has(method)) {
        reject(new RequestError(gone));
        return;
      }
      const id = this.#id++;
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new RequestError(silent));
      }, this.#timeoutMs);
      this.#pending.set(id, { method, params, resolve, reject, timer });
      this.#ask(id);
    }) as Promise<Reply<M>>;
  }

  /**
   * A connection stands: a new numbering begins at both ends, and what merely reads is asked (again).
   *
   * @param sent - How many messages of the new numbering were sent already (a greeting).
   */
  opened(send: Send, sent = 0): void {
    this.#send = send;
    this.#n = sent;
    this.#chunks.clear();
    this.#sequence.reset(this.#ordered ? 1 : undefined);
    for (const id of [...this.#pending.keys()]) this.#ask(id);
    this.#setState('open');
    this.#opens += 1;
    if (this.#opens > 1) this.#resyncs.emit();
  }

  /** There is no connection (any more). What may have changed something is not asked again. */
  closed(): void {
    this.#send = undefined;
    for (const [id, pending] of [...this.#pending]) {
      if (!reading.has(pending.method)) this.#settle(id)?.reject(new RequestError(interrupted));
    }
    this.#setState('lost');
  }

  /** One envelope from the wire, as its JSON text or already parsed; not yet trusted. */
  receive(data: unknown): void {
    const envelope = typeof data === 'string' ? parsed(data) : data;
    const chunk = v.safeParse(ChunkMessage, envelope);
    if (chunk.success) {
      const text = this.#chunks.accept(chunk.output);
      if (text !== undefined) this.receive(text);
      return;
    }
    const message = v.safeParse(EngineMessage, envelope);
    if (message.success) this.#sequence.accept(message.output);
    else console.error('Not a message of the engine', v.flatten(message.issues));
  }

  #ask(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined || this.#send === undefined) return;
    this.#n += 1;
    const { method, params } = pending;
    const message: RequestMessage = { n: this.#n, kind: 'request', id, method, params };
    const chunks = chunksOf(JSON.stringify(message), (this.#group += 1));
    for (const envelope of chunks ?? [message]) this.#send(envelope);
  }

  /** A late push is older than what was read since; a late reply still answers its question. */
  #deliver(message: EngineMessage, late: boolean): void {
    if (message.kind === 'reply') this.#answer(message);
    else if (!late) this.#pushes.emit(message.push);
  }

  #answer(reply: ReplyMessage): void {
    const pending = this.#settle(reply.id);
    if (pending === undefined) return;
    if (!reply.ok) {
      pending.reject(new RequestError(reply.error));
      return;
    }
    const value = v.safeParse(requests[pending.method].reply, reply.value);
    if (value.success) pending.resolve(value.output);
    else pending.reject(new RequestError(garbled, { cause: new v.ValiError(value.issues) }));
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    clearTimeout(pending?.timer);
    this.#pending.delete(id);
    return pending;
  }

  #setState(state: TransportState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#states.emit();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
