/** Processes found by what is in their environment (Linux). */
import { readdir, readFile } from 'node:fs/promises';
import { until } from './until.ts';

/** Pids of living processes with a variable that begins with `entry` (`NAME=value`). */
export async function processesWith(entry: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${String(pid)}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').some((each) => each.startsWith(entry)) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Kills them, one by one, and waits until they are gone. */
export async function endProcessesWith(entry: string): Promise<void> {
  await until(`no process is left with ${entry}`, async () => {
    const pids = await processesWith(entry);
    for (const pid of pids) kill(pid);
    return pids.length === 0;
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended a moment earlier.
  }
}
