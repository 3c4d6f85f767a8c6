/** What the engine needs to know about one kind of agent: the port every adapter implements. */
import type { EventBody } from '../../contract/events.ts';
import type { RequestId } from '../../contract/ids.ts';
import type { PermissionMode } from '../../contract/requests.ts';
import type { AgentId } from '../../contract/rows.ts';
import type { Archive } from './archive.ts';
import type { Environment } from './environment.ts';

/**
 * What one line of an agent's output means. `event`: a fact to store. `partial`: live text, never
 * stored; `text` is what was added, null says that the block has ended or was dropped.
 * `control-reply`: the agent's answer to a request of ours. `unanswerable`: a request that nobody here knows how
 * to answer, and for whose answer the agent waits. `nothing`: understood, and of no interest.
 */
export type Signal =
  | { readonly kind: 'event'; readonly event: EventBody }
  | {
      readonly kind: 'partial';
      readonly text: string | null;
      readonly thinking: boolean;
      readonly parentToolUseId?: string;
    }
  | {
      readonly kind: 'control-reply';
      readonly requestId: string;
      readonly ok: boolean;
      readonly error?: string;
    }
  /** A prompt of ours is no longer waiting in the agent: its turn has begun, or it joined the one under way. */
  | { readonly kind: 'prompt-taken'; readonly promptId: string }
  | { readonly kind: 'unanswerable'; readonly requestId: RequestId }
  | { readonly kind: 'nothing' };

export interface Search {
  /** The environment the agent will get: its PATH and HOME are where it is looked for. */
  readonly env: Environment;
  /** A program named for this session (`--agent-bin`); nothing else is looked at then. */
  readonly agentBin: string | null;
  /** The program named in the settings; nothing else is looked at then. */
  readonly setting: string | null;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

export interface Launch {
  /** What `locate` found. */
  readonly program: string;
  /** What the agent calls the conversation: the session's id, or that of what it was imported from. */
  readonly conversationId: string;
  /** False: the session's first run, or one whose predecessor ended before it had written anything. */
  readonly resume: boolean;
  readonly permissionMode: PermissionMode;
  readonly model: string | null;
}

/**
 * Why a program refused to begin: it does not know the conversation it was to resume, or it knows the
 * one it was to begin. It has done nothing in either case, and can be started the other way.
 */
export type Refusal = 'conversation-missing' | 'conversation-exists';

/** An image sent with a prompt; `data` is base64. */
export interface PromptImage {
  readonly mediaType: string;
  readonly data: string;
}

export interface Adapter {
  readonly id: AgentId;
  /** What people call it. */
  readonly label: string;
  /**
   * Finds the agent's program; an absolute path.
   *
   * @throws {AgentError} `missing` or `not-executable`, saying where was looked and what to do.
   */
  locate(search: Search): Promise<string>;
  /**
   * Runs the program once to learn its version.
   *
   * @throws {AgentError} `broken` or `not-executable`.
   */
  check(program: string, env: Environment): Promise<{ readonly version: string }>;
  command(launch: Launch): Command;
  /** The agent's whole environment: the engine's without what would mislead it, then `extra`. */
  environment(base: Environment, extra: Environment): Record<string, string>;
  /**
   * A line for the agent's input, as are the next ones; none holds a newline. `promptId` (a UUID):
   * what it is called when it is taken up.
   */
  encodePrompt(text: string, promptId?: string, images?: readonly PromptImage[]): string;
  /** `input`: what the tool is to be run with, normally as it was asked. `mode`: the permission mode from now on. */
  encodeAllow(requestId: RequestId, input: unknown, mode?: PermissionMode): string;
  encodeDeny(requestId: RequestId, message: string | null): string;
  /** `answers`: by the text of the question. `input`: as it was asked. */
  encodeAnswers(
    requestId: RequestId,
    input: unknown,
    answers: Readonly<Record<string, string>>,
  ): string;
  /** Tells the agent that a request of an unknown kind has no answer, so that it goes on. */
  encodeRefusal(requestId: RequestId): string;
  /** Requests of ours; the agent answers with a `control-reply` of the same `requestId`. */
  encodeInterrupt(requestId: string): string;
  encodeEndSession(requestId: string): string;
  encodePermissionMode(requestId: string, mode: PermissionMode): string;
  encodeModel(requestId: string, model: string): string;
  /** Whether these words (a turn's reason, or what it wrote to stderr) refuse to begin. */
  refusal(words: string): Refusal | null;
  /** One plain line for a failure that is known by these words, saying what to do; null: it is not. */
  explain(words: string): string | null;
  /** Conversations it had without us; null: it keeps none that can be brought in. */
  readonly archive: Archive | null;
  /** What a line of output means; pure, total, and independent of the lines around it. */
  decode(line: string): readonly Signal[];
}
