import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { excludeLulu } from '../../../src/engine/git/exclude.ts';
import {
  createWorktree,
  discardHalfMade,
  listWorktrees,
} from '../../../src/engine/git/worktrees.ts';
import {
  createRepository,
  plainGit,
  temporaryFolder,
  type TestRepository,
} from '../../helpers/repository.ts';

const place = (repository: TestRepository) => ({
  root: repository.path,
  commonDir: repository.commonDir,
});
const session = (repository: TestRepository, id: string) =>
  join(repository.path, '.lulu', 'worktrees', id);

describe('createWorktree', () => {
  test('checks the base out detached', async () => {
    const repository = createRepository();
    const base = repository.commit('README', 'first');
    repository.commit('README', 'second');
    const path = session(repository, 's1');

    await createWorktree(place(repository), { path, commit: base });

    expect(readFileSync(join(path, 'README'), 'utf8')).toBe('first');
    expect(plainGit(path, 'status', '--porcelain')).toBe('');
    expect(await listWorktrees(repository.path)).toContainEqual(
      expect.objectContaining({ path, head: base, branch: null }),
    );
  });

  test.each(['two words', 'a\nnewline', '-dash', 'ünï-日本', '"quoted"', 'tab\there', '$(x)`;&*'])(
    'keeps odd characters in paths: %j',
    async (name) => {
      const repository = createRepository(`repo ${name}`);
      const commit = repository.commit('README', 'hello');
      const path = session(repository, name);

      await createWorktree(place(repository), { path, commit });

      expect((await listWorktrees(repository.path)).map((each) => each.path)).toContain(path);
      expect(readFileSync(join(path, 'README'), 'utf8')).toBe('hello');
    },
  );

  test('runs no hook of the user, whatever it would do', async () => {
    const repository = createRepository();
    const commit = repository.commit('README', 'hello');
    const hooks = join(repository.commonDir, 'hooks');
    mkdirSync(hooks, { recursive: true });
    for (const name of ['post-checkout', 'post-index-change', 'reference-transaction']) {
      const text = `#!/bin/sh\ntouch '${repository.sibling('ran')}'\nexit 1\n`;
      writeFileSync(join(hooks, name), text, { mode: 0o755 });
    }

    await createWorktree(place(repository), { path: session(repository, 's1'), commit });

    expect(existsSync(repository.sibling('ran'))).toBe(false);
  });

  test('leaves the main checkout clean for git status', async () => {
    const repository = createRepository();
    const commit = repository.commit('README', 'hello');
    await excludeLulu(place(repository));

    await createWorktree(place(repository), { path: session(repository, 's1'), commit });
    await createWorktree(place(repository), { path: session(repository, 's2'), commit });

    expect(repository.git('status', '--porcelain', '--untracked-files=all')).toBe('');
    expect(repository.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('main');
    expect(existsSync(join(repository.path, '.gitignore'))).toBe(false);
  });

  test('makes 20 at once without a failure', { timeout: 60_000 }, async () => {
    const repository = createRepository();
    for (let n = 0; n < 20; n += 1) repository.write(`src/${n}.txt`, `file ${n}`);
    repository.git('add', 'src');
    const commit = repository.commit('README', 'hello');
    const paths = Array.from({ length: 20 }, (_, n) => session(repository, `s${n}`));

    await Promise.all(paths.map((path) => createWorktree(place(repository), { path, commit })));

    const listed = (await listWorktrees(repository.path)).map((each) => each.path);
    expect(listed.toSorted()).toEqual([repository.path, ...paths].toSorted());
    for (const path of paths) {
      expect(plainGit(path, 'status', '--porcelain')).toBe('');
      expect(readFileSync(join(path, 'src/19.txt'), 'utf8')).toBe('file 19');
    }
  });

  test.each([
    "could not open '.git/worktrees/s1/locked' for writing: No such file or directory",
    'failed to read .git/worktrees/theirs/commondir: Success',
  ])('goes on when git was raced by another: %s', async (why) => {
    const repository = createRepository();
    const commit = repository.commit('README', 'hello');
    const path = session(repository, 's1');
    failOnce('worktree', why);

    await createWorktree(place(repository), { path, commit });

    expect(readFileSync(join(path, 'README'), 'utf8')).toBe('hello');
  });

  test('refuses a folder that is there, and leaves it alone', async () => {
    const repository = createRepository();
    const commit = repository.commit('README', 'hello');
    const path = session(repository, 's1');
    mkdirSync(path, { recursive: true });

    const creating = createWorktree(place(repository), { path, commit });

    await expect(creating).rejects.toMatchObject({ name: 'GitError', kind: 'worktree-exists' });
    expect(existsSync(path)).toBe(true);
    expect(await listWorktrees(repository.path)).toHaveLength(1);
  });

  test('refuses a path git has a record of, and keeps the record', async () => {
    const repository = createRepository();
    const commit = repository.commit('README', 'hello');
    const path = session(repository, 's1');
    repository.git('worktree', 'add', '--quiet', '--detach', path);
    rmSync(path, { recursive: true });

    const creating = createWorktree(place(repository), { path, commit });

    await expect(creating).rejects.toMatchObject({ kind: 'worktree-exists' });
    expect(await listWorktrees(repository.path)).toHaveLength(2);
  });

  test.each(['main', '--force', '0'.repeat(40), 'HEAD~9'])(
    'refuses %s as a commit and leaves nothing behind',
    async (commit) => {
      const repository = createRepository();
      repository.commit('README', 'hello');

      const path = session(repository, 's1');
      const creating = createWorktree(place(repository), { path, commit });

      await expect(creating).rejects.toMatchObject({ kind: 'bad-revision' });
      expect(existsSync(join(repository.path, '.lulu'))).toBe(false);
      expect(await listWorktrees(repository.path)).toHaveLength(1);
    },
  );

  test('leaves nothing behind when the checkout fails', async () => {
    const repository = createRepository();
    repository.commit('.gitattributes', '*.bin filter=broken\n');
    const commit = repository.commit('a.bin', 'needs a filter');
    repository.git('config', 'filter.broken.smudge', 'false');
    repository.git('config', 'filter.broken.required', 'true');
    const path = session(repository, 's1');

    const creating = createWorktree(place(repository), { path, commit });

    await expect(creating).rejects.toMatchObject({ name: 'GitError' });
    expect(existsSync(join(repository.path, '.lulu'))).toBe(false);
    expect(await listWorktrees(repository.path)).toHaveLength(1);
    expect(existsSync(join(repository.commonDir, 'worktrees', 's1'))).toBe(false);
  });

  test('follows neither submodules nor tracking branches, whatever the settings say', async () => {
    const repository = createRepository();
    const inner = createRepository('inner');
    inner.commit('inner.txt', 'inner');
    repository.commit('README', 'hello');
    repository.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      inner.path,
      'sub',
    );
    repository.git('commit', '--quiet', '--message', 'Add a submodule');
    repository.git('config', 'submodule.recurse', 'true');
    repository.git('config', 'branch.autoSetupMerge', 'always');
    const before = readFileSync(join(repository.commonDir, 'config'), 'utf8');
    const path = session(repository, 's1');

    await createWorktree(place(repository), { path, commit: repository.git('rev-parse', 'HEAD') });

    expect(plainGit(path, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(repository.commonDir, 'config'), 'utf8')).toBe(before);
  });
});

