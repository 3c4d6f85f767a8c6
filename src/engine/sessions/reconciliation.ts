import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../contract/requests.ts';
import { GitError } from '../git/git-error.ts';
import { resolveRepository, type Repository } from '../git/repository.ts';
import { listWorktrees } from '../git/worktrees.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';

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
    const repository = await resolveRepository(path);
    return [
      ...missing(sessions),
      ...(await unknown(repository, sessions)),
      ...(await stale(repository, sessions)),
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

/** Sessions whose folder is gone. */
function missing(sessions: readonly SessionRecord[]): Finding[] {
  return sessions
    .filter(({ facts, deletedAt }) => deletedAt === null && facts.worktreeMade)
    .filter(({ facts }) => !existsSync(facts.worktree))
    .map(({ id, facts }) =>
      warning(
        `The worktree of "${facts.name}" is gone: ${facts.worktree}`,
        `Resume the session: its worktree is made again from its last snapshot, or at its base (lulu resume ${id} --prompt …)`,
        { sessionId: id },
      ),
    );
}

/** Folders among the worktrees that no session owns. */
async function unknown(
  { root }: Repository,
  sessions: readonly SessionRecord[],
): Promise<Finding[]> {
  const folder = join(root, '.lulu', 'worktrees');
  const owned = new Set(sessions.map(({ facts }) => facts.worktree));
  const names = await readdir(folder).catch(() => []);
  return names
    .map((name) => join(folder, name))
    .filter((path) => !owned.has(path))
    .map((path) =>
      warning(
        `No session owns the folder ${path}`,
        `Look whether you need what is in it; then \`git worktree remove\` it yourself`,
        { command: `git -C ${shellWord(root)} worktree remove ${shellWord(path)}` },
      ),
    );
}

/** Git's records of worktrees that are not on disk and belong to no session. */
async function stale({ root }: Repository, sessions: readonly SessionRecord[]): Promise<Finding[]> {
  const ours = join(root, '.lulu', 'worktrees');
  const owned = new Set(sessions.map(({ facts }) => facts.worktree));
  const records = await listWorktrees(root);
  return records
    .filter(({ path }) => path.startsWith(`${ours}/`) && !owned.has(path) && !existsSync(path))
    .map(({ path }) =>
      warning(
        `git lists a worktree that is not there: ${path}`,
        'Forget it: `git worktree prune`',
        { command: `git -C ${shellWord(root)} worktree prune` },
      ),
    );
}

function warning(
  text: string,
  action: string,
  more: Pick<Finding, 'command' | 'sessionId'> = {},
): Finding {
  return { level: 'warning', topic: 'worktree', text, action, ...more };
}

/** As a person would type it. */
function shellWord(text: string): string {
  return /^[\w./~@%+:,-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
