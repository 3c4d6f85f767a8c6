/** The lines of the stream-json protocol, as the demo agent says them. */
import { randomUUID } from 'node:crypto';
import type { Conversation } from './memory.ts';
import type { Output } from './output.ts';
import type { Json } from './json.ts';

export const version = '1.0.0';

export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: Json };

export interface ToolAnswer {
  readonly content: string;
  readonly isError: boolean;
  /** The structured twin of `content`: a patch, an exit code. */
  readonly detail: unknown;
  /** Why the tool did not run, where it did not. */
  readonly refused?: 'permission-rule' | 'user-rejected';
}

export interface TurnReport {
  readonly subtype: 'success' | 'error_during_execution';
  readonly isError: boolean;
  /** The last message, or what went wrong. */
  readonly text: string;
  readonly reason: string;
  readonly startedAt: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly denials: readonly Json[];
  readonly queued: number;
  readonly origin: Json | undefined;
  readonly before: Conversation;
}

/** Pretended prices in dollars for one token, so that sums and differences have something to show. */
const price = { input: 0.000004, output: 0.00002 };

export function costOf(inputTokens: number, outputTokens: number): number {
  return Number((inputTokens * price.input + outputTokens * price.output).toFixed(6));
}

/** Speaks for one session. Every line gets its own uuid, as Claude Code's do. */
export class Voice {
  readonly #output: Output;
  readonly sessionId: string;
  model: string;
  readonly partials: boolean;
  #results = 0;

  constructor(output: Output, session: { id: string; model: string; partials: boolean }) {
    this.#output = output;
    this.sessionId = session.id;
    this.model = session.model;
    this.partials = session.partials;
  }

  /** A line of the session; `session_id` and `uuid` are added. */
  line(value: Json): void {
    this.#output.line({ ...value, session_id: this.sessionId, uuid: randomUUID() });
  }

  system(subtype: string, rest: Json): void {
    this.line({ type: 'system', subtype, ...rest });
  }

  /** A control line, which belongs to no session. */
  control(value: Json): void {
    this.#output.line(value);
  }

  raw(bytes: string | Uint8Array): void {
    this.#output.write(bytes);
  }

  init(permissionMode: string): void {
    this.system('init', {
      cwd: process.cwd(),
      original_cwd: process.cwd(),
      additional_directories: [],
      tools: ['AskUserQuestion', 'Bash', 'Edit', 'Glob', 'Read', 'Write'],
      mcp_servers: [],
      model: this.model,
      permissionMode,
      slash_commands: [],
      apiKeySource: 'none',
      claude_code_version: `${version}-demo`,
      output_style: 'default',
      agents: [],
      skills: [],
      plugins: [],
      capabilities: ['interrupt_receipt_v1', 'msg_lifecycle_v1'],
    });
  }

  assistant(messageId: string, block: Block, extra: Json = {}): void {
    this.line({
      type: 'assistant',
      message: {
        id: messageId,
        type: 'message',
        role: 'assistant',
        model: this.model,
        content: [block],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 0, output_tokens: 1 },
        context_management: null,
      },
      parent_tool_use_id: null,
      timestamp: new Date().toISOString(),
      ...extra,
    });
  }

  /** A piece of a block that is still being said. Silent unless the caller asked for partials. */
  partial(messageId: string, event: Json): void {
    if (!this.partials) return;
    this.line({
      type: 'stream_event',
      event,
      parent_tool_use_id: null,
      api_message_id: messageId,
    });
  }

  toolResult(toolUseId: string, answer: ToolAnswer): void {
    this.user(
      {
        type: 'tool_result',
        tool_use_id: toolUseId,
        content: answer.content,
        is_error: answer.isError,
      },
      {
        tool_use_result: answer.detail,
        tool_result_meta: [
          answer.refused === undefined
            ? { id: toolUseId }
            : { id: toolUseId, non_execution_kind: answer.refused },
        ],
      },
    );
  }

  user(block: Json, extra: Json = {}): void {
    this.line({
      type: 'user',
      message: { role: 'user', content: [block] },
      parent_tool_use_id: null,
      timestamp: new Date().toISOString(),
      ...extra,
    });
  }

  result(report: TurnReport): void {
    const { inputTokens, outputTokens, before } = report;
    this.line({
      type: 'result',
      subtype: report.subtype,
      is_error: report.isError,
      ...(report.subtype === 'success' ? { result: report.text } : { errors: [report.text] }),
      num_turns: 1,
      duration_ms: Date.now() - report.startedAt,
      duration_api_ms: 0,
      stop_reason: 'end_turn',
      terminal_reason: report.reason,
      total_cost_usd: Number((before.totalCostUsd + costOf(inputTokens, outputTokens)).toFixed(6)),
      usage: {
        input_tokens: inputTokens,
        output_tokens: outputTokens,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      },
      modelUsage: {
        [this.model]: usageOf(before.inputTokens + inputTokens, before.outputTokens + outputTokens),
      },
      model_usage_since_last_result: { [this.model]: usageOf(inputTokens, outputTokens) },
      permission_denials: report.denials,
      queued_turn_count: report.queued,
      result_index: this.#results,
      ...(report.origin === undefined ? {} : { origin: report.origin }),
    });
    this.#results += 1;
  }
}

function usageOf(inputTokens: number, outputTokens: number): Json {
  return {
    inputTokens,
    outputTokens,
    cacheReadInputTokens: 0,
    cacheCreationInputTokens: 0,
    webSearchRequests: 0,
    costUSD: costOf(inputTokens, outputTokens),
    contextWindow: 200_000,
    maxOutputTokens: 32_000,
  };
}
