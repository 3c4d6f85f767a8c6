/** The demo agent as a real process with real pipes. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { AgentProcess, type Line } from '../helpers/agent-process.ts';

const program = fileURLToPath(new URL('../../src/demo/main.ts', import.meta.url));

export interface StartOptions {
  readonly cwd: string;
  readonly flags?: readonly string[];
  readonly env?: Record<string, string>;
  /** A file descriptor for standard output instead of a pipe. */
  readonly stdout?: number;
}

/** A running demo agent. */
export class DemoAgent extends AgentProcess {
  script(...steps: Line[]): void {
    this.prompt(`Play this.\ndemo: ${JSON.stringify(steps)}`);
  }
}

/** Starts the agent without pauses in its story; it is killed when the test is over. */
export function startDemoAgent(options: StartOptions): DemoAgent {
  const flags = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json'];
  const asking = ['--verbose', '--permission-prompt-tool', 'stdio'];
  const child = spawn(
    process.execPath,
    [program, ...flags, ...asking, ...(options.flags ?? ['--permission-mode', 'acceptEdits'])],
    {
      cwd: options.cwd,
      stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
      env: {
        ...process.env,
        LULU_DEMO_PACE: '0',
        LULU_DEMO_STATE: join(options.cwd, '..', 'state'),
        ...options.env,
      },
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return new DemoAgent(child);
}
