import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { resolveRepository, type Repository } from '../../src/engine/git/repository.ts';
import { verifySnapshot } from '../../src/engine/git/snapshot-read.ts';
import { dropSnapshots, takeSnapshot } from '../../src/engine/git/snapshot.ts';
import { emptyTrash, moveToTrash } from '../../src/engine/git/trash.ts';
import { createWorktree, listWorktrees } from '../../src/engine/git/worktrees.ts';
import { createRepository, type TestRepository } from '../helpers/repository.ts';
import { rounds } from './rounds.ts';

/** Twenty in the ordinary tests; the thousand of the promise with `--rounds 200`. */
const cycles = rounds(4) * 5;
const together = 20;

/** Between two foreign commands of a kind: the machine is to be shared, not taken. */
const foreignPauseMs = 200;

const run = promisify(execFile);

test(
  `${String(cycles)} worktrees are made and removed, ${String(together)} at a time beside foreign git: no failure, nothing left`,
  { timeout: 60_000 + cycles * 4000 },
  async () => {
    const place = createRepository();
    for (let n = 0; n < 50; n += 1) place.write(`src/file-${String(n)}.txt`, `file ${String(n)}\n`);
    place.git('add', '.');
    place.git('commit', '--quiet', '--message', 'Start');
    const commit = place.git('rev-parse', 'HEAD');
    const repository = await resolveRepository(place.path);
    const foreign = startForeigners(place);

    const ids = Array.from({ length: cycles }, (_, n) => `cycle-${String(n)}`);
    const failures: unknown[] = [];
    const worker = async (): Promise<void> => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
        await cycle(repository, id, commit).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: together }, worker));
    const done = await foreign.stop();

    expect(failures.map(String)).toEqual([]);
    // As many of each kind as there was time for; at least one of each was beside the cycles.
    expect(Object.values(done).every((times) => times > 0)).toBe(true);
    expectNothingLeft(place);
    expect((await listWorktrees(place.path)).map(({ path }) => path)).toEqual([place.path]);
  },
);

/** One worktree's life as a session gives it: made, changed, deleted, and its trash emptied. */
async function cycle(repository: Repository, id: string, commit: string): Promise<void> {
  const path = join(repository.root, '.lulu', 'worktrees', id);
  await createWorktree(repository, { path, commit });
  await run('git', ['commit', '--quiet', '--allow-empty', '--message', id], { cwd: path });
  const { ref } = await takeSnapshot(repository, { path, id });
  await moveToTrash(repository, { path, id });
  await verifySnapshot(repository.root, ref);
  await emptyTrash(repository, id);
  await dropSnapshots(repository, id);
}

/** What a user and their editor run in the repository all the while, by git itself and with no regard for us. */
function startForeigners(place: TestRepository) {
  const own = place.sibling('foreign worktree');
  const kinds: readonly (readonly (readonly string[])[])[] = [
    [['status', '--porcelain']],
    [['gc', '--auto', '--quiet']],
    [['commit', '--quiet', '--allow-empty', '--message', 'Foreign']],
    [['fetch', '--quiet', '.', 'HEAD:refs/heads/fetched']],
    [
      ['worktree', 'add', '--quiet', '--force', '--detach', own],
      ['worktree', 'remove', '--force', own],
    ],
    [['worktree', 'prune']],
    [['worktree', 'list', '--porcelain']],
  ];
  let stopping = false;
  const times: Record<string, number> = {};
  const loops = kinds.map(async (commands) => {
    const name = commands.map((args) => args.slice(0, 2).join(' ')).join(', ');
    times[name] = 0;
    while (!stopping) {
      for (const args of commands) {
        // A foreign command may lose a race with git's own locks; what counts is that ours never does.
        const isDone = await run('git', [...args], { cwd: place.path }).then(
          () => true,
          () => false,
        );
        if (isDone) times[name] = (times[name] ?? 0) + 1;
      }
      await delay(foreignPauseMs);
    }
  });
  const stop = async (): Promise<Record<string, number>> => {
    stopping = true;
    await Promise.all(loops);
    return times;
  };
  onTestFinished(async () => {
    await stop();
  });
  return { stop };
}

function expectNothingLeft({ path, commonDir, git }: TestRepository): void {
  const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
  expect(names(join(commonDir, 'worktrees'))).toEqual([]);
  expect(names(join(path, '.lulu', 'worktrees'))).toEqual([]);
  expect(names(join(path, '.lulu', 'trash'))).toEqual([]);
  expect(names(join(commonDir, 'lulu', 'trash'))).toEqual([]);
  expect(git('for-each-ref', 'refs/lulu')).toBe('');
  git('fsck', '--strict');
}
