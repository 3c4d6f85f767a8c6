/** A checkout that takes as long as it likes: a filter that fetches, and does not get what it wants. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../../src/contract/ids.ts';
import { openWorkplace, scripted, type Workplace } from '../../helpers/engine.ts';
import { processesWith } from '../../helpers/processes.ts';
import { until } from '../../helpers/until.ts';

interface Filling {
  readonly place: Workplace;
  readonly id: SessionId;
  readonly worktree: string;
  /** While this file is there, the filter waits. */
  readonly block: string;
  readonly isAtWork: () => Promise<boolean>;
}

/** A session whose worktree is being filled. */
async function filling(): Promise<Filling> {
  const place = await openWorkplace();
  const { repository } = place;
  const block = join(place.folder, 'block');
  writeFileSync(block, '');
  const filter = join(place.folder, 'filter');
  writeFileSync(filter, `while [ -e '${block}' ]; do sleep 0.05; done; exec cat`);
  repository.write('.gitattributes', '*.slow filter=slow\n');
  repository.write('big.slow', 'big\n');
  repository.git('add', '.');
  repository.git('commit', '--quiet', '--message', 'Slow');
  const mark = `LULU_TEST_FILTER=${filter}`;
  repository.git('config', 'filter.slow.smudge', `${mark} sh ${filter}`);
  const { id, worktree } = await place.create(scripted({ say: 'Done' }));
  const isAtWork = async (): Promise<boolean> => (await processesWith(mark)).length > 0;
  await until('the filter is at work', isAtWork);
  return { place, id, worktree, block, isAtWork };
}

describe('a checkout that hangs', () => {
  test('is ended with its filter when the session is deleted, and nothing of it is left', async () => {
    const { place, id, worktree, isAtWork } = await filling();

    await place.engine.request('sessions.delete', { id });

    expect(await isAtWork()).toBe(false);
    expect(existsSync(worktree)).toBe(false);
    expect(place.repository.git('worktree', 'list', '--porcelain')).not.toContain(worktree);
  });

  test('is ended by an interrupt, and a resume makes the worktree', async () => {
    const { place, id, worktree, block, isAtWork } = await filling();

    await place.engine.request('sessions.interrupt', { id });
    const row = await place.ended(id);
    await until('the filter is gone', async () => !(await isAtWork()));
    rmSync(block);
    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'On' }) });

    expect(row.status).toBe('Interrupted');
    expect((await place.ended(id)).status).toBe('Completed');
    expect(readFileSync(join(worktree, 'big.slow'), 'utf8')).toBe('big\n');
  });

  test('does not keep an engine from leaving, and the next one fills the worktree', async () => {
    const { place, id, worktree, block, isAtWork } = await filling();

    await place.stop();
    expect(await isAtWork()).toBe(false);
    rmSync(block);
    await place.start();

    expect((await place.ended(id)).status).toBe('Completed');
    expect(readFileSync(join(worktree, 'big.slow'), 'utf8')).toBe('big\n');
  });
});
