/** What an engine, and whoever only reads its data directory, can be asked and say. */
import type { Health, Method, ParsedParams, Reply } from '../contract/requests.ts';
import type { SessionEvent } from '../contract/events.ts';
import type { SessionId } from '../contract/ids.ts';
import type { SessionView } from '../contract/rows.ts';
import type { Settings } from '../contract/settings.ts';

/** Requests a host answers itself, because they are about the host or the peer that asks. */
export type HostMethod = 'hello' | 'events.watch' | 'engine.status';
export type EngineMethod = Exclude<Method, HostMethod>;

/** Requests that read alone: they can be answered from the database while no engine runs. */
export type ReadMethod =
  | 'sessions.list'
  | 'sessions.trash'
  | 'sessions.show'
  | 'events.page'
  | 'events.get'
  | 'events.search'
  | 'changes.list'
  | 'changes.diff'
  | 'rules.list';

/** What has been committed, told in the order in which it was. */
export type Change =
  | {
      readonly type: 'session';
      readonly view: SessionView;
      /** The events this commit added to its log, ascending; often empty for a rename. */
      readonly events: readonly SessionEvent[];
    }
  /** Live text of the block being written; '' once it has ended. Not stored, may be lost. */
  | { readonly type: 'partial'; readonly id: SessionId; readonly text: string }
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'health'; readonly health: Health };

export interface Activity {
  /** Runs with a process. */
  readonly live: number;
  /** Runs that wait for a free place. */
  readonly queued: number;
}

export interface Reader {
  /** Sessions whose id begins with `prefix` (at least 4 characters), trash included. */
  resolve(prefix: string): readonly SessionId[];
  /** @throws {EngineError} */
  request<M extends ReadMethod>(method: M, params: ParsedParams<M>): Promise<Reply<M>>;
  /** Every event after `after`, ascending, in pages; holds no read transaction between two of them. */
  events(id: SessionId, after: number): Iterable<SessionEvent>;
  /** Changes when another process has committed. */
  version(): number;
  close(): void;
}

export interface Engine {
  readonly dataDir: string;
  /** @throws {EngineError} whatever goes wrong, as data for people. */
  request<M extends EngineMethod>(method: M, params: ParsedParams<M>): Promise<Reply<M>>;
  /** Called after each commit; returns how to stop. A listener must not throw. */
  subscribe(listener: (change: Change) => void): () => void;
  activity(): Activity;
  settings(): Settings;
  /** Whether events can be kept just now; while they cannot, they wait in the spools. */
  health(): Health;
  /** Lets go of everything: agents go on and are adopted at the next start. */
  stop(): Promise<void>;
}
