/** Processes as macOS's `ps` tells them. Best effort: written from its manual page, not run by us. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { markerName } from './marker.ts';
import type { Marked, ProcessFacts, ProcessTable } from './process-table.ts';

interface Entry extends ProcessFacts {
  readonly parent: number;
  readonly rest: string;
}

/** pid, parent, group, state, start (five words: `Sat Nov 21 00:13:47 2026`), then command and environment. */
const row = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s?(.*)$/;
const marker = new RegExp(`(?:^|\\s)${markerName}=(\\S+)`);

function list(selection: readonly string[]): readonly Entry[] {
  return ps(psArguments(selection)).split('\n').flatMap(parse);
}

function psArguments(selection: readonly string[]): string[] {
  const columns = ['pid', 'ppid', 'pgid', 'stat', 'lstart', 'command'];
  return ['-Eww', ...selection, ...columns.flatMap((column) => ['-o', `${column}=`])];
}

function psOptions() {
  const env = { ...process.env, LC_ALL: 'C' };
  return { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
}

function ps(args: readonly string[]): string {
  try {
    return execFileSync('/bin/ps', args, psOptions());
  } catch {
    // `ps -p` exits 1 where there is no such process.
    return '';
  }
}

function parse(line: string): readonly Entry[] {
  const [, pid, parent, group, state, startedAt, rest] = row.exec(line) ?? [];
  if (startedAt === undefined || state === undefined || state.startsWith('Z')) return [];
  return [
    {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      startedAt,
      rest: rest ?? '',
    },
  ];
}

/** The marked ones, and what descends from them: system binaries hide their environment. */
function markedAmong(entries: readonly Entry[]): readonly Marked[] {
  const runs = new Map<number, string>();
  for (const entry of entries) {
    const runId = marker.exec(entry.rest)?.[1];
    if (runId !== undefined) runs.set(entry.pid, runId);
  }
  let before = -1;
  while (runs.size > before) {
    before = runs.size;
    for (const { pid, parent } of entries) {
      const runId = runs.get(parent);
      if (runId !== undefined && !runs.has(pid)) runs.set(pid, runId);
    }
  }
  return entries.flatMap(({ pid, startedAt }) => {
    const runId = runs.get(pid);
    return runId === undefined ? [] : [{ pid, startedAt, runId }];
  });
}

export const darwinTable: ProcessTable = {
  bootId: () =>
    execFileSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim(),
  read: (pid) => list(['-p', String(pid)])[0] ?? null,
  inGroup: (group) => list(['-A']).filter((entry) => entry.group === group),
  marked: () => markedAmong(list(['-A'])),
  findMarked: async () => {
    const { stdout } = await promisify(execFile)('/bin/ps', psArguments(['-A']), psOptions());
    return markedAmong(stdout.split('\n').flatMap(parse));
  },
};
