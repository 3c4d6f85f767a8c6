import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  expandPath,
  listRefs,
  resolveBase,
  resolveRepository,
} from '../../../src/engine/git/repository.ts';
import { createRepository, plainGit, temporaryFolder } from '../../helpers/repository.ts';

describe('resolveRepository', () => {
  test('finds the clone from its root, a folder inside, a relative path and a link', async () => {
    const repository = createRepository();
    repository.commit('src/deep/file', 'hello');
    const link = repository.sibling('link');
    symlinkSync(repository.path, link);
    const expected = { root: repository.path, commonDir: repository.commonDir };

    for (const path of [
      repository.path,
      join(repository.path, 'src/deep'),
      relative(process.cwd(), repository.path),
      join(link, 'src'),
      repository.commonDir,
    ]) {
      expect(await resolveRepository(path)).toEqual(expected);
    }
  });

  test('finds the main clone from a linked worktree', async () => {
    const repository = createRepository();
    repository.commit('README', 'hello');
    const path = repository.sibling('linked');
    repository.git('worktree', 'add', '--quiet', '--detach', path);

    expect(await resolveRepository(path)).toEqual({
      root: repository.path,
      commonDir: repository.commonDir,
    });
  });

  test('takes a submodule as a repository of its own, from its worktrees too', async () => {
    const inner = createRepository('inner');
    inner.commit('inner.txt', 'inner');
    const outer = createRepository('outer');
    outer.commit('README', 'hello');
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
    const root = join(outer.path, 'sub');
    const linked = outer.sibling('linked');
    plainGit(root, 'worktree', 'add', '--quiet', '--detach', linked);

    expect((await resolveRepository(root)).root).toBe(root);
    expect((await resolveRepository(linked)).root).toBe(root);
  });

  test('keeps odd characters in paths', async () => {
    const repository = createRepository('-a "b"\nc ünï');
    repository.commit('README', 'hello');

    expect((await resolveRepository(repository.path)).root).toBe(repository.path);
  });

  test('says that a path does not exist', async () => {
    const path = join(temporaryFolder(), 'nowhere');

    await expect(resolveRepository(path)).rejects.toMatchObject({
      name: 'GitError',
      kind: 'path-missing',
      message: expect.stringContaining(`${path} does not exist`) as string,
    });
  });

  test('refuses a file', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '');

    await expect(resolveRepository(path)).rejects.toMatchObject({ kind: 'not-a-repository' });
  });

  test('refuses a folder outside any repository and says what to do', async () => {
    const path = temporaryFolder();

    await expect(resolveRepository(path)).rejects.toMatchObject({
      kind: 'not-a-repository',
      message: expect.stringContaining('git init') as string,
    });
  });

  test('refuses a bare repository, and a worktree of one', async () => {
    const source = createRepository();
    source.commit('README', 'hello');
    const bare = source.sibling('bare.git');
    const linked = source.sibling('linked');
    plainGit(source.path, 'clone', '--quiet', '--bare', source.path, bare);
    plainGit(bare, 'worktree', 'add', '--quiet', '--detach', linked);

    await expect(resolveRepository(bare)).rejects.toMatchObject({ kind: 'bare-repository' });
    await expect(resolveRepository(linked)).rejects.toMatchObject({ kind: 'bare-repository' });
  });

  test('refuses a repository without commits', async () => {
    const repository = createRepository();

    await expect(resolveRepository(repository.path)).rejects.toMatchObject({
      kind: 'no-commits',
      message: expect.stringContaining('no commits yet') as string,
    });
  });

  test('is not led elsewhere by the environment', async () => {
    const repository = createRepository();
    repository.commit('README', 'hello');
    const other = createRepository('other');
    process.env['GIT_DIR'] = other.commonDir;
    try {
      expect((await resolveRepository(repository.path)).root).toBe(repository.path);
    } finally {
      delete process.env['GIT_DIR'];
    }
  });
});

describe('expandPath', () => {
  test('reads ~ as the home folder, but no other name that begins so', () => {
    expect(expandPath('~')).toBe(homedir());
    expect(expandPath('~/a')).toBe(join(homedir(), 'a'));
    expect(expandPath('~a')).toBe(join(process.cwd(), '~a'));
  });
});

describe('resolveBase', () => {
  test('takes HEAD and names its branch where nothing is named', async () => {
    const repository = createRepository();
    const commit = repository.commit('README', 'hello');

    expect(await resolveBase(repository.path, null)).toEqual({
      ref: 'main',
      commit,
      subject: 'Change "README"',
    });
  });

  test('calls a detached HEAD by that name', async () => {
    const repository = createRepository();
    const commit = repository.commit('README', 'hello');
    repository.git('checkout', '--quiet', '--detach');

    expect(await resolveBase(repository.path, null)).toMatchObject({ ref: 'HEAD', commit });
  });

  test('takes branches, annotated tags, short ids and expressions', async () => {
    const repository = createRepository();
    const first = repository.commit('README', 'hello');
    repository.git('branch', 'feature/ünï');
    repository.git('tag', '--annotate', '--message', 'One', 'v1');
    repository.commit('README', 'more');

    for (const ref of ['feature/ünï', 'v1', first.slice(0, 10), 'main~1', first]) {
      expect(await resolveBase(repository.path, ref)).toMatchObject({ ref, commit: first });
    }
  });

  test.each([
    'nowhere',
    '--all',
    '-h',
    '^main',
    'main..main',
    'HEAD:README',
    '',
    ' ',
    'f'.repeat(40),
  ])('refuses %j', async (ref) => {
    const repository = createRepository();
    repository.commit('README', 'hello');

    await expect(resolveBase(repository.path, ref)).rejects.toMatchObject({
      name: 'GitError',
      kind: 'bad-revision',
    });
  });

  test('asks for a base where HEAD has no commits', async () => {
    const repository = createRepository();
    const commit = repository.commit('README', 'hello');
    repository.git('checkout', '--quiet', '--orphan', 'empty');

    await resolveRepository(repository.path);
    await expect(resolveBase(repository.path, null)).rejects.toMatchObject({ kind: 'no-commits' });
    expect(await resolveBase(repository.path, 'main')).toMatchObject({ commit });
  });
});

describe('listRefs', () => {
  test('lists branches and tags, newest first, and no more than asked', async () => {
    const repository = createRepository();
    repository.commit('README', 'hello');
    repository.git('branch', 'older');
    mkdirSync(join(repository.path, 'x'));
    repository.git('-c', 'user.name=T', 'tag', 'v1');

    const all = await listRefs(repository.path);

    expect(all.toSorted()).toEqual(['main', 'older', 'v1']);
    expect(await listRefs(repository.path, 2)).toHaveLength(2);
  });
});
