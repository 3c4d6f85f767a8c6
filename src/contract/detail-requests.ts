/** What only the detail of a session asks: finding one's way in its log, and the files of its worktree. */
import * as v from 'valibot';
import { Seq, SessionId } from './ids.ts';

const session = { id: SessionId };
const limit = (most: number, usual: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most)), usual);

/** Where one looks from; at most one of them. Neither: from the log's end backwards. */
const direction = {
  after: v.optional(v.nullable(Seq), null),
  before: v.optional(v.nullable(Seq), null),
};

/** What a reader jumps to. `error`: something failed; `approval`: the agent asked for something. */
export const Landmark = v.picklist(['prompt', 'error', 'approval']);
export type Landmark = v.InferOutput<typeof Landmark>;

export const detailRequests = {
  /** The events of one session that hold these words, ascending; `more`: beyond them in that direction. */
  'events.find': {
    params: v.object({
      ...session,
      text: v.pipe(v.string(), v.maxLength(1000)),
      ...direction,
      limit: limit(1000, 1000),
    }),
    reply: v.object({ seqs: v.array(Seq), more: v.boolean() }),
  },
  /** The nearest landmark of a kind; null where there is none. */
  'events.next': {
    params: v.object({ ...session, kind: Landmark, ...direction }),
    reply: v.object({ seq: v.nullable(Seq) }),
  },
  /** Files of the session's worktree that one may mean who has typed `prefix`, best first, as seen from the worktree. */
  'files.complete': {
    params: v.object({
      ...session,
      prefix: v.pipe(v.string(), v.maxLength(1000)),
      limit: limit(50, 20),
    }),
    reply: v.object({ paths: v.array(v.string()) }),
  },
} as const;
