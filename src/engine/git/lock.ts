/**
 * One change of a repository's worktree records at a time, in this process and across processes.
 *
 * Git's own `worktree add` races with itself, so two engines (or an engine and a command) on one
 * repository must take turns. Held for milliseconds.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import * as v from 'valibot';
import { GitError } from './git-error.ts';
import { isCode } from './file-system.ts';
import { isAlive, self } from './lock-owner.ts';

const Owner = v.object({
  token: v.string(),
  pid: v.number(),
  startedAt: v.string(),
  place: v.string(),
});
export type Owner = v.InferOutput<typeof Owner>;

const queues = new Map<string, PQueue>();

/** Folder of what Lulu keeps inside a repository's common folder. */
export function luluDir(commonDir: string): string {
  return join(commonDir, 'lulu');
}

/**
 * Runs `work` while nobody else changes this repository's worktrees.
 *
 * @throws {GitError} `locked` when a living process has held the lock for `waitMs`.
 */
export async function withRepositoryLock<T>(
  commonDir: string,
  work: () => Promise<T>,
  waitMs = 60_000,
): Promise<T> {
  const queue = queues.get(commonDir) ?? new PQueue({ concurrency: 1 });
  queues.set(commonDir, queue);
  try {
    return await queue.add(async () => {
      const release = await acquire(commonDir, waitMs);
      try {
        return await work();
      } finally {
        await release();
      }
    });
  } finally {
    if (queue.size === 0 && queue.pending === 0) queues.delete(commonDir);
  }
}

async function acquire(commonDir: string, waitMs: number): Promise<() => Promise<void>> {
  const folder = luluDir(commonDir);
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'lock');
  const deadline = performance.now() + waitMs;
  let pauseMs = 2;
  for (;;) {
    const release = await tryAcquire(path);
    if (release !== null) return release;
    if (performance.now() > deadline) throw await stillLocked(path);
    await delay(pauseMs);
    pauseMs = Math.min(pauseMs * 2, 50);
  }
}

/**
 * A hard link puts the file there whole or not at all, so a lock always names its owner. A dead
 * owner's lock may be replaced only by who holds the lock named after that owner's token; tokens are
 * never used twice, so nobody can take a living owner's lock on old knowledge.
 */
async function tryAcquire(path: string): Promise<(() => Promise<void>) | null> {
  const token = randomUUID();
  const draft = `${path}.${token}.new`;
  await writeFile(draft, JSON.stringify({ token, ...(await self()) }), { flag: 'wx', mode: 0o600 });
  try {
    const isMine = (await linked(draft, path)) || (await takenOver(draft, path));
    return isMine ? () => rm(path, { force: true }) : null;
  } finally {
    await rm(draft, { force: true });
  }
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function takenOver(draft: string, path: string): Promise<boolean> {
  const owner = await readOwner(path);
  if (owner === null || (await isAlive(owner, await ageMs(path)))) return false;
  const release = await tryAcquire(`${path}.${owner.token}`);
  if (release === null) return false;
  try {
    if ((await readOwner(path))?.token !== owner.token) return false;
    await rename(draft, path);
    return true;
  } finally {
    await release();
  }
}

async function readOwner(path: string): Promise<Owner | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  return v.parse(Owner, JSON.parse(text));
}

async function ageMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found === null ? 0 : Date.now() - found.mtimeMs;
}

async function stillLocked(path: string): Promise<GitError> {
  const owner = await readOwner(path).catch(() => null);
  const who = owner === null ? 'another process' : `process ${owner.pid}`;
  return new GitError(
    'locked',
    `The repository's worktrees are being changed by ${who} and it does not finish. If nothing of the kind runs, remove ${path}.`,
  );
}
