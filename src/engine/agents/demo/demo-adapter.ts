/** The demo agent: ours, and driven exactly like Claude Code. */
import { stat } from 'node:fs/promises';
import { AgentError } from '../agent-error.ts';
import type { Adapter } from '../adapter.ts';
import { checkProgram } from '../claude/check.ts';
import { streamJson } from '../claude/claude-adapter.ts';
import { claudeEnvironment } from '../claude/environment.ts';

/** @param program The demo agent's script, absolute: a part of Lulu, whose place the host knows. */
export function demoAdapter(program: string): Adapter {
  return {
    ...streamJson,
    id: 'demo',
    label: 'Demo',
    archive: null,
    locate: async ({ agentBin }) => {
      const path = agentBin ?? program;
      const found = await stat(path).catch(() => null);
      if (found?.isFile() === true) return path;
      const advice =
        agentBin === null
          ? 'Install Lulu again.'
          : 'Check what --agent-bin names, or leave it out.';
      throw new AgentError('missing', `The demo agent ${path} is missing. ${advice}`);
    },
    check: (path, env) => checkProgram(path, claudeEnvironment(env, {})),
  };
}
