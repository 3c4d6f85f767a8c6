/** Processes as /proc tells them. */
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isOutOfFiles, withSpareFile } from '../spare-file.ts';
import { markerIn } from './marker.ts';
import type { Marked, ProcessFacts, ProcessTable } from './process-table.ts';

/** Positions after the closing bracket of the command name, see proc_pid_stat(5). */
const stateAt = 0;
const groupAt = 2;
const startTimeAt = 19;

function read(pid: number): ProcessFacts | null {
  const stat = slurp(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command name may hold spaces and brackets; only its last bracket ends it.
  const fields = stat.toString('latin1', stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[stateAt];
  const startedAt = fields[startTimeAt];
  if (state === undefined || startedAt === undefined || 'ZXx'.includes(state)) return null;
  return { pid, startedAt, group: Number(fields[groupAt]) };
}

/** Processes read in one turn of the event loop: about a millisecond. */
const slice = 32;

/** On a machine that starts processes all the time there is always one more. */
const passes = 4;

function marked(): readonly Marked[] {
  return pids().flatMap(readMarked);
}

async function findMarked(): Promise<readonly Marked[]> {
  const seen = new Set<number>();
  const found: Marked[] = [];
  // Listed again until nothing is new: in the turns between, a process may fork and leave.
  for (let pass = 0; pass < passes; pass += 1) {
    const unseen = pids().filter((pid) => !seen.has(pid));
    if (unseen.length === 0) break;
    for (let at = 0; at < unseen.length; at += slice) {
      if (seen.size > 0) await nextTurn();
      for (const pid of unseen.slice(at, at + slice)) {
        seen.add(pid);
        found.push(...readMarked(pid));
      }
    }
  }
  return found;
}

function readMarked(pid: number): readonly Marked[] {
  const runId = markerIn(slurp(`/proc/${pid}/environ`));
  if (runId === null) return [];
  const facts = read(pid);
  return facts === null ? [] : [{ pid, startedAt: facts.startedAt, runId }];
}

function pids(): readonly number[] {
  return withSpareFile(() => readdirSync('/proc'))
    .map(Number)
    .filter(Number.isInteger);
}

/**
 * Null for what ended meanwhile or belongs to somebody else.
 *
 * @throws at the limit of open files: a process that cannot be looked at is not one that is gone.
 */
function slurp(path: string): Buffer | null {
  try {
    return withSpareFile(() => readFileSync(path));
  } catch (error) {
    if (isOutOfFiles(error)) throw error;
    return null;
  }
}

let bootId: string | null = null;

export const linuxTable: ProcessTable = {
  // Asked for every second and every run; it cannot change while we live.
  bootId: () => (bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()),
  read,
  inGroup: (group) =>
    pids()
      .flatMap((pid) => read(pid) ?? [])
      .filter((p) => p.group === group),
  marked,
  findMarked,
};
