/**
 * The envelope every host speaks: one JSON object a message.
 *
 * `n` numbers a sender's messages from 1 without gaps; a receiver that sees a gap reads again by seq.
 * A message larger than 256 KiB travels as `chunk`s of one JSON text.
 */
import * as v from 'valibot';
import { WireError } from './errors.ts';
import { Push } from './pushes.ts';

export const chunkLimit = 256 * 1024;

const n = v.pipe(v.number(), v.integer(), v.minValue(1));

export const RequestMessage = v.object({
  n,
  kind: v.literal('request'),
  id: v.number(),
  method: v.string(),
  params: v.unknown(),
});
export type RequestMessage = v.InferOutput<typeof RequestMessage>;

export const ReplyMessage = v.variant('ok', [
  v.object({
    n,
    kind: v.literal('reply'),
    id: v.number(),
    ok: v.literal(true),
    value: v.unknown(),
  }),
  v.object({ n, kind: v.literal('reply'), id: v.number(), ok: v.literal(false), error: WireError }),
]);
export type ReplyMessage = v.InferOutput<typeof ReplyMessage>;

export const PushMessage = v.object({ n, kind: v.literal('push'), push: Push });
export type PushMessage = v.InferOutput<typeof PushMessage>;

/** Part `index` of `count` of the JSON text of one message; `group` tells one such message from another. */
export const ChunkMessage = v.object({
  kind: v.literal('chunk'),
  group: v.number(),
  index: v.number(),
  count: v.number(),
  text: v.string(),
});
export type ChunkMessage = v.InferOutput<typeof ChunkMessage>;

export const EngineMessage = v.union([ReplyMessage, PushMessage]);
export type EngineMessage = v.InferOutput<typeof EngineMessage>;
