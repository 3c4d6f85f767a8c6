import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../../src/contract/requests.ts';
import { openWorkplace, type Workplace } from '../../helpers/engine.ts';

async function warnings(place: Workplace): Promise<Finding[]> {
  const { findings } = await place.engine.request('doctor', {});
  return findings.filter(({ topic, level }) => topic === 'worktree' && level === 'warning');
}

test('each mismatch of worktrees has one safe action: a session to resume, or a command', async () => {
  const place = await openWorkplace();
  const { repository } = place;
  repository.commit('README', 'hello');
  const { id, worktree } = await place.create('demo: []');
  await place.ended(id);
  expect(await warnings(place)).toEqual([]);

  rmSync(worktree, { recursive: true });
  const stray = join(repository.path, '.lulu', 'worktrees', "not ours; it's");
  mkdirSync(stray);
  const gone = join(repository.path, '.lulu', 'worktrees', 'gone');
  repository.git('worktree', 'add', '--quiet', '--detach', gone);
  rmSync(gone, { recursive: true });

  const found = await warnings(place);
  expect(found.map(({ command, sessionId }) => command ?? sessionId)).toEqual([
    id,
    `git -C ${repository.path} worktree remove '${stray.replace("'", `'\\''`)}'`,
    `git -C ${repository.path} worktree prune`,
  ]);
});
