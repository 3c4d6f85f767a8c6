/** Ending processes: the group, or everything that carries a run's marker. */
import { setTimeout as delay } from 'node:timers/promises';
import { findProcess, hasProcess, signalProcess, type Identity } from './identity.ts';
import type { Marked, ProcessId } from './process-table.ts';
import { SharedLook } from './shared-look.ts';
import { isOutOfFiles } from '../spare-file.ts';
import { processTable } from './this-machine.ts';

/** Every marked process of this machine by run id. */
export type MarkedByRun = ReadonlyMap<string, readonly ProcessId[]>;

const machine = new SharedLook(async () => byRun(await processTable().findMarked()));

/** Between two looks, in ms: at first, and at most. Looking reads every process of the machine. */
const passMs = { first: 15, most: 240 } as const;
/** How long the shim may take to write down an agent's end once everything else was killed. */
const shimGraceMs = 1000;

/** Every live process of a run, its shim and feeder included. */
export function markedProcesses(runId: string): readonly ProcessId[] {
  return processTable()
    .marked()
    .filter((process) => process.runId === runId);
}

/** Every marked process of this machine by run id; other engines' runs are among them. */
export function allMarked(): MarkedByRun {
  return byRun(processTable().marked());
}

function byRun(processes: readonly Marked[]): MarkedByRun {
  return Map.groupBy(processes, ({ runId }) => runId);
}

/**
 * Whether a run is alive: its shim, its agent, or anything that carries its marker.
 * A feeder alone is not a sign of life: it serves nobody.
 *
 * `look` is only asked where shim and agent are gone; who asks after many runs can give all one answer.
 */
export function isAlive(identity: Identity, look: () => MarkedByRun = allMarked): boolean {
  if (identity.bootId !== processTable().bootId()) return false;
  if (hasProcess(identity)) return true;
  const marked = look().get(identity.marker) ?? [];
  return marked.some((process) => !same(process, identity.feeder));
}

/** Gives the agent a real end of file, once it has answered all it was sent. False: it had one already. */
export function endInput(identity: Identity): boolean {
  return signalProcess(identity.feeder, 'SIGTERM');
}

/**
 * Signals the run's process group. SIGKILL spares the shim, so that it can still record the exit.
 * False where nothing of the group's own processes is left; a stranger's group is never signalled.
 */
export function signalGroup(identity: Identity, signal: NodeJS.Signals): boolean {
  if (!hasProcess(identity)) return false;
  const group = identity.shim.pid;
  if (signal === 'SIGKILL') {
    const others = processTable()
      .inGroup(group)
      .filter((process) => process.pid !== group);
    return others.map((process) => signalProcess(process, signal)).includes(true);
  }
  const member = findProcess(identity.shim) ?? findProcess(identity.agent);
  if (member?.group !== group) return false;
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

export interface SweepOptions {
  /** How long to look for an end, in ms. */
  readonly deadlineMs?: number;
  /** The run's shim, which is given a moment to record the exit before it is signalled too. */
  readonly shim?: ProcessId;
  /** What is there, seen by a look that begins after the question; the machine's unless given. */
  readonly look?: () => Promise<MarkedByRun>;
}

/**
 * Signals everything that carries the run's marker, wherever it hides, and again whatever appears
 * meanwhile. Resolves to what is still alive: empty means verified dead, twice in a row. All sweeps that
 * wait for a look share it.
 *
 * @throws where the system let it see nothing until the deadline: then nothing is verified.
 */
export async function sweep(
  runId: string,
  signal: NodeJS.Signals,
  { deadlineMs = 3000, shim, look = () => machine.ask() }: SweepOptions = {},
): Promise<readonly ProcessId[]> {
  const startedAt = performance.now();
  const signalled = new Set<string>();
  let emptyPasses = 0;
  let pauseMs: number = passMs.first;
  for (;;) {
    const seen = await look().catch((error: unknown) => {
      if (!isOutOfFiles(error) || performance.now() - startedAt > deadlineMs) throw error;
      return null;
    });
    if (seen === null) {
      await delay(passMs.most);
      continue;
    }
    const alive = seen.get(runId) ?? [];
    emptyPasses = alive.length === 0 ? emptyPasses + 1 : 0;
    const elapsedMs = performance.now() - startedAt;
    // Twice: a process that is just being replaced by exec shows no environment for an instant.
    if (emptyPasses === 2 || elapsedMs > deadlineMs) return alive;
    for (const process of alive) {
      const spared = shim !== undefined && same(process, shim) && elapsedMs < shimGraceMs;
      const key = `${process.pid} ${process.startedAt}`;
      if (spared || signalled.has(key)) continue;
      signalled.add(key);
      signalProcess(process, signal);
    }
    pauseMs = alive.length === 0 ? passMs.first : Math.min(pauseMs * 1.5, passMs.most);
    await delay(pauseMs);
  }
}

function same(a: ProcessId, b: ProcessId): boolean {
  return a.pid === b.pid && a.startedAt === b.startedAt;
}
