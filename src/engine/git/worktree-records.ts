/** Git's own record of a linked worktree: the folder `<common>/worktrees/<name>`, with its HEAD and index. */
import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { git } from './git.ts';
import { withRepositoryLock } from './lock.ts';
import { checkoutTimeoutMs } from './time-limits.ts';

/** The record folder of the worktree at `path`, whether or not that folder is still there; null without one. */
export async function findRecord(commonDir: string, path: string): Promise<string | null> {
  const wanted = new Set([join(path, '.git'), join(await realParent(path), '.git')]);
  const folder = join(commonDir, 'worktrees');
  const names: string[] = await readdir(folder).catch(() => []);
  const likely = basename(path);
  for (const name of names.includes(likely) ? [likely, ...names] : names) {
    const target = await recordedPath(join(folder, name));
    if (target !== null && wanted.has(target)) return join(folder, name);
  }
  return null;
}

/**
 * Makes git forget one worktree, and only that one (`git worktree prune` would forget all that are
 * missing). Its files stay; its HEAD, index and reflog are gone.
 *
 * @returns whether there was a record.
 */
export async function pruneRecord(commonDir: string, path: string): Promise<boolean> {
  return withRepositoryLock(commonDir, async () => {
    const record = await findRecord(commonDir, path);
    if (record !== null) await rm(record, { recursive: true, force: true });
    return record !== null;
  });
}

/** Every record's name, and the folder it says its worktree is. */
export async function listRecords(commonDir: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(commonDir, 'worktrees');
  const names: string[] = await readdir(folder).catch(() => []);
  const found = new Map<string, string>();
  for (const name of names) {
    const target = await recordedPath(join(folder, name));
    if (target !== null) found.set(name, dirname(target));
  }
  return found;
}

/** The name of the record that a worktree's `.git` file names; null where there is no such file. */
export async function recordNamedBy(path: string): Promise<string | null> {
  const record = await linkedRecord(path);
  return record === null ? null : basename(record);
}

/** Whether the folder at `path` and a record of git name each other, as far as that can be seen at a glance. */
export async function isConnected(path: string): Promise<boolean> {
  const record = await linkedRecord(path);
  return record !== null && (await recordedPath(record)) === join(path, '.git');
}

/** The record that a worktree's `.git` file names; null where it names none. */
async function linkedRecord(path: string): Promise<string | null> {
  const text = await readFile(join(path, '.git'), 'utf8').catch(() => '');
  return /^gitdir: (.+)\n$/s.exec(text)?.[1] ?? null;
}

/** What a record says its worktree's `.git` file is; null where it is unreadable. */
async function recordedPath(record: string): Promise<string | null> {
  const text = await readFile(join(record, 'gitdir'), 'utf8').catch(() => null);
  return text === null ? null : text.replace(/\n$/, '');
}

/** The path with links resolved as far as it exists: the last part may be gone. */
async function realParent(path: string): Promise<string> {
  const parent = await realpath(dirname(path)).catch(() => dirname(path));
  return join(parent, basename(path));
}

/** Makes a record and the folder at `path` name each other again; writes only what differs. */
export async function reconnect(record: string, path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const files = [
    [join(record, 'gitdir'), `${join(path, '.git')}\n`],
    [join(path, '.git'), `gitdir: ${record}\n`],
  ] as const;
  for (const [file, text] of files) {
    const found = await readFile(file, 'utf8').catch(() => null);
    if (found !== text) await writeFile(file, text);
  }
}

/** Fills a connected, empty folder with what the record's index holds. The index stays as it is. */
export async function rebuildFromRecord(path: string): Promise<void> {
  await git(path, ['checkout-index', '--all', '--force', '--quiet'], {
    timeoutMs: checkoutTimeoutMs,
  });
}
