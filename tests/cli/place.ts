/** A data directory, a repository, and commands as a person or a script runs them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { bundle } from '../faults/bundle.ts';
import { startLulu, type LuluCommand, type Place } from '../helpers/lulu-command.ts';
import { endProcessesWith } from '../helpers/processes.ts';
import { createRepository, hermeticEnv, type TestRepository } from '../helpers/repository.ts';

export interface CliPlace extends Place {
  readonly repository: TestRepository;
  /** The environment's mark on everything that is started here: `NAME=value`. */
  readonly mark: string;
  readonly program: string;
}

/** A repository with one commit and an empty data directory. What was started in it ends with the test. */
export async function openPlace(options: { readonly dataDir?: string } = {}): Promise<CliPlace> {
  const { lulu: program } = await bundle();
  const repository = createRepository();
  repository.commit('README.md', 'hello');
  const dataDir = repository.sibling(options.dataDir ?? 'data');
  const home = repository.sibling('home');
  mkdirSync(home);
  const env = {
    ...hermeticEnv,
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LULU_TEST_PLACE: dataDir,
  };
  const mark = `LULU_TEST_PLACE=${dataDir}`;
  onTestFinished(() => endProcessesWith(mark));
  return { repository, dataDir, env, mark, program };
}

/** The arguments of a `run` of the demo agent that plays `steps`. */
export function playing(place: CliPlace, ...steps: readonly object[]): string[] {
  return ['run', '--repo', place.repository.path, '--agent', 'demo', '--prompt', script(...steps)];
}

export function script(...steps: readonly object[]): string {
  return `demo: ${JSON.stringify(steps)}`;
}

/** A background engine, ready. It leaves with the test. */
export async function startEngine(place: Place): Promise<LuluCommand> {
  const engine = startLulu(place, 'serve', '--port', '0');
  await engine.prints('stdout', /"pid"/);
  return engine;
}

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Terminal {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command as typed, without `--json`, to its end. */
export async function typed(
  place: CliPlace,
  args: readonly string[],
  { input, cwd, env = {} }: Terminal = {},
): Promise<Said> {
  const child = spawn(process.execPath, [place.program, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...place.env, LULU_DATA_DIR: place.dataDir, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  }
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}
