import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedFiles, diffAgainst } from '../../../src/engine/git/changes.ts';
import { createRepository } from '../../helpers/repository.ts';

function changed() {
  const repository = createRepository();
  repository.commit('kept.txt', 'same\n');
  repository.commit('gone.txt', 'gone\n');
  const base = repository.commit('edited.txt', 'one\ntwo\n');
  repository.commit('later.txt', 'committed since\n');
  repository.write('edited.txt', 'one\n2\nthree\n');
  repository.git('rm', '--quiet', 'gone.txt');
  repository.write('picture.bin', new Uint8Array([0, 1, 2]));
  repository.git('add', 'picture.bin');
  writeFileSync(join(repository.path, 'two words é.txt'), 'new\n');
  return { repository, base };
}

test('changedFiles counts what is committed since, staged, edited, removed and new', async () => {
  const { repository, base } = changed();

  const files = await changedFiles(repository.path, base);

  expect(files.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: 'edited.txt', added: 2, removed: 1, untracked: false },
    { path: 'gone.txt', added: 0, removed: 1, untracked: false },
    { path: 'later.txt', added: 1, removed: 0, untracked: false },
    { path: 'picture.bin', added: null, removed: null, untracked: false },
    { path: 'two words é.txt', added: null, removed: null, untracked: true },
  ]);
});

test('diffAgainst can be applied to the base and gives the worktree', async () => {
  const { repository, base } = changed();

  const diff = await diffAgainst(repository.path, base);

  expect(diff).toContain('+2\n+three');
  expect(diff).toContain('+committed since');
  expect(diff).toContain('deleted file mode');
  expect(diff).toMatch(/^\+new$/m);
});

test('neither changes anything, and an unchanged worktree has no changes', async () => {
  const repository = createRepository();
  const base = repository.commit('kept.txt', 'same\n');

  expect(await changedFiles(repository.path, base)).toEqual([]);
  expect(await diffAgainst(repository.path, base)).toBe('');
});

test('a worktree that is gone is named', async () => {
  await expect(changedFiles('/nowhere/at/all', 'HEAD')).rejects.toMatchObject({
    name: 'GitError',
    kind: 'path-missing',
  });
});
