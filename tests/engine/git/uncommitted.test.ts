import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveRepository } from '../../../src/engine/git/repository.ts';
import {
  commitUncommitted,
  countUncommitted,
  dropBase,
} from '../../../src/engine/git/uncommitted.ts';
import { createRepository, plainGit, type TestRepository } from '../../helpers/repository.ts';

const id = '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10';

/** Staged, unstaged, removed, untracked and ignored, all at once. */
function busyRepository(): TestRepository {
  const repository = createRepository();
  repository.write('.gitignore', 'secret\n');
  repository.git('add', '.gitignore');
  repository.commit('kept', 'kept');
  repository.commit('changed', 'before');
  repository.commit('removed', 'removed');
  repository.write('staged', 'staged');
  repository.git('add', 'staged');
  repository.write('staged', 'staged, then changed');
  repository.write('changed', 'after');
  repository.write('odd\nnäme', 'new');
  repository.write('secret', 'ignored');
  rmSync(join(repository.path, 'removed'));
  return repository;
}

function files(repository: TestRepository, commit: string): string[] {
  const listed = repository.git('ls-tree', '-r', '-z', '--name-only', commit);
  return listed.split('\0').filter(Boolean).toSorted();
}

/** Everything of the clone that must stay as it was. */
function state({ git, commonDir }: TestRepository): unknown {
  const index = join(commonDir, 'index');
  return {
    status: git('status', '--porcelain', '-z', '--ignored'),
    index: readFileSync(index).toString('base64'),
    head: git('rev-parse', 'HEAD'),
    branches: git('for-each-ref', 'refs/heads', 'refs/tags'),
    stash: git('stash', 'list'),
  };
}

describe('a base of HEAD with uncommitted changes', () => {
  test('has what is on disk, without what is ignored, on top of HEAD', async () => {
    const repository = busyRepository();
    const base = await commitUncommitted(await resolveRepository(repository.path), id);

    expect(base.ref).toBe('HEAD + uncommitted');
    const expected = ['.gitignore', 'kept', 'changed', 'staged', 'odd\nnäme'];
    expect(files(repository, base.commit)).toEqual(expected.toSorted());
    expect(repository.git('show', `${base.commit}:staged`)).toBe('staged, then changed');
    expect(repository.git('show', `${base.commit}:changed`)).toBe('after');
    expect(repository.git('rev-parse', `${base.commit}^`)).toBe(
      repository.git('rev-parse', 'HEAD'),
    );
  });

  test('leaves index, worktree and refs of the clone alone', async () => {
    const repository = busyRepository();
    repository.git('status');
    const before = state(repository);
    await commitUncommitted(await resolveRepository(repository.path), id);
    expect(state(repository)).toEqual(before);
    expect(repository.git('for-each-ref', '--format=%(refname)', 'refs/lulu')).toBe(
      `refs/lulu/bases/${id}`,
    );
  });

  test('survives garbage collection until it is let go of', async () => {
    const repository = busyRepository();
    const opened = await resolveRepository(repository.path);
    const { commit } = await commitUncommitted(opened, id);
    repository.git('gc', '--quiet', '--prune=now');
    expect(repository.git('cat-file', '-t', commit)).toBe('commit');
    await dropBase(opened, id);
    await dropBase(opened, id);
    repository.git('gc', '--quiet', '--prune=now');
    expect(() => repository.git('cat-file', '-t', commit)).toThrow();
  });

  test('is HEAD itself where nothing differs', async () => {
    const repository = createRepository();
    const head = repository.commit('README', 'hello');
    const opened = await resolveRepository(repository.path);
    expect(await commitUncommitted(opened, id)).toMatchObject({ commit: head });
    expect(await countUncommitted(opened)).toBe(0);
    expect(repository.git('for-each-ref', 'refs/lulu')).toBe('');
  });

  test('takes a conflict as it stands on disk', async () => {
    const repository = createRepository();
    repository.commit('file', 'base');
    repository.git('switch', '--quiet', '--create', 'other');
    repository.commit('file', 'theirs');
    repository.git('switch', '--quiet', 'main');
    repository.commit('file', 'ours');
    expect(() => repository.git('merge', 'other')).toThrow();
    const { commit } = await commitUncommitted(await resolveRepository(repository.path), id);
    expect(repository.git('show', `${commit}:file`)).toContain('<<<<<<<');
    expect(repository.git('ls-files', '--unmerged')).not.toBe('');
  });

  test('leaves submodules where the index has them, and other repositories out', async () => {
    const inner = createRepository('inner');
    const pinned = inner.commit('inner.txt', 'inner');
    const repository = createRepository('outer');
    repository.commit('README', 'hello');
    const add = ['submodule', '--quiet', 'add', inner.path, 'sub'];
    repository.git('-c', 'protocol.file.allow=always', ...add);
    repository.git('commit', '--quiet', '--message', 'Add a submodule');
    plainGit(join(repository.path, 'sub'), 'commit', '--quiet', '--allow-empty', '-m', 'Moved');
    for (const nested of ['empty', 'full']) {
      repository.write(`${nested}/file`, 'x');
      plainGit(join(repository.path, nested), 'init', '--quiet');
    }
    plainGit(join(repository.path, 'full'), 'add', 'file');
    plainGit(join(repository.path, 'full'), 'commit', '--quiet', '-m', 'Inner');
    repository.write('new', 'new');

    const opened = await resolveRepository(repository.path);
    const { commit } = await commitUncommitted(opened, id);
    expect(repository.git('rev-parse', `${commit}:sub`)).toBe(pinned);
    expect(files(repository, commit)).toEqual(['.gitmodules', 'README', 'new', 'sub']);
    expect(await countUncommitted(opened)).toBe(1);
  });
});
