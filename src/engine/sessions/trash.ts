import { GitError } from '../git/git-error.ts';
import { resolveRepository } from '../git/repository.ts';
import { moveToTrash, restoreFromTrash } from '../git/trash.ts';
import type { LiveSession } from './live-session.ts';

/** Worktrees of deleted sessions: moved aside, never destroyed. */
export class Trash {
  /** Moves the worktree aside. Asking again finishes a move that was cut short. */
  async discard(session: LiveSession): Promise<void> {
    const { repo, worktree } = session.facts;
    try {
      await moveToTrash(await resolveRepository(repo), { path: worktree, id: session.id });
    } catch (error) {
      // Where the whole repository is gone there is nothing left to move.
      if (!(error instanceof GitError) || !isGone(error)) throw error;
    }
  }

  /**
   * Moves the worktree back. A session that never had one needs none.
   *
   * @throws {GitError} where its repository is gone or something else is in its place.
   */
  async bringBack(session: LiveSession): Promise<void> {
    const { repo, worktree } = session.facts;
    try {
      await restoreFromTrash(await resolveRepository(repo), { path: worktree, id: session.id });
    } catch (error) {
      if (!(error instanceof GitError) || error.kind !== 'worktree-missing') throw error;
    }
  }
}

function isGone({ kind }: GitError): boolean {
  return kind === 'path-missing' || kind === 'not-a-repository';
}
