/** What the engine tells a peer unasked. Coalesced: at most one push a frame. */
import * as v from 'valibot';
import { SessionEvent } from './events.ts';
import { Seq, SessionId } from './ids.ts';
import { SessionView } from './rows.ts';
import { Health } from './requests.ts';
import { Settings } from './settings.ts';

/**
 * `rows`: every row that changed since the last push, as it is now. `removed`: moved to the trash.
 * `tail`: the watched session's log now ends at `last`; `events` are the ones that follow the last push, or
 * empty where they were too many or too large: read them by seq. `partial`: text being written,
 * never stored; an empty string when its block has ended.
 */
export const Push = v.object({
  rows: v.optional(v.array(SessionView)),
  removed: v.optional(v.array(SessionId)),
  tail: v.optional(v.object({ id: SessionId, last: Seq, events: v.array(SessionEvent) })),
  partial: v.optional(v.object({ id: SessionId, text: v.string() })),
  settings: v.optional(Settings),
  health: v.optional(Health),
});
export type Push = v.InferOutput<typeof Push>;
