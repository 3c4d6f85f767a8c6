import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRecord, pruneRecord } from '../../../src/engine/git/worktree-records.ts';
import { createRepository } from '../../helpers/repository.ts';

describe('pruneRecord', () => {
  test('makes git forget one missing worktree and no other', async () => {
    const repository = createRepository();
    repository.commit('README', 'hello');
    const paths = ['one', 'two'].map((name) => repository.sibling(name));
    for (const path of paths) {
      repository.git('worktree', 'add', '--quiet', '--detach', path);
      rmSync(path, { recursive: true });
    }
    const root = { root: repository.path, commonDir: repository.commonDir };

    expect(await pruneRecord(root.commonDir, paths[0] ?? '')).toBe(true);
    expect(await pruneRecord(root.commonDir, paths[0] ?? '')).toBe(false);

    expect(repository.git('worktree', 'list', '--porcelain')).toContain(paths[1]);
    expect(repository.git('worktree', 'list', '--porcelain')).not.toContain(`${paths[0] ?? ''}\n`);
  });

  test('keeps the files', async () => {
    const repository = createRepository();
    repository.commit('README', 'hello');
    const path = repository.sibling('one');
    repository.git('worktree', 'add', '--quiet', '--detach', path);

    await pruneRecord(repository.commonDir, path);

    expect(readFileSync(join(path, 'README'), 'utf8')).toBe('hello');
  });
});

describe('findRecord', () => {
  test('tells worktrees of one name apart', async () => {
    const repository = createRepository();
    repository.commit('README', 'hello');
    const paths = ['a/same', 'b/same'].map((name) => repository.sibling(name));
    for (const path of paths) repository.git('worktree', 'add', '--quiet', '--detach', path);

    const records = await Promise.all(paths.map((path) => findRecord(repository.commonDir, path)));

    expect(new Set(records).size).toBe(2);
    for (const [index, record] of records.entries()) {
      expect(readFileSync(join(record ?? '', 'gitdir'), 'utf8')).toBe(
        `${paths[index] ?? ''}/.git\n`,
      );
    }
    expect(existsSync(join(repository.commonDir, 'lulu'))).toBe(false);
  });

  test('finds nothing where there is nothing', async () => {
    const repository = createRepository();

    expect(await findRecord(repository.commonDir, repository.sibling('x'))).toBeNull();
  });
});
