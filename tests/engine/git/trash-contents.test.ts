import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveRepository } from '../../../src/engine/git/repository.ts';
import { takeSnapshot } from '../../../src/engine/git/snapshot.ts';
import { moveToTrash } from '../../../src/engine/git/trash.ts';
import { onlyInTrash } from '../../../src/engine/git/trash-contents.ts';
import { createRepository } from '../../helpers/repository.ts';

test('lists what emptying the trash would lose: ignored files, a whole folder as one', async () => {
  const repository = createRepository();
  repository.commit('.gitignore', 'node_modules\n*.log\n');
  repository.commit('src/kept.txt', 'kept');
  const path = join(repository.path, '.lulu', 'worktrees', 'one');
  repository.git('worktree', 'add', '--detach', path, 'HEAD');
  await mkdir(join(path, 'node_modules', 'deep'), { recursive: true });
  await writeFile(join(path, 'node_modules', 'deep', 'a.js'), '');
  await writeFile(join(path, 'src', 'debug.log'), '');
  await writeFile(join(path, 'untracked.txt'), 'kept too');
  const place = await resolveRepository(repository.path);
  const { ref } = await takeSnapshot(place, { path, id: 'one' });
  await moveToTrash(place, { path, id: 'one' });

  const lost = await onlyInTrash(place, 'one', ref);

  expect(lost.toSorted()).toEqual(['node_modules/', 'src/debug.log']);
});
