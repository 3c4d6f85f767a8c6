/** What of an event can be searched for: prompts, messages, commands and file names. */
import type { Payload } from '../../../contract/events.ts';

export const searchableTypes = ['prompt', 'message', 'tool_call'] as const;
export type SearchableType = (typeof searchableTypes)[number];

/** Characters of one event that are searched; a log pasted into a prompt is not worth a slow search. */
const limit = 256 * 1024;

/** Empty where there is nothing to find. `payload` is the stored JSON text. */
export function searchableText(type: SearchableType, payload: string): string {
  const value: unknown = JSON.parse(payload);
  switch (type) {
    case 'prompt':
    case 'message':
      return (value as Payload<'prompt' | 'message'>).text.slice(0, limit);
    case 'tool_call':
      return toolText((value as Payload<'tool_call'>).input).slice(0, limit);
  }
}

function toolText(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const named = new Map(Object.entries(input));
  return ['command', 'file_path', 'path', 'notebook_path']
    .map((name): unknown => named.get(name))
    .filter((value) => typeof value === 'string')
    .join('\n');
}
