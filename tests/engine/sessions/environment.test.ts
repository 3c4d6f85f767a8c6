/** What agents get of the environment, and what is kept of it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkplace, scripted } from '../../helpers/engine.ts';

test('values of a session reach its agent in every run, and nothing that is kept of it but one file', async () => {
  const place = await openWorkplace();
  place.repository.commit('README.md', 'hello');
  const secret = 'not-to-be-kept-7f3a';
  const prompt = scripted({ bash: 'test -n "$MY_TOKEN" && echo "${#MY_TOKEN}" >> seen.txt' });
  const more = { env: { MY_TOKEN: secret }, permissionMode: 'auto' } as const;
  const { id } = await place.create(prompt, more);
  await place.ended(id);

  await place.engine.request('sessions.resume', { id, prompt });
  const row = await place.ended(id);
  await place.stop();

  const length = String(secret.length);
  expect(await readFile(join(row.worktree, 'seen.txt'), 'utf8')).toBe(`${length}\n${length}\n`);
  const holding = filesBelow(join(place.folder, 'data')).filter((path) =>
    readFileSync(path).includes(secret),
  );
  expect(holding.map((path) => path.split('/').at(-1))).toEqual(['environment.json']);
  expect(statSync(holding[0] ?? '').mode & 0o777).toBe(0o600);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
