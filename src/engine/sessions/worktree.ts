import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { diskFailure } from '../git/disk-failure.ts';
import { excludeLulu } from '../git/exclude.ts';
import { resolveRepository, type Repository } from '../git/repository.ts';
import { createWorktree, discardHalfMade } from '../git/worktrees.ts';
import { pruneRecord } from '../git/worktree-records.ts';
import type { LiveSession } from './live-session.ts';
import type { Trash } from './trash.ts';

/**
 * Makes sure the session has its worktree.
 *
 * A first one stands at the base; one that has gone is made again from the newest snapshot, else at the
 * base. Never touches one that is there.
 *
 * @returns what was made, for the timeline; null where the worktree was there.
 * @throws {GitError}
 */
export async function ensureWorktree(session: LiveSession, trash: Trash): Promise<string | null> {
  try {
    return await make(session, trash);
  } catch (error) {
    throw await diskFailure(error, session.facts.repo);
  }
}

async function make(session: LiveSession, trash: Trash): Promise<string | null> {
  const { repo, worktree: path, base, worktreeMade } = session.facts;
  const isThere = existsSync(join(path, '.git'));
  if (worktreeMade && isThere) return null;
  const repository = foundAtCreation(session) ?? (await resolveRepository(repo));
  await excludeLulu(repository);
  const at = `${base.ref} (${base.commit.slice(0, 10)})`;
  if (!worktreeMade) {
    await makeFirst(repository, path, base.commit);
    return `Made the worktree at ${at}`;
  }
  await pruneRecord(repository.commonDir, path);
  const restored = await trash.fromSnapshot(session);
  if (restored !== null) return `The worktree was gone. ${restored}`;
  await createWorktree(repository, { path, commit: base.commit });
  return `The worktree was gone, with what was in it. It was made again at ${at}`;
}

/** Waits between two tries, in ms: a git of an engine that died may still be at work in the folder. */
const waitsMs = [500, 1500, 3000];

/** Makes a worktree in the place of what an earlier start left half made: no agent ever saw that. */
async function makeFirst(repository: Repository, path: string, commit: string): Promise<void> {
  const wasBegun = existsSync(path);
  for (const waitMs of [...(wasBegun ? waitsMs : []), null]) {
    try {
      await discardHalfMade(repository, path);
      await createWorktree(repository, { path, commit });
      return;
    } catch (error) {
      if (waitMs === null) throw error;
      await delay(waitMs);
    }
  }
}

/** Looking a clone up costs a process of git; one that was found a moment ago has only to be there still. */
function foundAtCreation({ repository, facts }: LiveSession): Repository | null {
  if (repository === null || facts.worktreeMade) return null;
  return existsSync(join(repository.commonDir, 'HEAD')) ? repository : null;
}
