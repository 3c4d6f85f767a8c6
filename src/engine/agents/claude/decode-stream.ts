/** Text as it is being written. Pure. */
import type { Signal } from '../adapter.ts';
import { record, string, type Json } from './json.ts';
import { nothing, parentOf } from './signals.ts';

/** Null: not understood. What the API adds to its stream is no news and means nothing here. */
export function decodeStreamEvent(line: Json): readonly Signal[] | null {
  const event = record(line, 'event');
  if (event === null) return null;
  switch (string(event, 'type')) {
    case null:
      return null;
    case 'content_block_delta':
      return delta(record(event, 'delta'), line);
    // A new message after a failed attempt, the end of a block, or of an attempt that was given up:
    // whatever is shown has been said in full by now, or never will be.
    case 'message_start':
    case 'content_block_stop':
    case 'message_stop':
      return [{ kind: 'partial', text: null, thinking: false, ...parentOf(line) }];
    default:
      return nothing;
  }
}

function delta(change: Json | null, line: Json): readonly Signal[] | null {
  if (change === null) return null;
  const kind = string(change, 'type');
  if (kind !== 'text_delta' && kind !== 'thinking_delta') return nothing;
  const thinking = kind === 'thinking_delta';
  const text = string(change, thinking ? 'thinking' : 'text');
  return text === null ? null : [{ kind: 'partial', text, thinking, ...parentOf(line) }];
}
