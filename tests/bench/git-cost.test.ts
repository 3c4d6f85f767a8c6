/** How many processes of git a session costs, counted: each is milliseconds, and holds up the engine to start. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { resolveBase, resolveRepository } from '../../src/engine/git/repository.ts';
import { createWorktree } from '../../src/engine/git/worktrees.ts';
import { openWorkplace, scripted } from '../helpers/engine.ts';
import { createRepository, temporaryFolder } from '../helpers/repository.ts';

/** Puts a git before the real one that writes down each call; returns what was called since. */
function countGit(): () => string[] {
  const folder = temporaryFolder();
  const calls = join(folder, 'calls');
  const real = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${calls}'\nexec '${real}' "$@"\n`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = [folder, before].join(delimiter);
  onTestFinished(() => {
    process.env['PATH'] = before;
  });
  writeFileSync(calls, '');
  return () => {
    const said = readFileSync(calls, 'utf8');
    writeFileSync(calls, '');
    return said.split('\n').filter((line) => line !== '');
  };
}

test('a worktree is two processes of git', async () => {
  const repository = createRepository();
  const commit = repository.commit('a.txt', 'a');
  const place = await resolveRepository(repository.path);
  const calls = countGit();

  await createWorktree(place, { path: join(repository.path, '.lulu', 'worktrees', 'one'), commit });

  expect(calls()).toHaveLength(2);
});

test('a clone is found by one process, its base by two', async () => {
  const repository = createRepository();
  repository.commit('a.txt', 'a');
  const calls = countGit();

  const { root } = await resolveRepository(repository.path);
  expect(calls()).toHaveLength(1);
  await resolveBase(root, null);
  expect(calls()).toHaveLength(2);
  await resolveBase(root, 'main');
  expect(calls()).toHaveLength(2);
});

test('a session from its prompt to its end is at most six, its next at most five', async () => {
  const calls = countGit();
  const place = await openWorkplace();
  place.repository.commit('a.txt', 'a');
  calls();

  for (const most of [6, 5]) {
    const { id } = await place.create(scripted({ say: 'Done' }));
    await place.ended(id);

    const all = calls();
    expect(all.length, all.join('\n')).toBeLessThanOrEqual(most);
  }
});
