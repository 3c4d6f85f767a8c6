import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { posixHost, type Identity } from '../../../src/engine/agents/process-host.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

export interface LiveRun {
  readonly dir: string;
  readonly cwd: string;
  readonly runId: string;
  readonly identity: Identity;
  output(): string;
  errors(): string;
}

/** A run of `file` in folders of its own; everything that carries its marker ends with the test. */
export async function startLiveRun(
  file: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<LiveRun> {
  const cwd = temporaryFolder();
  const dir = join(cwd, 'run');
  const runId = randomUUID();
  endWithTest(runId);
  await posixHost.prepareRun(dir);
  const PATH = process.env['PATH'] ?? '';
  const identity = await posixHost.startRun({ dir, runId, file, args, cwd, env: { PATH, ...env } });
  return { dir, cwd, runId, identity, ...readers(dir) };
}

export function readers(dir: string): Pick<LiveRun, 'output' | 'errors'> {
  return {
    output: () => readFileSync(join(dir, 'out.jsonl'), 'utf8'),
    errors: () => readFileSync(join(dir, 'err.log'), 'utf8'),
  };
}

export function endWithTest(runId: string): void {
  onTestFinished(async () => {
    await posixHost.sweep(runId, 'SIGKILL');
  });
}

export function fixture(name: string): string {
  return join(import.meta.dirname, 'fixtures', name);
}
