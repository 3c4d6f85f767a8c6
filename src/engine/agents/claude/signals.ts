/** Making signals, and the two that most of the decoder needs. Pure. */
import type { EventBody, NoticeKind, Payload } from '../../../contract/events.ts';
import type { Signal } from '../adapter.ts';
import { string, type Json } from './json.ts';

/** How much of a line that nobody understood is kept: 64 Ki characters. */
const rawLimit = 64 * 1024;

/** Understood, and of no interest to anybody. */
export const nothing: readonly Signal[] = [{ kind: 'nothing' }];

export function said(...events: readonly EventBody[]): readonly Signal[] {
  return events.map((event) => ({ kind: 'event', event }));
}

export function notice(
  kind: NoticeKind,
  text: string,
  more: Omit<Payload<'notice'>, 'kind' | 'text'> = {},
): readonly Signal[] {
  return said({ type: 'notice', payload: { kind, text, ...more } });
}

export function unrecognised(line: string): readonly Signal[] {
  if (line.length <= rawLimit) return said({ type: 'unrecognised', payload: { raw: line } });
  const raw = line.slice(0, rawLimit).toWellFormed();
  return said({ type: 'unrecognised', payload: { raw, bytes: Buffer.byteLength(line) } });
}

/** Which subagent's tool call a line belongs to, ready to be spread into a payload. */
export function parentOf(line: Json): { readonly parentToolUseId?: string } {
  const parent = string(line, 'parent_tool_use_id');
  return parent === null ? {} : { parentToolUseId: parent };
}
