import { join } from 'node:path';
import type { SessionId } from '../../contract/ids.ts';
import type { Finding } from '../../contract/requests.ts';
import { exists } from '../git/file-system.ts';
import { GitError } from '../git/git-error.ts';
import { resolveRepository } from '../git/repository.ts';
import { findRecord } from '../git/worktree-records.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import { takeCensus, whereMoved, type Census, type Moved } from './worktree-census.ts';
import { inTrash, stale, unowned } from './leftovers.ts';
import { shellWord, warning } from './worktree-warning.ts';

/**
 * Holds the database, git's own list and the disk against each other, for every repository Lulu knows.
 *
 * It only looks: each mismatch is a finding with one safe action, and nothing is removed by itself.
 */
export async function worktreeFindings(store: Store): Promise<Finding[]> {
  const sessions = [...store.sessions({ deleted: false }), ...store.sessions({ deleted: true })];
  const repositories = new Set([
    ...sessions.map(({ facts }) => facts.repo),
    ...store.repositories().map(({ path }) => path),
  ]);
  const findings: Finding[] = [];
  for (const path of repositories) {
    const own = sessions.filter(({ facts }) => facts.repo === path);
    findings.push(...(await findingsOf(path, own)));
  }
  return findings;
}

async function findingsOf(path: string, sessions: readonly SessionRecord[]): Promise<Finding[]> {
  try {
    const census = await takeCensus(await resolveRepository(path), sessions);
    const mine = sessions.filter(
      ({ deletedAt, facts }) => deletedAt === null && facts.worktreeMade,
    );
    const told = await Promise.all(mine.map((session) => ofSession(census, session)));
    const moved = new Set(told.map(({ movedTo }) => movedTo));
    return [
      ...told.flatMap(({ finding }) => finding ?? []),
      ...(await unowned(census, moved)),
      ...(await stale(census)),
      ...(await inTrash(census)),
    ];
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const kept = sessions.filter(({ deletedAt }) => deletedAt === null).length;
    if (kept === 0) return [];
    return [
      warning(
        `The repository ${path} cannot be used: ${error.message}`,
        'Bring it back to that place; its sessions keep their history meanwhile',
      ),
    ];
  }
}

interface Told {
  readonly finding: Finding | null;
  readonly movedTo: string | null;
}

/** One session's worktree: gone, moved away, or not known to git any more. */
async function ofSession(census: Census, session: SessionRecord): Promise<Told> {
  const { worktree } = session.facts;
  if (await exists(worktree)) {
    const finding = (await isKnown(census, worktree)) ? null : estranged(session);
    return { finding, movedTo: null };
  }
  const place = await whereMoved(census, session);
  return place === null
    ? { finding: gone(session), movedTo: null }
    : { finding: movedAway(census, session, place), movedTo: place.path };
}

async function isKnown({ commonDir }: Census, worktree: string): Promise<boolean> {
  const isRecorded = (await findRecord(commonDir, worktree)) !== null;
  return isRecorded && (await exists(join(worktree, '.git')));
}

function estranged({ id, facts: { name, worktree } }: SessionRecord): Finding {
  return warning(
    `git and the worktree of "${name}" do not know each other any more: ${worktree}`,
    `Resume the session: they are put together again, and its files stay as they are ${resume(id)}`,
    { sessionId: id },
  );
}

function movedAway(
  { root }: Census,
  { facts: { name, worktree } }: SessionRecord,
  { path, byGit }: Moved,
): Finding {
  const words = [path, worktree].map(shellWord).join(' ');
  const move = byGit ? `git -C ${shellWord(root)} worktree move` : 'mv -n --';
  return warning(`The worktree of "${name}" was moved to ${path}`, `Move it back to ${worktree}`, {
    command: `${move} ${words}`,
  });
}

function gone({ id, facts: { name, worktree } }: SessionRecord): Finding {
  return warning(
    `The worktree of "${name}" is gone: ${worktree}`,
    `Resume the session: its worktree is made again from its last snapshot, else from what git still knows of it, else at its base ${resume(id)}`,
    { sessionId: id },
  );
}

function resume(id: SessionId): string {
  return `(lulu resume ${id} --prompt …)`;
}
