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

const ImageType = v.picklist(
  ['image/png', 'image/jpeg', 'image/gif', 'image/webp'],
  'is no image that can be sent (PNG, JPEG, GIF, WebP)',
);
const ImageName = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{16}\.(?:png|jpg|gif|webp)$/u, 'is not the name of an image'),
);

/** Base64. Five million bytes is what the API takes. */
const ImageData = v.pipe(
  v.string(),
  v.maxLength(Math.ceil(5_000_000 / 3) * 4, 'is larger than 5 MB. Make the image smaller'),
  v.base64('is not base64'),
);

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
  /** Keeps an image beside the session; `name` is how a prompt refers to it: `[image <name>]`. */
  'images.keep': {
    params: v.object({ ...session, mediaType: ImageType, data: ImageData }),
    reply: v.object({ name: v.string() }),
  },
  'images.get': {
    params: v.object({ ...session, name: ImageName }),
    reply: v.object({ mediaType: ImageType, data: v.string() }),
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
