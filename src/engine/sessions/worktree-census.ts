/** What database, git and disk each know of one repository's worktrees. It only looks. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../git/file-system.ts';
import type { Repository } from '../git/repository.ts';
import type { WorktreeRecord } from '../git/worktree-list.ts';
import { listRecords, recordNamedBy } from '../git/worktree-records.ts';
import { listWorktrees } from '../git/worktrees.ts';
import type { SessionRecord } from '../store/sessions.ts';

export interface Census {
  readonly root: string;
  readonly commonDir: string;
  readonly sessions: readonly SessionRecord[];
  /** Git's list of worktrees. */
  readonly listed: readonly WorktreeRecord[];
  /** Where git's records say their worktree is, by their names: those of the sessions they were made for. */
  readonly records: ReadonlyMap<string, string>;
  /** Folders among the worktrees that no session owns, by the name of the record they say is theirs. */
  readonly strangers: ReadonlyMap<string, string | null>;
}

export async function takeCensus(
  { root, commonDir }: Repository,
  sessions: readonly SessionRecord[],
): Promise<Census> {
  const owned = new Set(sessions.map(({ facts }) => facts.worktree));
  const strangers = new Map<string, string | null>();
  for (const { name } of await foldersIn(join(root, '.lulu', 'worktrees'))) {
    const path = join(root, '.lulu', 'worktrees', name);
    if (!owned.has(path)) strangers.set(path, await recordNamedBy(path));
  }
  const listed = await listWorktrees(root);
  return { root, commonDir, sessions, listed, records: await listRecords(commonDir), strangers };
}

/** A worktree that is not in its place. */
export interface Moved {
  readonly path: string;
  /** By `git worktree move`, so that git knows where it is. */
  readonly byGit: boolean;
}

/** Where a session's worktree has gone; null where it is nowhere to be seen. */
export async function whereMoved(
  { records, strangers }: Census,
  { id, facts: { worktree } }: SessionRecord,
): Promise<Moved | null> {
  const recorded = records.get(id);
  if (recorded !== undefined && recorded !== worktree && (await exists(recorded))) {
    return { path: recorded, byGit: true };
  }
  const path = [...strangers].find(([, record]) => record === id)?.[0];
  return path === undefined ? null : { path, byGit: false };
}

export function foldersIn(path: string): Promise<Dirent[]> {
  return readdir(path, { withFileTypes: true }).catch(() => []);
}
