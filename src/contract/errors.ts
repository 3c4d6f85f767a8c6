/** What can go wrong, as data that survives the wire. */
import * as v from 'valibot';

/**
 * Closed list. `rejected`: the session's state does not allow it now. `unavailable`: no engine, or it
 * is leaving. `internal`: our fault; the engine's log has the cause chain.
 */
export const ErrorKind = v.picklist([
  'bad-request',
  'unknown-session',
  'rejected',
  'nothing-to-answer',
  'ambiguous',
  'repository',
  'base',
  'worktree',
  'git',
  'agent',
  'store',
  'unavailable',
  'internal',
]);
export type ErrorKind = v.InferOutput<typeof ErrorKind>;

/** `message` is for people: what happened, why, what to do. `field` names the input it is about. */
export const WireError = v.object({
  kind: ErrorKind,
  message: v.string(),
  field: v.optional(v.string()),
});
export type WireError = v.InferOutput<typeof WireError>;
