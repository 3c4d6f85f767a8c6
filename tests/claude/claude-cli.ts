/** The real Claude Code CLI, kept away from everything but the scripted Messages API. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findClaude, findPlainClaude } from '../../scripts/claude.mjs';
import { AgentProcess } from '../helpers/agent-process.ts';
import { endProcessesWith } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { startMessagesApi, type MessagesApi } from './messages-api.ts';

/** Undefined where there is none: its tests are skipped then, and say so. */
export const claude = findClaude();

/** The last version that is a script for Node, with an older dialect; undefined where it is not installed. */
export const plainClaude = findPlainClaude();

export interface Stage {
  /** Everything the CLI may touch, gone when the test is over. */
  readonly folder: string;
  readonly api: MessagesApi;
  /** The CLI's whole environment: a home of its own, a made-up key, one address to talk to. */
  readonly env: Record<string, string>;
}

/** A folder, an API and an environment for one test. */
export async function setStage(): Promise<Stage> {
  const folder = temporaryFolder();
  // Agents outlive whoever started them, on purpose: a test that failed half-way must not leave one.
  onTestFinished(() => endProcessesWith(`HOME=${folder}`));
  const api = await startMessagesApi();
  onTestFinished(() => api.close());
  const home = join(folder, 'home');
  await mkdir(home);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'sk-ant-made-up-for-a-test',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
  };
  return { folder, api, env };
}

/** The CLI driven directly, in an empty folder of its own; killed when the test is over. */
export async function startClaude(stage: Stage): Promise<{ agent: AgentProcess; cwd: string }> {
  if (claude === undefined) throw new Error('Claude Code is not installed');
  const cwd = join(stage.folder, 'work');
  await mkdir(cwd);
  const child = spawn(
    claude,
    [
      ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
      ...['--permission-prompt-tool', 'stdio', '--permission-mode', 'acceptEdits'],
    ],
    { cwd, env: stage.env, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return { agent: new AgentProcess(child), cwd };
}
