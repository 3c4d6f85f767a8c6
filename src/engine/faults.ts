import type { ErrorKind } from '../contract/errors.ts';
import { AgentError, isDiskFailure } from './agents/agent-error.ts';
import { EngineError } from './engine-error.ts';
import { GitError, type GitErrorKind } from './git/git-error.ts';
import { StoreError } from './store/store-error.ts';

/** Which field of a request a failure of git is about. */
const gitFields: Readonly<Partial<Record<GitErrorKind, { kind: ErrorKind; field: string }>>> = {
  'path-missing': { kind: 'repository', field: 'repo' },
  'not-a-repository': { kind: 'repository', field: 'repo' },
  'unsafe-repository': { kind: 'repository', field: 'repo' },
  'bare-repository': { kind: 'repository', field: 'repo' },
  'no-commits': { kind: 'repository', field: 'repo' },
  'bad-revision': { kind: 'base', field: 'base' },
  'worktree-exists': { kind: 'worktree', field: 'worktree' },
  'worktree-missing': { kind: 'worktree', field: 'worktree' },
};

/** What an adapter threw, as the one error that leaves the engine; a bug stays what it is. */
export function toEngineError(error: unknown): unknown {
  if (error instanceof GitError) {
    const known = gitFields[error.kind];
    if (known === undefined) return new EngineError('git', error.message, { cause: error });
    return new EngineError(known.kind, error.message, { field: known.field, cause: error });
  }
  if (error instanceof StoreError) return new EngineError('store', error.message, { cause: error });
  if (error instanceof AgentError) return new EngineError('agent', error.message, { cause: error });
  if (error instanceof Error && isDiskFailure(error)) {
    const text = `The disk does not take what Lulu has to keep (${error.message}). Free some space, or check the disk; then try again.`;
    return new EngineError('store', text, { cause: error });
  }
  return error;
}
