import type { Logger } from 'pino';
import { GitError } from '../git/git-error.ts';
import { resolveRepository, type Repository } from '../git/repository.ts';
import { verifySnapshot } from '../git/snapshot-read.ts';
import { restoreSnapshot } from '../git/snapshot-restore.ts';
import { dropSnapshots, listSnapshots, takeSnapshot } from '../git/snapshot.ts';
import { dropKept } from '../git/pins.ts';
import { dropBase } from '../git/uncommitted.ts';
import { emptyTrash, moveToTrash, restoreFromTrash, trashSize } from '../git/trash.ts';
import { onlyInTrash } from '../git/trash-contents.ts';
import { remakeRecord } from '../git/worktrees.ts';
import type { LiveSession } from './live-session.ts';

/** What the trash holds of one session, and what would be lost with it. */
export interface TrashContents {
  /** 0: emptied already, or there never was a worktree. */
  readonly bytes: number;
  /** What the snapshot cannot bring back (ignored files); at most 200 paths. Null: there is no snapshot. */
  readonly loses: readonly string[] | null;
}

/** Worktrees of deleted sessions: moved aside with a snapshot, and destroyed only when that is whole. */
export class Trash {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Moves the worktree aside. Asking again finishes a move that was cut short. */
  async discard(session: LiveSession): Promise<void> {
    const { repo, worktree: path } = session.facts;
    try {
      const repository = await resolveRepository(repo);
      await this.#snapshot(repository, session);
      await moveToTrash(repository, { path, id: session.id });
    } catch (error) {
      // Where the whole repository is gone there is nothing left to move.
      if (!(error instanceof GitError) || !isGone(error)) throw error;
    }
  }

  /**
   * Moves the worktree back; from its snapshot where the trash has been emptied. A session that never
   * had one needs none.
   *
   * @returns what could not come back as it was, for people; null where everything did.
   * @throws {GitError} where its repository is gone or something else is in its place.
   */
  async bringBack(session: LiveSession): Promise<string | null> {
    const { repo, worktree: path } = session.facts;
    const repository = await resolveRepository(repo);
    try {
      const { isDetached, hasRecord } = await restoreFromTrash(repository, {
        path,
        id: session.id,
      });
      if (!hasRecord) return await reintroduce(repository, session);
      return isDetached ? movedBranch : null;
    } catch (error) {
      if (!(error instanceof GitError) || error.kind !== 'worktree-missing') throw error;
    }
    return await this.fromSnapshot(session);
  }

  /** Makes the worktree again from the newest snapshot; null where there is none to make it from. */
  async fromSnapshot(session: LiveSession): Promise<string | null> {
    const { repo, worktree } = session.facts;
    const repository = await resolveRepository(repo);
    const newest = await this.#newest(repository, session);
    if (newest === null) return null;
    const { isDetached, skipped } = await restoreSnapshot(repository, newest, worktree);
    const lost = skipped.length === 0 ? '' : ` Not kept then: ${String(skipped.length)} files.`;
    const moved = isDetached ? ` ${movedBranch}` : '';
    return `The worktree was made again from its snapshot, without ignored files.${lost}${moved}`;
  }

  /** Whether a worktree that has gone can be made again from a snapshot. */
  async hasSnapshot(repository: Repository, session: LiveSession): Promise<boolean> {
    return (await this.#newest(repository, session)) !== null;
  }

  async contents(session: LiveSession): Promise<TrashContents> {
    const repository = await resolveRepository(session.facts.repo);
    const bytes = await trashSize(repository, session.id);
    const newest = await this.#newest(repository, session);
    const loses = newest === null ? null : await onlyInTrash(repository, session.id, newest);
    return { bytes, loses };
  }

  /**
   * Destroys what the trash holds; the session can still be restored, from its snapshot.
   *
   * @throws {GitError} `snapshot-missing` or `snapshot-damaged`: nothing was destroyed then.
   */
  async empty(session: LiveSession): Promise<void> {
    const repository = await resolveRepository(session.facts.repo);
    if ((await trashSize(repository, session.id)) === 0) return;
    const newest = await this.#newest(repository, session);
    if (newest === null) {
      throw new GitError(
        'snapshot-missing',
        `The trash of "${session.facts.name}" was not emptied: it has no snapshot, so nothing could bring its files back.`,
      );
    }
    await verifySnapshot(repository.root, newest);
    await emptyTrash(repository, session.id);
  }

  /** Lets go of the last there is of a worktree. */
  async forget(session: LiveSession): Promise<void> {
    try {
      const repository = await resolveRepository(session.facts.repo);
      await emptyTrash(repository, session.id);
      await dropSnapshots(repository, session.id);
      await dropKept(repository, session.id);
      await dropBase(repository, session.id);
    } catch (error) {
      if (!(error instanceof GitError) || !isGone(error)) throw error;
    }
  }

  /** A snapshot that cannot be taken does not hold up the move, which loses nothing by itself. */
  async #snapshot(repository: Repository, session: LiveSession): Promise<void> {
    try {
      await takeSnapshot(repository, { path: session.facts.worktree, id: session.id });
    } catch (error) {
      const never = error instanceof GitError && error.kind === 'worktree-missing';
      if (!never) this.#log.warn({ err: error, session: session.id }, 'no snapshot was taken');
    }
  }

  async #newest({ root }: Repository, session: LiveSession): Promise<string | null> {
    return (await listSnapshots(root, session.id)).at(-1) ?? null;
  }
}

/** Makes git know a worktree again that it has lost its record of. @returns that, for people. */
export async function reintroduce(
  repository: Repository,
  { facts: { worktree: path, base } }: LiveSession,
): Promise<string> {
  await remakeRecord(repository, { path, commit: base.commit });
  return 'git had no record of the worktree any more. Its files are as they were; HEAD and index stand at its base.';
}

const movedBranch =
  'The branch it stood on has moved or gone since, so HEAD names the commit itself.';

function isGone({ kind }: GitError): boolean {
  return kind === 'path-missing' || kind === 'not-a-repository';
}
