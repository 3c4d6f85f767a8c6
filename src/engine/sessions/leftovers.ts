/** What lies about in a repository and belongs to no session: told, never removed. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { SessionId } from '../../contract/ids.ts';
import type { Finding } from '../../contract/requests.ts';
import { exists } from '../git/file-system.ts';
import type { WorktreeRecord } from '../git/worktree-list.ts';
import { findRecord } from '../git/worktree-records.ts';
import { foldersIn, type Census } from './worktree-census.ts';
import { shellWord, warning } from './worktree-warning.ts';

/** Folders among the worktrees that no session owns. `moved`: those it does own, in another place. */
export async function unowned(
  census: Census,
  moved: ReadonlySet<string | null>,
): Promise<Finding[]> {
  const paths = [...census.strangers.keys()].filter((path) => !moved.has(path));
  return await Promise.all(
    paths.map(async (path) =>
      isSessionFolder(path)
        ? elsewhere(`No session of this data directory owns the folder ${path}`, path)
        : warning(`No session owns the folder ${path}`, ...(await farewell(census, path))),
    ),
  );
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

type Advice = [action: string, more: { command: string }];

/** How to be rid of a folder without losing what may be needed. */
async function farewell({ root, listed }: Census, path: string): Promise<Advice> {
  const look = 'Look whether you need what is in it; then';
  const record = listed.find((each) => each.path === path);
  if (record !== undefined) {
    return removal(root, record, `${look} \`git worktree remove\` it yourself`);
  }
  const isEmpty = (await readdir(path).catch(() => ['?'])).length === 0;
  return isEmpty
    ? ['It is empty: remove it', { command: `rmdir -- ${shellWord(path)}` }]
    : [`${look} move it away or remove it yourself`, { command: `ls -la -- ${shellWord(path)}` }];
}

/** Git's records of worktrees that are not on disk and belong to no session. */
export async function stale({ root, commonDir, sessions, listed }: Census): Promise<Finding[]> {
  const ours = join(root, '.lulu', 'worktrees');
  const owned = new Set(sessions.map(({ facts }) => facts.worktree));
  const findings: Finding[] = [];
  for (const record of listed) {
    const { path } = record;
    if (dirname(path) !== ours || owned.has(path) || (await exists(path))) continue;
    const text = `git lists a worktree that is not there: ${path}`;
    if (isSessionFolder(path)) {
      const whose = `${text}, of a session that this data directory does not know`;
      findings.push(elsewhere(whose, (await findRecord(commonDir, path)) ?? root));
    } else {
      findings.push(warning(text, ...removal(root, record, 'Forget it: `git worktree remove`')));
    }
  }
  return findings;
}

/** What the trash holds of sessions that nobody knows. */
export async function inTrash({ root, sessions }: Census): Promise<Finding[]> {
  const known = new Set<string>(sessions.map(({ id }) => id));
  const folder = join(root, '.lulu', 'trash');
  const lost = (await foldersIn(folder)).filter(({ name }) => !known.has(name));
  return lost.map(({ name }) => {
    const path = join(folder, name);
    const text = `The trash holds files of a session that this data directory does not know: ${path}`;
    return elsewhere(text, path);
  });
}

/**
 * How git forgets this worktree and no other: `prune` would forget those of sessions that are only
 * missing too. It refuses where there are changes, or a lock, which then is the first to go.
 */
function removal(root: string, { path, locked }: WorktreeRecord, action: string): Advice {
  const git = `git -C ${shellWord(root)} worktree`;
  if (locked === null) {
    return [action, { command: `${git} remove ${shellWord(path)}` }];
  }
  const reason = locked === '' ? '' : ` (${locked})`;
  const unlock = `Somebody has locked it${reason}: unlock it if that is over, then check up again`;
  return [unlock, { command: `${git} unlock ${shellWord(path)}` }];
}
