import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { SessionId } from '../../contract/ids.ts';
import type { Finding } from '../../contract/requests.ts';
import { exists } from '../git/file-system.ts';
import { GitError } from '../git/git-error.ts';
import { resolveRepository, type Repository } from '../git/repository.ts';
import type { WorktreeRecord } from '../git/worktree-list.ts';
import { findRecord, listRecords, recordNamedBy } from '../git/worktree-records.ts';
import { listWorktrees } from '../git/worktrees.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';

/** What is known of one repository, from each of the three that know something. */
interface World {
  readonly root: string;
  readonly commonDir: string;
  readonly sessions: readonly SessionRecord[];
  /** Git's list of worktrees. */
  readonly listed: readonly WorktreeRecord[];
  /** Git's records by their names, which are those of the sessions they were made for, and where they say their worktree is. */
  readonly records: ReadonlyMap<string, string>;
  /** Folders among the worktrees that no session owns, by the name of the record they say is theirs. */
  readonly strangers: ReadonlyMap<string, string | null>;
}

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
    const world = await look(await resolveRepository(path), sessions);
    const moved = new Set<string>();
    const own = await Promise.all(
      sessions
        .filter(({ deletedAt, facts }) => deletedAt === null && facts.worktreeMade)
        .map((session) => ofSession(world, session, moved)),
    );
    return [
      ...own.flat(),
      ...(await unknown(world, moved)),
      ...(await stale(world)),
      ...(await inTrash(world)),
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

async function look(
  { root, commonDir }: Repository,
  sessions: readonly SessionRecord[],
): Promise<World> {
  const owned = new Set(sessions.map(({ facts }) => facts.worktree));
  const strangers = new Map<string, string | null>();
  for (const { name } of await foldersIn(join(root, '.lulu', 'worktrees'))) {
    const path = join(root, '.lulu', 'worktrees', name);
    if (!owned.has(path)) strangers.set(path, await recordNamedBy(path));
  }
  const listed = await listWorktrees(root);
  return { root, commonDir, sessions, listed, records: await listRecords(commonDir), strangers };
}

/** One session's worktree: gone, moved away, or not known to git any more. `moved` hears where to. */
async function ofSession(
  { root, commonDir, records, strangers }: World,
  { id, facts: { name, worktree } }: SessionRecord,
  moved: Set<string>,
): Promise<Finding[]> {
  const resume = `(lulu resume ${id} --prompt …)`;
  if (await exists(worktree)) {
    const isRecorded = (await findRecord(commonDir, worktree)) !== null;
    if (isRecorded && (await exists(join(worktree, '.git')))) return [];
    const text = `git and the worktree of "${name}" do not know each other any more: ${worktree}`;
    const action = `Resume the session: they are put together again, and its files stay as they are ${resume}`;
    return [warning(text, action, { sessionId: id })];
  }
  const place = records.get(id);
  const byGit = place !== undefined && place !== worktree && (await exists(place)) ? place : null;
  const byHand = [...strangers].find(([, record]) => record === id)?.[0] ?? null;
  const there = byGit ?? byHand;
  if (there !== null) {
    moved.add(there);
    const words = [there, worktree].map(shellWord).join(' ');
    const command =
      byGit === null ? `mv -n -- ${words}` : `git -C ${shellWord(root)} worktree move ${words}`;
    const text = `The worktree of "${name}" was moved to ${there}`;
    return [warning(text, `Move it back to ${worktree}`, { command })];
  }
  return [
    warning(
      `The worktree of "${name}" is gone: ${worktree}`,
      `Resume the session: its worktree is made again from its last snapshot, else from what git still knows of it, else at its base ${resume}`,
      { sessionId: id },
    ),
  ];
}

/** Folders among the worktrees that no session owns. */
async function unknown(
  { root, listed, strangers }: World,
  moved: ReadonlySet<string>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const path of strangers.keys()) {
    if (moved.has(path)) continue;
    if (isSessionFolder(path)) {
      findings.push(elsewhere(`No session of this data directory owns the folder ${path}`, path));
      continue;
    }
    const text = `No session owns the folder ${path}`;
    const look = 'Look whether you need what is in it; then';
    const record = listed.find((each) => each.path === path);
    if (record !== undefined)
      findings.push(
        warning(text, ...removal(root, record, `${look} \`git worktree remove\` it yourself`)),
      );
    else if ((await readdir(path).catch(() => ['?'])).length === 0)
      findings.push(
        warning(text, 'It is empty: remove it', { command: `rmdir -- ${shellWord(path)}` }),
      );
    else
      findings.push(
        warning(text, `${look} move it away or remove it yourself`, {
          command: `ls -la -- ${shellWord(path)}`,
        }),
      );
  }
  return findings;
}

/** Whether Lulu made it, for a session that this data directory may not know: another one may. */
function isSessionFolder(path: string): boolean {
  return v.is(SessionId, basename(path));
}

/** What may be another data directory's is only looked at: with a record git would forget commits and index. */
function elsewhere(text: string, path: string): Finding {
  const action =
    'Leave it where another data directory has its session (`lulu show ID --data-dir DIR`). If none has, look whether you need what is in it';
  return warning(text, action, { command: `ls -la -- ${shellWord(path)}` });
}

/** Git's records of worktrees that are not on disk and belong to no session. */
async function stale({ root, commonDir, sessions, listed }: World): Promise<Finding[]> {
  const ours = join(root, '.lulu', 'worktrees');
  const owned = new Set(sessions.map(({ facts }) => facts.worktree));
  const findings: Finding[] = [];
  for (const record of listed) {
    const { path } = record;
    if (dirname(path) !== ours || owned.has(path) || (await exists(path))) continue;
    const text = `git lists a worktree that is not there: ${path}`;
    if (isSessionFolder(path)) {
      const folder = await findRecord(commonDir, path);
      findings.push(
        elsewhere(`${text}, of a session that this data directory does not know`, folder ?? root),
      );
    } else
      findings.push(warning(text, ...removal(root, record, 'Forget it: `git worktree remove`')));
  }
  return findings;
}

/** What the trash holds of sessions that nobody knows. */
async function inTrash({ root, sessions }: World): Promise<Finding[]> {
  const known = new Set<string>(sessions.map(({ id }) => id));
  const folder = join(root, '.lulu', 'trash');
  const lost = (await foldersIn(folder)).filter(({ name }) => !known.has(name));
  return lost.map(({ name }) => {
    const path = join(folder, name);
    return elsewhere(
      `The trash holds files of a session that this data directory does not know: ${path}`,
      path,
    );
  });
}

/**
 * How git forgets this worktree and no other: `prune` would forget those of sessions that are only
 * missing too. It refuses where there are changes, or a lock, which then is the first to go.
 */
function removal(
  root: string,
  { path, locked }: WorktreeRecord,
  action: string,
): [string, { command: string }] {
  const git = `git -C ${shellWord(root)} worktree`;
  if (locked === null) {
    return [action, { command: `${git} remove ${shellWord(path)}` }];
  }
  const reason = locked === '' ? '' : ` (${locked})`;
  const unlock = `Somebody has locked it${reason}: unlock it if that is over, then check up again`;
  return [unlock, { command: `${git} unlock ${shellWord(path)}` }];
}

function foldersIn(path: string): Promise<Dirent[]> {
  return readdir(path, { withFileTypes: true }).catch(() => []);
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
