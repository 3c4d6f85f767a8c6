/** The end of a turn. Pure. */
import type { Tokens, TurnEnd } from '../../../contract/events.ts';
import type { Signal } from '../adapter.ts';
import { explainFailure } from './failures.ts';
import { isRecord, number, plainLine, record, string, strings, type Json } from './json.ts';
import { said } from './signals.ts';

/** What to say where the agent itself says nothing. */
const reasons: Readonly<Record<string, string>> = {
  error_max_turns: 'Reached the maximum number of turns: resume to let it go on',
  error_max_budget_usd: 'Reached the budget that was set: resume to let it go on',
  error_max_structured_output_retries: 'Could not give an answer of the form that was asked for',
  error_during_execution: 'The agent failed while it was working',
};

/** Null: not understood. */
export function decodeResult(line: Json): readonly Signal[] | null {
  const subtype = string(line, 'subtype');
  if (subtype === null || typeof line['is_error'] !== 'boolean') return null;
  const models = record(line, 'model_usage_since_last_result');
  return said({
    type: 'usage',
    payload: {
      turn: turnEnd(line, subtype, line['is_error']),
      costUsd: models === null ? null : sum(models, 'costUSD'),
      totalCostUsd: number(line, 'total_cost_usd'),
      tokens: models === null ? mainTokens(record(line, 'usage')) : allTokens(models),
      durationMs: number(line, 'duration_ms'),
      model: mainModel(models) ?? mainModel(record(line, 'modelUsage')),
    },
  });
}

/** A turn succeeded only if its subtype and its flag both say so: API failures come as `success`, `is_error`. */
function turnEnd(line: Json, subtype: string, isError: boolean): TurnEnd {
  const queued = number(line, 'queued_turn_count') ?? 0;
  if (isAborted(line, subtype)) return { outcome: 'aborted', reason: 'Interrupted', queued };
  if (string(line, 'stop_reason') === 'refusal') {
    return { outcome: 'error', reason: 'The model refused to go on', queued };
  }
  if (subtype === 'success' && !isError) return { outcome: 'success', reason: null, queued };
  const words = strings(line, 'errors').join('\n') || (string(line, 'result') ?? '');
  const failure = {
    words,
    status: number(line, 'api_error_status'),
    type: string(line, 'api_error_type') ?? string(line, 'api_error'),
  };
  const reason =
    explainFailure(failure) ??
    plainLine(words) ??
    reasons[subtype] ??
    `The agent failed (${subtype})`;
  return { outcome: 'error', reason, queued };
}

/** 2.0.77 gives no terminal reason: there an interrupted turn is the failure without an error. */
function isAborted(line: Json, subtype: string): boolean {
  const reason = string(line, 'terminal_reason');
  if (reason !== null) return reason.startsWith('aborted');
  return subtype === 'error_during_execution' && strings(line, 'errors').length === 0;
}

/** Subagents included. */
function allTokens(models: Json): Tokens {
  return {
    input: sum(models, 'inputTokens'),
    output: sum(models, 'outputTokens'),
    cacheRead: sum(models, 'cacheReadInputTokens'),
    cacheWrite: sum(models, 'cacheCreationInputTokens'),
  };
}

/** The main loop only, which is all that versions before `model_usage_since_last_result` say of one turn. */
function mainTokens(usage: Json | null): Tokens | null {
  if (usage === null) return null;
  return {
    input: number(usage, 'input_tokens') ?? 0,
    output: number(usage, 'output_tokens') ?? 0,
    cacheRead: number(usage, 'cache_read_input_tokens') ?? 0,
    cacheWrite: number(usage, 'cache_creation_input_tokens') ?? 0,
  };
}

function sum(models: Json, key: string): number {
  return Object.values(models)
    .filter(isRecord)
    .reduce((total, model) => total + (number(model, key) ?? 0), 0);
}

/** The model that cost most: small ones do the chores. */
function mainModel(models: Json | null): string | null {
  if (models === null) return null;
  const costs = Object.entries(models).map(([name, usage]) => ({
    name,
    cost: isRecord(usage) ? (number(usage, 'costUSD') ?? 0) : 0,
  }));
  return costs.toSorted((a, b) => b.cost - a.cost)[0]?.name ?? null;
}
