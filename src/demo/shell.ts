/** The Bash tool. */
import { spawn } from 'node:child_process';
import { textAt, type Json } from './json.ts';
import { Interrupted } from './patience.ts';
import type { ToolAnswer } from './voice.ts';

/** Output kept of one command, in characters. */
const keep = 30_000;
const running = new Set<number>();

/**
 * Runs `command` for real, in a session of its own as Claude Code does: a signal to the agent's
 * process group does not reach it.
 *
 * @throws {Interrupted} when `signal` is aborted; the command is killed first.
 */
export function bash(input: Json, signal: AbortSignal): Promise<ToolAnswer> {
  const command = textAt(input, 'command') ?? '';
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const stop = (): void => {
      if (pid !== undefined) killGroup(pid);
      reject(new Interrupted('tools'));
    };
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.on('close', (code, by) => {
      if (pid !== undefined) running.delete(pid);
      signal.removeEventListener('abort', stop);
      resolve(answer(stdout.slice(0, keep), stderr.slice(0, keep), code, by));
    });
  });
}

/** Kills what is running, so that a signal to the agent leaves nothing of its commands behind. */
export function killCommands(): void {
  for (const pid of running) killGroup(pid);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It was over a moment earlier.
  }
}

function answer(out: string, err: string, code: number | null, by: string | null): ToolAnswer {
  const text = [out, err]
    .filter((part) => part !== '')
    .join('\n')
    .trimEnd();
  const failed = code !== 0;
  const content = failed ? `Exit code ${String(code ?? by)}\n${text}` : text;
  return {
    content: content === '' ? '(no output)' : content,
    isError: failed,
    detail: failed
      ? `Error: ${content}`
      : { stdout: out, stderr: err, interrupted: false, isImage: false, noOutputExpected: false },
  };
}
