import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkGit } from '../../../src/engine/git/check-git.ts';
import { git, gitEnvironment } from '../../../src/engine/git/git.ts';
import { createRepository, temporaryFolder } from '../../helpers/repository.ts';

/** A folder for PATH whose only `git` is this shell script. */
function fakeGit(script: string): string {
  const folder = temporaryFolder();
  const path = join(folder, 'git');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return folder;
}

describe('git', () => {
  test('says why in one line, keeps the arguments and the cause', async () => {
    const repository = createRepository();
    repository.commit('README', 'hello');

    await expect(git(repository.path, ['rev-parse', '--verify', 'nowhere'])).rejects.toMatchObject({
      name: 'GitError',
      kind: 'bad-revision',
      message: 'Needed a single revision',
      args: ['rev-parse', '--verify', 'nowhere'],
      cause: expect.objectContaining({ exitCode: 128 }) as object,
    });
  });

  test('tells a missing git from a missing folder', async () => {
    const folder = temporaryFolder();

    await expect(git(folder, ['version'], { env: { PATH: folder } })).rejects.toMatchObject({
      kind: 'git-missing',
    });
    await expect(git(join(folder, 'gone'), ['version'])).rejects.toMatchObject({
      kind: 'path-missing',
    });
  });

  test('ends what takes too long', async () => {
    const folder = temporaryFolder();
    const env = { PATH: [fakeGit('exec sleep 60'), process.env['PATH']].join(delimiter) };

    await expect(git(folder, ['status'], { env, timeoutMs: 50 })).rejects.toMatchObject({
      kind: 'timed-out',
    });
  });

  test.each([
    ["fatal: '/x' already exists", 'worktree-exists'],
    ["fatal: '/x' is a missing but already registered worktree;", 'worktree-exists'],
    ["fatal: '/x' contains modified or untracked files, use --force", 'dirty-worktree'],
    ['fatal: invalid reference: x', 'bad-revision'],
    ['fatal: not a git repository (or any of the parent directories): .git', 'not-a-repository'],
    ["fatal: detected dubious ownership in repository at '/x'", 'unsafe-repository'],
    ['fatal: this operation must be run in a work tree', 'bare-repository'],
    ["fatal: Unable to create '/x/index.lock': File exists.", 'locked'],
    ['fatal: write error: No space left on device', 'disk-full'],
    ['fatal: something else', 'unknown'],
  ])('names the failure in %j', async (stderr, kind) => {
    const folder = fakeGit(`echo "warning: beware" >&2; echo "${stderr}" >&2; exit 128`);

    await expect(git(folder, ['x'], { env: { PATH: folder } })).rejects.toMatchObject({
      kind,
      message: stderr.replace('fatal: ', ''),
    });
  });
});

describe('gitEnvironment', () => {
  test('drops what would redirect git and keeps what configures it', () => {
    const env = gitEnvironment({
      PATH: '/bin',
      GIT_DIR: '/x',
      GIT_WORK_TREE: '/x',
      GIT_INDEX_FILE: '/x',
      GIT_TRACE: '1',
      GIT_CONFIG_GLOBAL: '/y',
      LC_ALL: 'de_DE.UTF-8',
    });

    expect(env).toEqual({
      PATH: '/bin',
      GIT_CONFIG_GLOBAL: '/y',
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '',
      GCM_INTERACTIVE: 'never',
      GIT_OPTIONAL_LOCKS: '0',
    });
  });
});

describe('checkGit', () => {
  test('tells the version', async () => {
    expect((await checkGit()).version).toMatch(/^\d+\.\d+/);
  });

  test.each(['2.37.9', '1.99.0'])('refuses git %s by name', async (version) => {
    const env = { PATH: fakeGit(`echo "git version ${version}"`) };

    await expect(checkGit({ env })).rejects.toMatchObject({
      kind: 'git-too-old',
      message: expect.stringContaining('2.38') as string,
    });
  });

  test.each([
    ['says nonsense', 'echo nonsense', 'it said "nonsense"'],
    ['fails', 'exit 3', 'it ended with 3'],
    ['dies', 'kill -9 $$', 'it could not be run (SIGKILL)'],
  ])('refuses a git that %s, and says what to do', async (_, script, why) => {
    const refusal = checkGit({ env: { PATH: fakeGit(script) } });
    await expect(refusal).rejects.toMatchObject({
      kind: 'git-broken',
      message: `The git on PATH does not work: asked for its version, ${why}. Install git 2.38 or newer, or put one that works first on PATH.`,
    });
  });

  test('refuses a git that may not be run, and one that hangs', async () => {
    const folder = fakeGit('exec sleep 600');
    const hangs = checkGit({ env: { PATH: `${folder}:/usr/bin:/bin` }, timeoutMs: 200 });
    await expect(hangs).rejects.toMatchObject({ kind: 'git-broken' });
    chmodSync(join(folder, 'git'), 0o644);
    const refused = checkGit({ env: { PATH: folder } });
    await expect(refused).rejects.toMatchObject({ kind: 'git-broken' });
  });

  test.each(['2.38.0', '2.39.5 (Apple Git-154)', '3.0.0'])('takes git %s', async (version) => {
    const env = { PATH: fakeGit(`echo "git version ${version}"`) };

    expect(await checkGit({ env })).toEqual({ version: version.split(' ')[0] });
  });
});
