import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkplace } from '../../helpers/engine.ts';

const change = { uncommitted: true } as const;

test('a session starts from HEAD with uncommitted changes, and says so', async () => {
  const place = await openWorkplace();
  const { repository } = place;
  repository.commit('README', 'before');
  repository.write('README', 'after');
  repository.write('new', 'new');
  const { id } = await place.create('demo: []', change);
  const row = await place.ended(id);

  expect(row.base.ref).toBe('HEAD + uncommitted');
  expect(row.base.commit).not.toBe(repository.git('rev-parse', 'HEAD'));
  expect(readFileSync(join(row.worktree, 'README'), 'utf8')).toBe('after');
  expect(existsSync(join(row.worktree, 'new'))).toBe(true);

  const resolved = await place.engine.request('repositories.resolve', {
    ...{ repo: repository.path, base: null, uncommitted: true },
  });
  expect(resolved.changes).toBe(2);
});

test('a base and uncommitted changes at once are refused beside the base', async () => {
  const place = await openWorkplace();
  place.repository.commit('README', 'hello');
  await expect(place.create('x', { ...change, base: 'main' })).rejects.toMatchObject({
    kind: 'base',
    field: 'base',
  });
  expect((await place.engine.request('sessions.list', {})).rows).toEqual([]);
});
