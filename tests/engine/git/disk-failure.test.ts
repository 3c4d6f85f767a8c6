import { rmSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diskFailure } from '../../../src/engine/git/disk-failure.ts';
import { GitError } from '../../../src/engine/git/git-error.ts';
import { createRepository } from '../../helpers/repository.ts';

const refused = (code: string): Error => Object.assign(new Error(`${code}: no`), { code });

describe('what the disk refused', () => {
  test.each([
    ['a write', refused('ENOSPC')],
    ['a quota', refused('EDQUOT')],
    ['git', new GitError('disk-full', 'unable to write file')],
  ])('is told as a full disk: %s', async (_, error) => {
    const { path } = createRepository();
    const told = (await diskFailure(error, path)) as GitError;
    expect(told.kind).toBe('disk-full');
    expect(told.message).toBe(`The disk that holds ${path} is full. Free some space, then resume.`);
    expect(told.cause).toBe(error);
  });

  test('is told as a clone that has gone, or that cannot be written', async () => {
    const { path } = createRepository();
    rmSync(path, { recursive: true });
    expect(await diskFailure(refused('ENOENT'), path)).toMatchObject({
      kind: 'path-missing',
      message: `The repository ${path} is not there any more. Bring it back, then resume.`,
    });

    // A loop: even the superuser may not write there.
    symlinkSync(path, path);
    expect(await diskFailure(refused('ENOENT'), path)).toMatchObject({
      kind: 'unwritable',
      message: expect.stringMatching(/cannot be written \(ELOOP.*Make it writable/u) as string,
    });
  });

  test('leaves alone what is no matter of the disk', async () => {
    const { path } = createRepository();
    for (const error of [
      new GitError('worktree-exists', 'is already there'),
      new GitError('unknown', 'what git says'),
      new Error('a bug'),
    ]) {
      expect(await diskFailure(error, path)).toBe(error);
    }
  });
});
