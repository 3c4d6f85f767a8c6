/** Bringing in the conversations that an agent's own command line has had. */
import * as v from 'valibot';
import { Instant, SessionId } from './ids.ts';
import { SessionView } from './rows.ts';
import { Path } from './text.ts';

/** A conversation as it can be imported. `bytes`: its file. `sessionId`: what it was imported as, or null. */
export const Conversation = v.object({
  id: v.string(),
  title: v.string(),
  at: Instant,
  bytes: v.number(),
  alreadyImported: v.boolean(),
  sessionId: v.nullable(SessionId),
});
export type Conversation = v.InferOutput<typeof Conversation>;

export const importRequests = {
  /** Conversations that the agent's own command line had in a repository, newest first. */
  'import.list': {
    params: v.object({ repo: Path }),
    reply: v.object({ conversations: v.array(Conversation) }),
  },
  /** Makes a session of one of them: its history as events, resumable, no process yet. */
  'import.take': {
    params: v.object({ repo: Path, id: v.pipe(v.string(), v.uuid('is not a conversation id')) }),
    reply: v.object({ row: SessionView }),
  },
} as const;
