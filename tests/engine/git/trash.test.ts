import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  emptyTrash,
  moveToTrash,
  restoreFromTrash,
  trashedFiles,
  trashSize,
} from '../../../src/engine/git/trash.ts';
import { plainGit } from '../../helpers/repository.ts';
import { treeState } from '../../helpers/tree-state.ts';
import {
  busyWorktree,
  conflictedWorktree,
  nestingWorktree,
  quietWorktree,
  type BusyWorktree,
} from '../../helpers/worktree-with-everything.ts';

/** All there is of a worktree: its files, git's record of it, and what git says of both. */
const stateOf = ({ path, commonDir, id }: BusyWorktree) => ({
  files: treeState(path),
  record: treeState(join(commonDir, 'worktrees', id)),
  status: plainGit(path, '-c', 'core.fsmonitor=false', 'status', '--porcelain', '--ignored'),
  head: plainGit(path, 'rev-parse', 'HEAD'),
});

const listed = ({ repository }: BusyWorktree) =>
  repository.git('worktree', 'list', '--porcelain').split('\n\n').length;

describe('moveToTrash, then restoreFromTrash', () => {
  test.each([
    ['staged, unstaged, untracked, ignored and committed work', busyWorktree],
    ['submodules and nested repositories', nestingWorktree],
    ['an unresolved merge', conflictedWorktree],
  ])('brings back byte for byte: %s', async (_what, make) => {
    const worktree = make();
    plainGit(worktree.path, 'status'); // refreshes the index once, so that looking does not change it
    const before = stateOf(worktree);

    expect(await moveToTrash(worktree, worktree)).toEqual({ hasFiles: true, hasRecord: true });
    expect(existsSync(worktree.path)).toBe(false);
    expect(listed(worktree)).toBe(1);
    expect(await trashSize(worktree, worktree.id)).toBeGreaterThan(0);

    const restored = await restoreFromTrash(worktree, worktree);

    expect(restored).toEqual({ hasFiles: true, hasRecord: true, isDetached: false });
    expect(stateOf(worktree)).toEqual(before);
    expect(worktree.repository.git('for-each-ref', 'refs/lulu')).toBe('');
    expect(existsSync(trashedFiles(worktree.root, worktree.id))).toBe(false);
  });

  test('keeps what only the reflog and the index name from garbage collection', async () => {
    const worktree = conflictedWorktree();
    const { path } = worktree;
    const lost = plainGit(path, 'rev-parse', 'HEAD@{2}');
    writeFileSync(join(path, 'only staged'), 'in no commit');
    plainGit(path, 'add', 'only staged');
    rmSync(join(path, 'only staged'));
    plainGit(path, 'status');
    const before = stateOf(worktree);

    await moveToTrash(worktree, worktree);
    worktree.repository.git('-c', 'gc.pruneExpire=now', 'gc', '--quiet', '--prune=now');
    await restoreFromTrash(worktree, worktree);

    expect(stateOf(worktree)).toEqual(before);
    expect(plainGit(path, 'cat-file', '-t', lost)).toBe('commit');
    expect(plainGit(path, 'show', ':only staged')).toBe('in no commit');
    expect(plainGit(path, 'diff', '--name-only', '--diff-filter=U')).toBe('both');
  });

  test('moves a worktree whose index is broken', async () => {
    const worktree = quietWorktree();
    const index = join(worktree.commonDir, 'worktrees', worktree.id, 'index');
    writeFileSync(index, 'not an index');

    expect(await moveToTrash(worktree, worktree)).toEqual({ hasFiles: true, hasRecord: true });
    await restoreFromTrash(worktree, worktree);

    expect(readFileSync(index, 'utf8')).toBe('not an index');
    expect(readFileSync(join(worktree.path, 'own'), 'utf8')).toBe('committed by the agent');
  });

  test('rebuilds the files from the index where the folder was gone already', async () => {
    const worktree = busyWorktree();
    rmSync(worktree.path, { recursive: true });

    expect(await moveToTrash(worktree, worktree)).toEqual({ hasFiles: false, hasRecord: true });
    expect(listed(worktree)).toBe(1);
    expect(await restoreFromTrash(worktree, worktree)).toMatchObject({ hasFiles: false });

    expect(readFileSync(join(worktree.path, 'both'), 'utf8')).toBe('staged part\n');
    // Its content was never staged: git goes on calling it new.
    expect(plainGit(worktree.path, 'diff', '--name-only')).toBe('intended');
  });

  test('says that nothing can be brought back where nothing was known', async () => {
    const worktree = quietWorktree();
    worktree.repository.git('worktree', 'remove', '--force', worktree.path);

    expect(await moveToTrash(worktree, worktree)).toEqual({ hasFiles: false, hasRecord: false });
    await expect(restoreFromTrash(worktree, worktree)).rejects.toMatchObject({
      name: 'GitError',
      kind: 'worktree-missing',
    });
  });

  test('finishes a move, and a way back, that stopped half way', async () => {
    const worktree = busyWorktree();
    plainGit(worktree.path, 'status');
    const before = stateOf(worktree);
    const records = join(worktree.commonDir, 'lulu', 'trash', worktree.id);
    mkdirSync(records, { recursive: true });
    renameSync(join(worktree.commonDir, 'worktrees', worktree.id), join(records, worktree.id));

    expect(await moveToTrash(worktree, worktree)).toEqual({ hasFiles: true, hasRecord: true });
    renameSync(trashedFiles(worktree.root, worktree.id), worktree.path);
    await restoreFromTrash(worktree, worktree);

    expect(stateOf(worktree)).toEqual(before);
  });

  test('leaves what took the place meanwhile alone', async () => {
    const worktree = busyWorktree();
    await moveToTrash(worktree, worktree);
    mkdirSync(worktree.path);

    await expect(restoreFromTrash(worktree, worktree)).rejects.toMatchObject({
      kind: 'worktree-exists',
    });
    expect(existsSync(trashedFiles(worktree.root, worktree.id))).toBe(true);
  });

  test('keeps HEAD at its commit when its branch was removed meanwhile', async () => {
    const worktree = quietWorktree();
    plainGit(worktree.path, 'switch', '--quiet', '--create', 'feature');
    const head = plainGit(worktree.path, 'rev-parse', 'HEAD');

    await moveToTrash(worktree, worktree);
    worktree.repository.git('branch', '--quiet', '-D', 'feature');
    const restored = await restoreFromTrash(worktree, worktree);

    expect(restored.isDetached).toBe(true);
    expect(plainGit(worktree.path, 'rev-parse', 'HEAD')).toBe(head);
    expect(plainGit(worktree.path, 'status', '--porcelain')).toBe('');
  });

  test.each(['../x', '-x', '', 'a/b'])('refuses %j as the name of anything', async (id) => {
    const worktree = quietWorktree();

    await expect(moveToTrash(worktree, { path: worktree.path, id })).rejects.toThrow(/cannot name/);
    expect(existsSync(worktree.path)).toBe(true);
  });
});

describe('emptyTrash', () => {
  test('leaves nothing of the session', async () => {
    const worktree = busyWorktree();
    await moveToTrash(worktree, worktree);

    await emptyTrash(worktree, worktree.id);

    expect(await trashSize(worktree, worktree.id)).toBe(0);
    expect(worktree.repository.git('for-each-ref', 'refs/lulu')).toBe('');
  });
});
