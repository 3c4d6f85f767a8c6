/** A session's worktree with all there can be in it at once, deleted and brought back. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkplace } from '../../helpers/engine.ts';
import { plainGit } from '../../helpers/repository.ts';
import { treeState } from '../../helpers/tree-state.ts';
import {
  fillRepository,
  fillWithRepositories,
  fillWithWork,
  mergeWithConflict,
} from '../../helpers/worktree-with-everything.ts';

const isIgnored = (path: string): boolean =>
  path.endsWith('.log') || path.split('/').includes('node_modules');

test('a deleted session comes back byte for byte: from the trash, and without ignored files from its snapshot alone', async () => {
  const place = await openWorkplace();
  const { repository } = place;
  fillRepository(repository);
  repository.git('config', 'core.autocrlf', 'true');
  // What git-lfs does at its core: a small pointer is committed, and something else is on disk.
  repository.git(
    'config',
    'filter.lfs.clean',
    'printf "version https://git-lfs/spec/v1\\n"; cat | sha256sum',
  );
  repository.git('config', 'filter.lfs.smudge', 'cat');
  const { id, worktree } = await place.create('demo: []');
  await place.ended(id);
  fillWithEverything(worktree);
  plainGit(worktree, 'status');
  const before = stateOf(worktree, repository.commonDir, id);
  expect(before.git.status).toMatch(/^UU both$/m);
  expect(before.git.status).toMatch(/^A {2}staged\.lfs$/m);

  await place.engine.request('sessions.delete', { id });
  await place.engine.request('sessions.restore', { id });
  expect(stateOf(worktree, repository.commonDir, id)).toEqual(before);

  await place.engine.request('sessions.delete', { id });
  const { bytes, loses } = await place.engine.request('trash.contents', { id });
  expect(bytes).toBeGreaterThan(0);
  expect(loses).toEqual(['node_modules/', 'noise.log']);
  await place.engine.request('trash.empty', { id });
  expect((await place.engine.request('trash.contents', { id })).bytes).toBe(0);
  repository.git('-c', 'gc.pruneExpire=now', 'gc', '--quiet', '--prune=now');
  await place.engine.request('sessions.restore', { id });

  const after = stateOf(worktree, repository.commonDir, id);
  const kept = Object.entries(before.files).filter(([path]) => !isIgnored(path));
  expect(after).toEqual({ ...before, files: Object.fromEntries(kept) });
  const sub = join(worktree, 'sub');
  expect(plainGit(sub, 'log', '--format=%s', '-1')).toBe('Own commit in the submodule');
  expect(plainGit(join(worktree, 'nested'), 'log', '--format=%s')).toBe('In the nested one');
}, 90_000);

/** In an order in which each leaves the one before as it was. */
function fillWithEverything(worktree: string): void {
  fillWithRepositories(worktree);
  writeFileSync(join(worktree, 'own'), 'committed by the agent');
  plainGit(worktree, 'add', 'own');
  plainGit(worktree, 'commit', '--quiet', '--message', 'Own commit');
  mergeWithConflict(worktree);
  const conflicted = readFileSync(join(worktree, 'both'));
  const stages = plainGit(worktree, 'ls-files', '--unmerged', '--', 'both');
  fillWithWork(worktree);
  // It staged "both", which resolves the conflict: back to where the merge left it.
  const input = `0 ${'0'.repeat(40)}\tboth\n${stages}\n`;
  execFileSync('git', ['update-index', '--index-info'], { cwd: worktree, input });
  writeFileSync(join(worktree, 'both'), conflicted);
  expect(plainGit(worktree, 'ls-files', '--unmerged', '--', 'both')).toBe(stages);
  writeFileSync(join(worktree, '.gitattributes'), '*.crlf text eol=crlf\n*.lfs filter=lfs -text\n');
  writeFileSync(join(worktree, 'staged.lfs'), 'the large file itself\n');
  writeFileSync(join(worktree, 'pointer.lfs'), 'version https://git-lfs/spec/v1\n0123  -\n');
  plainGit(worktree, 'add', 'staged.lfs');
  writeFileSync(join(worktree, 'mixed.txt'), 'one\r\ntwo\nthree\r\n');
}

function stateOf(worktree: string, commonDir: string, id: string) {
  // Asking git comes last: it may write what it learns of the files into the index.
  const [files, record] = [treeState(worktree), treeState(join(commonDir, 'worktrees', id))];
  const git = {
    status: plainGit(worktree, 'status', '--porcelain'),
    index: plainGit(worktree, 'ls-files', '--stage'),
    head: plainGit(worktree, 'rev-parse', 'HEAD'),
  };
  return { git, files, record };
}
