/** Preparing a run's folder and starting its processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { chmod, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentError, fileError, isDiskFailure } from '../agent-error.ts';
import { makeFolder } from '../make-folder.ts';
import type { Identity } from './identity.ts';
import { markerName } from './marker.ts';
import type { ProcessId } from './process-table.ts';
import { parsePids, shimArguments } from './shim.ts';
import { sweep } from './signals.ts';
import { processTable } from './this-machine.ts';

export interface Start {
  /** The run's folder, prepared; absolute. */
  readonly dir: string;
  readonly runId: string;
  /** The agent's program; absolute, or found on the PATH of `env`. */
  readonly file: string;
  readonly args: readonly string[];
  /** The session's worktree. */
  readonly cwd: string;
  /** The agent's whole environment; the marker is added. */
  readonly env: Readonly<Record<string, string>>;
}

/** A shim starts in milliseconds; this is for a machine on its knees. */
const startDeadlineMs = 20_000;
const pollMs = 5;

/**
 * Makes a run's folder (0700) with its input, output and error files (0600), all empty.
 *
 * @throws {AgentError} `disk` or `broken` where the folder cannot be written.
 */
export async function prepareRun(dir: string): Promise<void> {
  try {
    makeFolder(dir);
    await chmod(dir, 0o700);
    for (const name of ['in.jsonl', 'out.jsonl', 'err.log']) {
      await (await open(join(dir, name), 'a', 0o600)).close();
    }
  } catch (error) {
    throw fileError(`The run's folder ${dir} cannot be prepared`, error);
  }
}

/**
 * Starts a run and resolves to its identity, before the agent has got any input. The processes are
 * detached: they outlive this one. A program that cannot be executed is no error here: the run ends
 * with exit code 126 or 127 and says why in `err.log`.
 *
 * @throws {AgentError} `gone` without folder or worktree; `spawn` when the system refuses; `disk` when
 *   nothing can be written.
 */
export async function startRun(start: Start): Promise<Identity> {
  const { dir, runId, cwd } = start;
  // Asked before anything is started: it throws where runs cannot work.
  const bootId = processTable().bootId();
  if (!isFolder(cwd)) throw new AgentError('gone', `The worktree ${cwd} is not there any more.`);
  if (!isFolder(dir))
    throw new AgentError('gone', `The run's folder ${dir} is not there any more.`);
  for (const name of ['pids', 'in', 'exit', 'exit.new']) await rm(join(dir, name), { force: true });
  const shim = await spawnShim(start);
  const pids = await awaitPids(shim, start);
  const who = (pid: number): ProcessId => ({ pid, startedAt: startTime(pid, pids.shim) });
  return {
    shim: who(pids.shim),
    feeder: who(pids.feeder),
    agent: who(pids.agent),
    bootId,
    marker: runId,
    dir,
  };
}

async function spawnShim({ dir, runId, file, args, cwd, env }: Start): Promise<ChildProcess> {
  const fds: number[] = [];
  try {
    const out = openSync(join(dir, 'out.jsonl'), 'a', 0o600);
    fds.push(out);
    const err = openSync(join(dir, 'err.log'), 'a', 0o600);
    fds.push(err);
    const child = spawn('/bin/sh', shimArguments(dir, file, args), {
      cwd,
      env: { ...env, [markerName]: runId },
      detached: true,
      stdio: ['ignore', out, err],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return child;
  } catch (error) {
    if (isDiskFailure(error)) throw fileError(`The run's folder ${dir} cannot be written`, error);
    const detail = error instanceof Error ? error.message : String(error);
    throw new AgentError('spawn', `The agent's process could not be started: ${detail}`, error);
  } finally {
    for (const fd of fds) closeSync(fd);
  }
}

async function awaitPids(
  shim: ChildProcess,
  { dir, runId }: Start,
): Promise<NonNullable<ReturnType<typeof parsePids>>> {
  const startedAt = performance.now();
  for (;;) {
    // Whether it has ended is asked first: what it wrote before that is then complete.
    const ended = shim.exitCode !== null || shim.signalCode !== null;
    const pids = parsePids(readText(join(dir, 'pids')));
    if (pids !== null) return pids;
    if (ended || performance.now() - startedAt > startDeadlineMs) {
      await sweep(runId, 'SIGKILL');
      await checkDisk(dir);
      const said = readText(join(dir, 'err.log')).trim().split('\n').at(-1) ?? '';
      const why = said === '' ? (ended ? 'its shell ended at once' : 'it took too long') : said;
      throw new AgentError('spawn', `The agent's process could not be started: ${why}`);
    }
    await delay(pollMs);
  }
}

/** A shim that could write nothing could not say so either. @throws {AgentError} `disk` */
async function checkDisk(dir: string): Promise<void> {
  const path = join(dir, 'probe');
  try {
    await writeFile(path, 'x', { mode: 0o600 });
    await rm(path, { force: true });
  } catch (error) {
    throw fileError(`The run's folder ${dir} cannot be written`, error);
  }
}

/** A process that has ended already gets a start time nothing matches. */
function startTime(pid: number, group: number): string {
  const facts = processTable().read(pid);
  return facts?.group === group ? facts.startedAt : 'ended';
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
