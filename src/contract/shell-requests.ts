/** What only the window around the sessions asks. Part of the one table in requests.ts. */
import * as v from 'valibot';
import { SessionId } from './ids.ts';

export const OpenWith = v.picklist(['editor', 'terminal', 'files']);
export type OpenWith = v.InferOutput<typeof OpenWith>;

export const shellRequests = {
  /**
   * Opens a session's worktree in a program on the engine's machine; `program` is the one that was
   * started. `bad-request` where none is found, with `field` naming the setting.
   */
  'worktree.open': {
    params: v.object({ id: SessionId, with: OpenWith }),
    reply: v.object({ program: v.string() }),
  },
} as const;
