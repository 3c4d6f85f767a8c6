import { describe, expect, test } from 'vitest';
import { rankPaths } from '../../src/core/rank-paths.ts';

const paths = [
  'src/login.ts',
  'tests/login.test.ts',
  'login.md',
  'src/app/Login.ts',
  'src/a/log/in.ts',
];

describe('rankPaths', () => {
  test('puts paths that begin so first, then file names, then what contains it, then its letters', () => {
    expect(rankPaths(paths, 'login', 10)).toEqual([
      'login.md',
      'src/login.ts',
      'src/app/Login.ts',
      'tests/login.test.ts',
      'src/a/log/in.ts',
    ]);
  });

  test('gives no more than it was asked for, and nothing where nothing fits', () => {
    expect(rankPaths(paths, 'src/', 2)).toEqual(['src/login.ts', 'src/a/log/in.ts']);
    expect(rankPaths(paths, 'zebra', 2)).toEqual([]);
  });

  test('offers the shortest paths where nothing is typed yet', () => {
    expect(rankPaths(paths, '', 1)).toEqual(['login.md']);
  });
});
