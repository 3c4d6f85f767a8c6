/** How Claude Code is started. Pure. */
import type { Command, Launch } from '../adapter.ts';

/** Up to 2.1.112 the CLI is a script and may be named as such; our own demo agent is one too. */
const script = /\.[cm]?[jt]s$/u;

/**
 * Partial messages are only ever shown, never stored, and cost one line of output a piece of text;
 * without them the timeline would stand still while a long answer is written. Replayed prompts tell
 * when one that was sent into a turn has been taken up, in versions that have no other word for it.
 */
export function claudeCommand(launch: Launch): Command {
  const { program, conversationId, resume, permissionMode, model } = launch;
  return programCommand(program, [
    '-p',
    ...['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    '--include-partial-messages',
    '--replay-user-messages',
    ...['--permission-prompt-tool', 'stdio', '--permission-mode', permissionMode],
    ...[resume ? '--resume' : '--session-id', conversationId],
    ...(model === null ? [] : ['--model', model]),
  ]);
}

/** Whether a program is a script for Node, which needs no permission to execute. */
export function isScript(program: string): boolean {
  return script.test(program);
}

/** A script runs on the Node we run on, whatever is or is not on the PATH. */
export function programCommand(program: string, args: readonly string[]): Command {
  return isScript(program)
    ? { file: process.execPath, args: [program, ...args] }
    : { file: program, args };
}
