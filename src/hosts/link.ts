/** How a host's connection reaches the engine, wherever the engine runs. */
import type { WireError } from '../contract/errors.ts';
import type { Push } from '../contract/pushes.ts';
import type { Reply } from '../contract/requests.ts';

export type HostName = Reply<'hello'>['host'];

/** A reply without its envelope. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

/** The listening end of a connection. */
export interface Listener {
  push(push: Push): void;
  /** False while the peer has not read what it was sent; it gets the latest state once it has. */
  ready(): boolean;
  /** Pushes may have been missed: the peer has to read again by seq. */
  resync(): void;
}

/** One peer's line to the engine. */
export interface Link {
  /** Never rejects: whatever goes wrong is an answer. */
  request(method: string, params: unknown): Promise<Answer>;
  close(): void;
}

export type OpenLink = (host: HostName, listener: Listener) => Link;
