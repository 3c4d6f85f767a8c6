/** What can go wrong around an agent's process. */

/**
 * `missing`: no such program where we looked. `not-executable`: it is there and cannot be run.
 * `broken`: it ran and did not behave, or a run's files contradict the database.
 * `unsupported-platform`: this system lacks what runs need. `spawn`: the system refused to start it.
 * `gone`: the run's folder or the worktree is no longer there. `disk`: it is full, failing or read-only,
 * so that the same may succeed later.
 */
export type AgentErrorKind =
  'missing' | 'not-executable' | 'broken' | 'unsupported-platform' | 'spawn' | 'gone' | 'disk';

/** An agent cannot be started or followed. `kind` is for code, `message` for people, `cause` for logs. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly kind: AgentErrorKind;

  constructor(kind: AgentErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** The `code` of a system error (`ENOENT`, `EACCES`…), or null for anything else. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** What a system says when the disk is to blame, and not what was asked of it. */
const diskCodes: ReadonlySet<string | null> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS']);

/** Whether the disk failed a file operation. */
export function isDiskFailure(error: unknown): boolean {
  return diskCodes.has(systemCode(error));
}

/** An `AgentError` for a file operation in a run's folder: `gone`, `disk`, else `broken`. */
export function fileError(what: string, error: unknown): AgentError {
  const detail = error instanceof Error ? error.message : String(error);
  if (isDiskFailure(error)) {
    const hint = 'Free some space, or check the disk; Lulu goes on by itself';
    return new AgentError('disk', `${what}: ${detail}. ${hint}`, error);
  }
  const kind = systemCode(error) === 'ENOENT' ? 'gone' : 'broken';
  return new AgentError(kind, `${what}: ${detail}`, error);
}
