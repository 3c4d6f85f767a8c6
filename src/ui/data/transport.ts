/** The one way the UI speaks to the engine; which wire carries it is decided once, at start. */
import type { ErrorKind, WireError } from '../../contract/errors.ts';
import type { Push } from '../../contract/pushes.ts';
import type { Method, Params, Reply } from '../../contract/requests.ts';

/** `connecting`: not yet spoken to. `lost`: was there, or never answered; tries go on by themselves. */
export type TransportState = 'connecting' | 'open' | 'lost';

export interface Transport {
  /** @throws {RequestError} when the engine refuses, does not answer in time, or is gone. */
  request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>>;
  /** Called with every push of the engine. Returns what ends it. */
  on(listener: (push: Push) => void): () => void;
  readonly state: TransportState;
  /** Called after `state` has changed. Returns what ends it. */
  onState(listener: () => void): () => void;
  /**
   * Called when pushes may have been missed (a gap in the numbers, a new connection): list the rows
   * again, and read the watched log again by seq. Returns what ends it.
   */
  onResync(listener: () => void): () => void;
  /** Tries again at once where the connection is lost and the next try would come later. */
  readonly reconnect?: (() => void) | undefined;
}

/** What to tell a person about anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A request was refused or got no answer. `message` is for people; `field` names the input it is about. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly kind: ErrorKind;
  readonly field: string | undefined;

  constructor(error: WireError, options?: ErrorOptions) {
    super(error.message, options);
    this.kind = error.kind;
    this.field = error.field;
  }
}
