/** Asking Claude Code for its version: whether the program runs at all. */
import type { ExecaError } from 'execa';
import { AgentError } from '../agent-error.ts';
import type { Environment } from '../environment.ts';
import { programCommand } from './command.ts';
import { plainLine } from './json.ts';

/** 12 ms for the native program; the old scripts take a second on a slow disk. */
const patienceMs = 15_000;

/**
 * @throws {AgentError} `not-executable` when the system refuses to run it, `broken` when it fails,
 * hangs, or says nothing that looks like a version.
 */
export async function checkProgram(
  program: string,
  env: Readonly<Record<string, string>>,
  timeoutMs = patienceMs,
): Promise<{ readonly version: string }> {
  const { file, args } = programCommand(program, ['--version']);
  const said = await run(file, args, env, timeoutMs).catch((error: unknown) => {
    throw describe(program, error, timeoutMs);
  });
  const version = /\d+\.\d+\.\d+[\w.+-]*/u.exec(said)?.[0];
  if (version !== undefined) return { version };
  const words = plainLine(said, 100) ?? 'nothing';
  throw new AgentError(
    'broken',
    `${program} does not look like Claude Code: asked for its version it said "${words}". Name the right program with --agent-bin.`,
  );
}

async function run(
  file: string,
  args: readonly string[],
  env: Environment,
  timeoutMs: number,
): Promise<string> {
  const { execa } = await import('execa');
  const { stdout } = await execa(file, args, {
    env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    // A wrapper's child would otherwise keep the pipe, and us waiting for its end.
    killDescendants: true,
    maxBuffer: 64 * 1024,
  });
  return stdout;
}

function describe(program: string, error: unknown, timeoutMs: number): AgentError {
  if (!isExecaError(error)) {
    return new AgentError('broken', `${program} could not be asked for its version.`, error);
  }
  const advice = 'Install Claude Code again, or name another program with --agent-bin.';
  if (error.code === 'EACCES' || error.code === 'ENOENT' || error.code === 'ENOEXEC') {
    const why = `the system refuses to run it (${error.code})`;
    return new AgentError('not-executable', `${program} cannot be run: ${why}. ${advice}`, error);
  }
  const words = typeof error.stderr === 'string' ? plainLine(error.stderr) : null;
  const why = error.timedOut
    ? `it did not give its version within ${String(timeoutMs / 1000)} s`
    : (words ?? error.shortMessage);
  return new AgentError('broken', `${program} is broken: ${why}. ${advice}`, error);
}

/** By name: asking for its class would load execa. */
function isExecaError(error: unknown): error is ExecaError {
  return error instanceof Error && error.name === 'ExecaError';
}
