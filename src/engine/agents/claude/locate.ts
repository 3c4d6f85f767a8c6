/** Finding Claude Code. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { AgentError } from '../agent-error.ts';
import type { Search } from '../adapter.ts';
import type { Environment } from '../environment.ts';
import { isScript } from './command.ts';

const advice =
  'Install Claude Code (npm install -g @anthropic-ai/claude-code), name its program with --agent-bin or in the settings, or try the demo agent: --agent demo';

/**
 * Where Claude Code is: the program that was named, else the first on the PATH, else in the usual
 * places. A program that is there but cannot be run does not hide a good one further on.
 *
 * @throws {AgentError} `missing` or `not-executable`: everywhere it was looked for, and what to do.
 */
export async function locateClaude({ env, agentBin, setting }: Search): Promise<string> {
  if (agentBin !== null) return await named(agentBin, '--agent-bin', env);
  if (setting !== null) return await named(setting, 'the settings', env);
  const places = candidates(env);
  const problems: string[] = [];
  for (const place of places) {
    const found = await inspect(place);
    if (found === 'program') return place;
    if (found !== 'missing') problems.push(`${place} is ${found}`);
  }
  if (problems.length > 0) {
    throw new AgentError(
      'not-executable',
      `Claude Code cannot be run: ${problems.join('; ')}. ${advice}.`,
    );
  }
  const looked = [...new Set(places.map((place) => dirname(place)))].join(', ');
  throw new AgentError(
    'missing',
    `Claude Code was not found. Looked for "claude" in: ${looked}. ${advice}.`,
  );
}

type Inspection = 'program' | 'missing' | 'a folder, not a program' | 'not executable';

async function named(program: string, by: string, env: Environment): Promise<string> {
  const path = expand(program, env);
  const found = await inspect(path);
  if (found === 'program') return path;
  const kind = found === 'missing' ? 'missing' : 'not-executable';
  const what = found === 'missing' ? 'does not exist' : `is ${found}`;
  throw new AgentError(kind, `The program named by ${by}, ${path}, ${what}. ${advice}.`);
}

function expand(program: string, env: Environment): string {
  const home = env['HOME'];
  const atHome = home !== undefined && program.startsWith('~/');
  return atHome ? join(home, program.slice(2)) : resolve(program);
}

function candidates(env: Environment): readonly string[] {
  const home = env['HOME'];
  const prefix = env['npm_config_prefix'] ?? env['NPM_CONFIG_PREFIX'];
  const folders = [
    ...(env['PATH'] ?? '').split(delimiter).filter(isAbsolute),
    ...(home === undefined
      ? []
      : [join(home, '.local/bin'), join(home, '.claude/local'), join(home, '.npm-global/bin')]),
    '/usr/local/bin',
    '/opt/homebrew/bin',
    ...(prefix === undefined ? [] : [join(prefix, 'bin')]),
    // Where npm puts global programs: beside the Node that runs it.
    dirname(process.execPath),
  ];
  return [...new Set(folders)].map((folder) => join(folder, 'claude'));
}

async function inspect(path: string): Promise<Inspection> {
  try {
    if ((await stat(path)).isDirectory()) return 'a folder, not a program';
  } catch {
    return 'missing';
  }
  const mode = isScript(path) ? constants.R_OK : constants.X_OK;
  return await access(path, mode).then(
    () => 'program' as const,
    () => 'not executable' as const,
  );
}
