import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { diskFailure } from '../git/disk-failure.ts';
import { excludeLulu } from '../git/exclude.ts';
import { GitError } from '../git/git-error.ts';
import { resolveRepository, type Repository } from '../git/repository.ts';
import { createWorktree, discardHalfMade, type NewWorktree } from '../git/worktrees.ts';
import { keepRecord } from '../git/pins.ts';
import {
  findRecord,
  isConnected,
  pruneRecord,
  rebuildFromRecord,
  reconnect,
} from '../git/worktree-records.ts';
import type { LiveSession } from './live-session.ts';
import { reintroduce, type Trash } from './trash.ts';

/**
 * Makes sure the session has its worktree.
 *
 * A first one stands at the base. One that has gone is made again: from the newest snapshot, else from
 * what git still knows of it, else at the base. Files that are there are never touched.
 *
 * @param signal ends a checkout that is under way; nothing is left of it then.
 * @returns what was made, for the timeline; null where the worktree was there.
 * @throws {GitError}
 */
export async function ensureWorktree(
  session: LiveSession,
  trash: Trash,
  signal?: AbortSignal,
): Promise<string | null> {
  try {
    return await make(session, trash, signal);
  } catch (error) {
    throw await diskFailure(error, session.facts.repo);
  }
}

async function make(
  session: LiveSession,
  trash: Trash,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const { repo, worktree: path, base, worktreeMade } = session.facts;
  if (worktreeMade && (await isConnected(path))) return null;
  const repository = foundAtCreation(session) ?? (await resolveRepository(repo));
  if (worktreeMade && existsSync(path)) return await connect(repository, session);
  await excludeLulu(repository);
  if (!worktreeMade) {
    await makeFirst(repository, { path, commit: base.commit, signal });
    return `Made the worktree at ${at(session)}`;
  }
  return `The worktree was gone${await makeAgain(repository, session, trash, signal)}`;
}

/** Makes git and a folder that is there know each other again, where they do not. */
async function connect(repository: Repository, session: LiveSession): Promise<string | null> {
  const { worktree: path } = session.facts;
  const isLinked = existsSync(join(path, '.git'));
  const record = await findRecord(repository.commonDir, path);
  if (record === null && !isLinked) {
    const text = `${path} is there, but git does not know it as a worktree. Move it away and try again.`;
    throw new GitError('worktree-exists', text);
  }
  if (record === null) return await reintroduce(repository, session);
  if (isLinked) return null;
  await reconnect(record, path);
  return 'The worktree had lost its .git file. It was made again; files, HEAD and index are as they were.';
}

/** @returns how, as the end of a sentence. */
async function makeAgain(
  repository: Repository,
  session: LiveSession,
  trash: Trash,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { root, commonDir } = repository;
  const { worktree: path, base } = session.facts;
  const record = await findRecord(commonDir, path);
  if (await trash.hasSnapshot(repository, session)) {
    const head = record === null ? '' : await keepRecord(root, record, session.id);
    await pruneRecord(commonDir, path);
    const made = (await trash.fromSnapshot(session)) ?? '';
    return `. ${made}${head === '' ? '' : ` It had stood at ${head.slice(0, 10)}.`}`;
  }
  if (record === null) {
    await createWorktree(repository, { path, commit: base.commit, signal });
    return `, with what was in it. It was made again at ${at(session)}`;
  }
  await reconnect(record, path);
  try {
    await rebuildFromRecord(path);
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw error;
  }
  return '. It was made again with what was committed or staged; what was neither is lost';
}

function at({ facts: { base } }: LiveSession): string {
  return `${base.ref} (${base.commit.slice(0, 10)})`;
}

/** Waits between two tries, in ms: a git of an engine that died may still be at work in the folder. */
const waitsMs = [500, 1500, 3000];

/** Makes a worktree in the place of what an earlier start left half made: no agent ever saw that. */
async function makeFirst(repository: Repository, wanted: NewWorktree): Promise<void> {
  const { path, signal } = wanted;
  const wasBegun = existsSync(path);
  for (const waitMs of [...(wasBegun ? waitsMs : []), null]) {
    try {
      await discardHalfMade(repository, path);
      await createWorktree(repository, wanted);
      return;
    } catch (error) {
      if (waitMs === null || signal?.aborted === true) throw error;
      await delay(waitMs);
    }
  }
}

/** Looking a clone up costs a process of git; one that was found a moment ago has only to be there still. */
function foundAtCreation({ repository, facts }: LiveSession): Repository | null {
  if (repository === null || facts.worktreeMade) return null;
  return existsSync(join(repository.commonDir, 'HEAD')) ? repository : null;
}
