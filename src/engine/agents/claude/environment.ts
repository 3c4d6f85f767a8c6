/** The environment an agent gets. Pure. */
import type { Environment } from '../environment.ts';

/** Marks of a surrounding agent session: inherited, they would make ours believe it is its child. */
const surrounding: ReadonlySet<string> = new Set([
  'CLAUDECODE',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_SESSION_ID',
  'CLAUDE_PID',
  'CLAUDE_CODE_CHILD_SESSION',
  'CLAUDE_CODE_MESSAGING_SOCKET',
  'AI_AGENT',
]);

/** The engine's environment without those marks, then the session's own values. Authentication passes through. */
export function claudeEnvironment(base: Environment, extra: Environment): Record<string, string> {
  const inherited = Object.entries(base).filter(([name]) => !surrounding.has(name));
  const environment: Record<string, string> = {};
  for (const [name, value] of [...inherited, ...Object.entries(extra)]) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
