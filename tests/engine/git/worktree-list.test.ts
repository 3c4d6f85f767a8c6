import { describe, expect, test } from 'vitest';
import { parseWorktreeList } from '../../../src/engine/git/worktree-list.ts';

/** As git 2.39 wrote it, the paths shortened. */
const recorded = [
  'worktree /r\0HEAD 1f2e3d4c5b6a79880123456789abcdef01234567\0branch refs/heads/main\0\0',
  'worktree /r/two words\nand a line\0HEAD 1f2e3d4c5b6a79880123456789abcdef01234567\0detached\0\0',
  'worktree /r/held\0HEAD 1f2e3d4c5b6a79880123456789abcdef01234567\0detached\0locked on a stick\0\0',
  'worktree /r/gone\0HEAD 1f2e3d4c5b6a79880123456789abcdef01234567\0detached\0locked\0prunable gitdir file points to non-existent location\0\0',
  'worktree /r/new\0HEAD 0000000000000000000000000000000000000000\0branch refs/heads/new\0\0',
].join('');

const head = '1f2e3d4c5b6a79880123456789abcdef01234567';
const plain = { head, branch: null, isBare: false, locked: null, prunable: null };

describe('parseWorktreeList', () => {
  test('reads what git wrote', () => {
    expect(parseWorktreeList(recorded)).toEqual([
      { ...plain, path: '/r', branch: 'refs/heads/main' },
      { ...plain, path: '/r/two words\nand a line' },
      { ...plain, path: '/r/held', locked: 'on a stick' },
      {
        ...plain,
        path: '/r/gone',
        locked: '',
        prunable: 'gitdir file points to non-existent location',
      },
      { ...plain, path: '/r/new', head: null, branch: 'refs/heads/new' },
    ]);
  });

  test('reads a bare main worktree', () => {
    expect(parseWorktreeList('worktree /r.git\0bare\0\0')).toEqual([
      { ...plain, path: '/r.git', head: null, isBare: true },
    ]);
  });

  test('reads nothing from nothing', () => {
    expect(parseWorktreeList('')).toEqual([]);
  });
});
