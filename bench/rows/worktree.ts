import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import PQueue from 'p-queue';
import type { Bench, Finding } from '../bench.ts';
import { keptRepository, makeRepository } from '../data/repository.ts';
import { resolveRepository, type Repository } from '../../src/engine/git/repository.ts';
import { createWorktree } from '../../src/engine/git/worktrees.ts';
import { inFolder } from '../places.ts';
import { alternate, median, timed } from '../statistics.ts';

const run = promisify(execFile);

type Make = (path: string) => Promise<unknown>;

interface Place {
  readonly repository: Repository;
  readonly plain: Make;
  readonly lulu: Make;
  /** Makes so many worktrees at once, removes them again, and resolves to the ms that making took. */
  readonly make: (how: Make, count: number) => Promise<number>;
}

export const worktree: Bench = {
  name: 'worktree',
  about: 'a worktree of a large repository; floor: plain `git worktree add`',
  run: async ({ files, worktrees, rounds }) => {
    const large = await placeOf(keptRepository(files));
    await large.make(large.plain, 1);
    const one = await compare(large, rounds, 1);
    const five = await compare(large, Math.min(rounds, 3), 5);
    return [
      { ...timing(`one of ${files} files`, one), budget: { mostRatio: 0.85 } },
      { ...timing('five at once', five), budget: { mostRatio: 1.15 } },
      await failures(worktrees),
    ];
  },
};

function compare(place: Place, rounds: number, count: number) {
  return alternate(
    rounds,
    () => place.make(place.plain, count),
    () => place.make(place.lulu, count),
  );
}

function timing(what: string, { floor, lulu }: Awaited<ReturnType<typeof compare>>): Finding {
  return { what, unit: 'ms', floor: median(floor), lulu: median(lulu) };
}

async function placeOf(path: string): Promise<Place> {
  const repository = await resolveRepository(path);
  const git = (...args: string[]) => run('git', args, { cwd: path });
  const commit = (await git('rev-parse', 'HEAD')).stdout.trim();
  const plain: Make = (to) => git('worktree', 'add', '--detach', '--quiet', to, commit);
  const lulu: Make = (to) => createWorktree(repository, { path: to, commit });
  const parent = join(path, '.lulu', 'bench');
  // A run that was cut short leaves some.
  rmSync(parent, { recursive: true, force: true });
  await git('worktree', 'prune');
  const make = async (how: Make, count: number): Promise<number> => {
    const paths = Array.from({ length: count }, (_, number) => join(parent, String(number)));
    const ms = await timed(() => Promise.all(paths.map(how)));
    rmSync(parent, { recursive: true, force: true });
    await git('worktree', 'prune');
    return ms;
  };
  return { repository, plain, lulu, make };
}

/** Twenty at a time, in a small repository, where they race most. */
async function failures(count: number): Promise<Finding> {
  return await inFolder(async (folder) => {
    const { lulu } = await placeOf(makeRepository(join(folder, 'repository'), 20));
    const queue = new PQueue({ concurrency: 20 });
    const paths = Array.from({ length: count }, (_, number) =>
      join(folder, 'made', String(number)),
    );
    const made = await queue.addAll(
      paths.map((path) => async () => {
        await lulu(path).catch(() => undefined);
        return existsSync(join(path, '.git')) && existsSync(join(path, 'part-0', 'file-0.txt'));
      }),
    );
    const failed = made.filter((whole) => !whole).length;
    return { what: `of ${count}, 20 at once`, unit: 'failures', lulu: failed, budget: { most: 0 } };
  });
}
