/** What one entry of a transcript is. Pure. */
import { isRecord, record, string, type Json } from '../json.ts';

/** Said by the CLI in the user's name: commands it ran itself, reminders, results of tasks. */
const notTyped =
  /^\s*<(command-name|command-message|local-command|task-notification|system-reminder|bash-)/u;
const interruption = /^\[Request interrupted by user( for tool use)?\]$/u;

/** Whether it belongs to the conversation itself: not bookkeeping, not a subagent's, not injected context. */
export function isConversation(entry: Json): boolean {
  const type = string(entry, 'type');
  const kept = type === 'user' || type === 'assistant' || type === 'system';
  return kept && string(entry, 'uuid') !== null && entry['isSidechain'] !== true;
}

/** What the user typed; null where the entry is anything else. */
export function promptOf(entry: Json): string | null {
  if (string(entry, 'type') !== 'user' || entry['isMeta'] === true) return null;
  if (entry['isCompactSummary'] === true) return null;
  const text = textOf(entry);
  return text === null || notTyped.test(text) || interruption.test(text) ? null : text;
}

/** Whether the turn was cut short there. */
export function isInterruption(entry: Json): boolean {
  return string(entry, 'type') === 'user' && interruption.test(textOf(entry) ?? '');
}

/** When it was written, in ms; null where it does not say. */
export function instantOf(entry: Json): number | null {
  const at = Date.parse(string(entry, 'timestamp') ?? '');
  return Number.isNaN(at) ? null : at;
}

/** Ids of the tool calls it makes, or of those it has the results of. */
export function toolIds(entry: Json, kind: 'tool_use' | 'tool_result'): readonly string[] {
  const key = kind === 'tool_use' ? 'id' : 'tool_use_id';
  return blocksOf(entry)
    .filter((block) => string(block, 'type') === kind)
    .flatMap((block) => string(block, key) ?? []);
}

/** Its text, where text is all it has. */
function textOf(entry: Json): string | null {
  const content = record(entry, 'message')?.['content'];
  if (typeof content === 'string') return content.trim() === '' ? null : content;
  const blocks = blocksOf(entry);
  if (blocks.some((block) => string(block, 'type') === 'tool_result')) return null;
  const text = blocks.flatMap((block) => string(block, 'text') ?? []).join('\n');
  return text.trim() === '' ? null : text;
}

function blocksOf(entry: Json): readonly Json[] {
  const content = record(entry, 'message')?.['content'];
  return Array.isArray(content) ? content.filter(isRecord) : [];
}