describe('discardHalfMade', () => {
  test.each(['before the files', 'with the record alone', 'with the folder alone'])(
    'clears away a creation that stopped %s',
    async (what) => {
      const repository = createRepository();
      const commit = repository.commit('README', 'hello');
      const path = session(repository, 's1');
      repository.git('worktree', 'add', '--quiet', '--detach', '--no-checkout', path);
      if (what === 'with the record alone') rmSync(path, { recursive: true });
      if (what === 'with the folder alone') {
        rmSync(join(repository.commonDir, 'worktrees'), { recursive: true });
      }

      await discardHalfMade(place(repository), path);
      await createWorktree(place(repository), { path, commit });

      expect(plainGit(path, 'status', '--porcelain')).toBe('');
      expect(await listWorktrees(repository.path)).toHaveLength(2);
    },
  );
});

/** A git whose first command of that name fails with these words, after it was begun. */
function failOnce(command: string, why: string): void {
  const folder = temporaryFolder();
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh
case " $* " in *" ${command} "*)
  if mkdir "${folder}/failed" 2> /dev/null; then echo "fatal: ${why}" >&2; exit 128; fi ;;
esac
exec "${real}" "$@"
`;
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  const { PATH } = process.env;
  onTestFinished(() => {
    process.env['PATH'] = PATH;
  });
  process.env['PATH'] = `${folder}${delimiter}${PATH ?? ''}`;
}
