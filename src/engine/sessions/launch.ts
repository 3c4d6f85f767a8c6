import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { EventBody } from '../../contract/events.ts';
import { PermissionMode } from '../../contract/requests.ts';
import { failpoint } from '../failpoint.ts';
import type { Adapter } from '../agents/adapter.ts';
import type { Environment } from '../agents/environment.ts';
import { makeFolder } from '../agents/make-folder.ts';
import type { LiveSession } from './live-session.ts';
import type { Trash } from './trash.ts';
import { ensureWorktree } from './worktree.ts';

/** How to start an agent: what the process host needs besides the run's place. */
export interface LaunchPlan {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/**
 * Gets everything ready for a run: finds the agent's program, makes the worktree where there is none,
 * and puts the environment together.
 *
 * The program comes first: a session whose agent is missing leaves nothing behind in the repository.
 *
 * @throws {AgentError} where the agent cannot be found; {GitError} where the worktree cannot be made.
 */
export async function prepareLaunch(options: {
  session: LiveSession;
  adapter: Adapter;
  base: Environment;
  setting: string | null;
  /** The folder of the session's runs, absolute. */
  folder: string;
  trash: Trash;
  /** Records what happened on the way. */
  said: (event: EventBody) => Promise<unknown>;
  /** It is wanted no more. */
  signal: AbortSignal;
}): Promise<LaunchPlan> {
  const { session, adapter, folder } = options;
  const { facts } = session;
  const env = adapter.environment(options.base, await readEnvironment(folder));
  const program = await adapter.locate({
    env,
    agentBin: session.options.agentBin,
    setting: options.setting,
  });
  const made = await ensureWorktree(session, options.trash, options.signal);
  failpoint('worktree-made');
  if (made !== null)
    await options.said({ type: 'notice', payload: { kind: 'worktree', text: made } });
  if (facts.conversation !== undefined) {
    await adapter.archive?.bring({ env, ...facts.conversation, cwd: facts.worktree });
  }
  const { file, args } = adapter.command({
    program,
    conversationId: facts.conversation?.id ?? session.id,
    resume: facts.agentSeen,
    permissionMode: chosenMode(session),
    model: facts.chosenModel ?? session.options.model,
  });
  return { file, args, cwd: facts.worktree, env };
}

/** What was chosen while the session went on wins over what it began with. */
function chosenMode({ facts, options }: LiveSession): PermissionMode {
  const chosen = v.safeParse(PermissionMode, facts.chosenMode);
  return chosen.success ? chosen.output : options.permissionMode;
}

const environmentFile = 'environment.json';

/** Keeps what `--env` gave, readable by this user alone; it serves every run of the session. */
export async function writeEnvironment(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  makeFolder(folder);
  if (Object.keys(env).length === 0) return;
  const path = join(folder, environmentFile);
  await writeFile(`${path}.new`, JSON.stringify(env), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}

async function readEnvironment(folder: string): Promise<Record<string, string>> {
  const path = join(folder, environmentFile);
  if (!existsSync(path)) return {};
  return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
}
