import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeSnapshot } from '../../src/engine/git/snapshot.ts';
import { openWorkplace, scripted, type Workplace } from '../helpers/engine.ts';
import { plainGit } from '../helpers/repository.ts';
import { treeState } from '../helpers/tree-state.ts';
import { bundle } from './bundle.ts';

test('a .git/index.lock that a dead git left in the clone keeps no session from being made, deleted and restored', async () => {
  const place = await openPlace();
  const { repository } = place;
  const lock = join(repository.commonDir, 'index.lock');
  writeFileSync(lock, '');
  repository.write('uncommitted.txt', 'only on disk\n');

  const taken = await finished(place, { uncommitted: true });
  expect(readFileSync(join(taken.worktree, 'uncommitted.txt'), 'utf8')).toBe('only on disk\n');
  await expectThereAndBack(place, taken);

  expect(existsSync(lock), 'it is not ours to remove').toBe(true);
});

test('one that was left in a worktree keeps it from neither snapshot, trash nor restore', async () => {
  const place = await openPlace();
  const { repository } = place;
  const session = await finished(place, {});
  const record = join(repository.commonDir, 'worktrees', session.id);
  // A git that is killed in the middle of an "add" leaves what it had written by then.
  writeFileSync(join(record, 'index.lock'), readFileSync(join(record, 'index')).subarray(0, 50));

  const { root, commonDir } = { root: repository.path, commonDir: repository.commonDir };
  const at = { path: session.worktree, id: session.id };
  expect((await takeSnapshot({ root, commonDir }, at)).skipped).toEqual([]);
  await expectThereAndBack(place, session);

  // A snapshot has no locks: what comes back from it can be worked with.
  plainGit(session.worktree, 'add', '.');
  await place.engine.request('sessions.resume', { id: session.id, prompt: scripted({ say: 'x' }) });
  expect((await place.ended(session.id)).status).toBe('Completed');
});

async function openPlace(): Promise<Workplace> {
  const place = await openWorkplace({ program: (await bundle()).demo });
  place.repository.commit('README.md', 'hello');
  return place;
}

async function finished(place: Workplace, more: Parameters<Workplace['create']>[1]) {
  const prompt = scripted({ write: { path: 'work.txt', content: 'work' } });
  const { id } = await place.create(prompt, more);
  const row = await place.ended(id);
  expect(row).toMatchObject({ status: 'Completed', failureReason: null });
  return row;
}

/** Through the trash, then through the snapshot alone. */
async function expectThereAndBack(
  place: Workplace,
  { id, worktree }: { id: string; worktree: string },
) {
  const asked = { id: id as Awaited<ReturnType<Workplace['create']>>['id'] };
  const before = treeState(worktree);
  await place.engine.request('sessions.delete', asked);
  expect(existsSync(worktree)).toBe(false);
  await place.engine.request('sessions.restore', asked);
  expect(treeState(worktree)).toEqual(before);

  await place.engine.request('sessions.delete', asked);
  expect((await place.engine.request('trash.contents', asked)).loses).toEqual([]);
  await place.engine.request('trash.empty', asked);
  await place.engine.request('sessions.restore', asked);
  expect(treeState(worktree)).toEqual(before);
}
