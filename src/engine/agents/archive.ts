/** Conversations that an agent's own command line has had: the port by which they are brought in. */
import type { EventBody } from '../../contract/events.ts';
import type { Environment } from './environment.ts';

/** One conversation as it can be listed without reading all of it. */
export interface ArchivedConversation {
  readonly id: string;
  readonly title: string;
  /** When something was last said in it; ms. */
  readonly at: number;
  readonly bytes: number;
  /** Where it took place. */
  readonly cwd: string;
  /** Its file, absolute. */
  readonly path: string;
}

/** An event of the past, with its own instant in ms. */
export interface PastEvent {
  readonly at: number;
  readonly event: EventBody;
}

export interface ConversationHistory {
  /** In the order in which they happened; what was given up on the way is not among them. */
  readonly events: readonly PastEvent[];
  /** Whether the agent had the last word. */
  readonly finished: boolean;
  /** The agent's running total, where the file says it: costs go on from there. */
  readonly totalCostUsd: number | null;
  readonly model: string | null;
}

export interface Archive {
  /** Those that took place in one of `folders` (absolute, real paths) or below; newest first, each once. */
  list(place: {
    readonly env: Environment;
    readonly folders: readonly string[];
  }): Promise<readonly ArchivedConversation[]>;
  /** @throws {AgentError} `gone` where the file cannot be read. */
  read(path: string): Promise<ConversationHistory>;
  /**
   * Makes the conversation known in a folder it did not take place in, so that it can be resumed there.
   * The original stays as it is.
   */
  bring(place: {
    readonly env: Environment;
    readonly id: string;
    readonly path: string;
    readonly cwd: string;
  }): Promise<void>;
}
