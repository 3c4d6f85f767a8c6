/** Processes found by what is in their environment (Linux). */
import { readdir, readFile } from 'node:fs/promises';
import { until } from './until.ts';

/** Pids of living processes that have, for each of `entries` (`NAME=value`), a variable that begins so. */
export async function processesWith(...entries: readonly string[]): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${String(pid)}/environ`, 'utf8').catch(() => '');
      const variables = environment.split('\0');
      const has = (entry: string): boolean => variables.some((each) => each.startsWith(entry));
      return entries.every(has) ? [pid] : [];
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
