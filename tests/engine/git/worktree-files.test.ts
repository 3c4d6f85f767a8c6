import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { worktreeFiles } from '../../../src/engine/git/worktree-files.ts';
import { createRepository, temporaryFolder } from '../../helpers/repository.ts';

test('lists tracked and new files, whatever their names, and not what is ignored', async () => {
  const repository = createRepository();
  repository.commit('src/a file.ts', 'one');
  repository.commit('.gitignore', 'dist\n');
  writeFileSync(join(repository.path, 'new\nline.md'), '');
  writeFileSync(join(repository.path, 'dist'), '');

  const files = await worktreeFiles(repository.path);

  expect([...files].sort()).toEqual(['.gitignore', 'new\nline.md', 'src/a file.ts']);
});

test('knows of no files where there is no worktree', async () => {
  const folder = temporaryFolder();
  rmSync(folder, { recursive: true });

  expect(await worktreeFiles(folder)).toEqual([]);
});
