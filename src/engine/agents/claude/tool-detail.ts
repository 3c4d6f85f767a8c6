/** The part of a tool's structured result that is worth keeping beside its text. Pure. */
import { isRecord, record, type Json } from './json.ts';

/** Left out: whole files (`originalFile`, `content`) and what the text says already (`stdout`, `stderr`). */
const kept = [
  'type',
  'filePath',
  'structuredPatch',
  'replaceAll',
  'interrupted',
  'exitCode',
  'code',
  'returnCodeInterpretation',
  'backgroundTaskId',
  'status',
  'agentId',
  'numFiles',
  'numLines',
  'numMatches',
  'totalDurationMs',
  'totalTokens',
  'totalToolUseCount',
  'answers',
] as const;

/** Undefined where there is nothing to add. */
export function toolDetail(result: unknown): Json | undefined {
  if (!isRecord(result)) return undefined;
  // Read names its file one level down.
  const source: Json = { ...record(result, 'file'), ...result };
  const detail: Record<string, unknown> = {};
  for (const key of kept) if (isTelling(source[key])) detail[key] = source[key];
  return Object.keys(detail).length === 0 ? undefined : detail;
}

function isTelling(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false;
}
