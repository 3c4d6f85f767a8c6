/** Who holds a lock, told apart from a later process with the same pid. */
import { readFile, readlink } from 'node:fs/promises';

export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal only for the same process of the same `place`. */
  readonly startedAt: string;
  /** The boot and the pid namespace the pid means something in. */
  readonly place: string;
}

/** A lock is held for milliseconds: an owner nobody can see from here is given a minute. */
const unseenLimitMs = 60_000;

let own: Promise<ProcessIdentity> | undefined;

/** This process. */
export function self(): Promise<ProcessIdentity> {
  own ??= (async () => ({
    pid: process.pid,
    startedAt: (await startOf(process.pid)) ?? 'unknown',
    place: await place(),
  }))();
  return own;
}

/** Whether the owner of a lock file of that age still lives, as far as can be known from here. */
export async function isAlive(owner: ProcessIdentity, lockAgeMs: number): Promise<boolean> {
  if (owner.place !== (await self()).place) return lockAgeMs < unseenLimitMs;
  return (await startOf(owner.pid)) === owner.startedAt;
}

async function place(): Promise<string> {
  const [boot, namespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => process.platform),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return `${boot.trim()} ${namespace}`.trim();
}

/** When a process started: clock ticks since boot on Linux, `ps`'s date elsewhere; null when it is gone. */
async function startOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    // The name in parentheses may hold spaces; field 3 (state) follows it, field 22 is the start.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields?.[0] === 'Z' ? null : (fields?.[19] ?? null);
  }
  const { execa } = await import('execa');
  const { stdout } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], {
    env: { LC_ALL: 'C' },
    reject: false,
  });
  return stdout.trim() === '' ? null : stdout.trim();
}
