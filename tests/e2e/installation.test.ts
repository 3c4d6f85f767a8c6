/** An installation that is not whole says so, whatever is asked of it. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/repository.ts';
import { openPlace, playing, typed } from '../cli/place.ts';

test.each([
  [
    'is not there',
    (path: string) => {
      rmSync(path);
    },
  ],
  [
    'is for another machine',
    (path: string) => {
      writeFileSync(path, 'not of this one');
    },
  ],
])('a copy of SQLite that %s is told by name', { timeout: 60_000 }, async (_, spoil) => {
  const place = await openPlace();
  const copy = join(temporaryFolder(), 'dist');
  cpSync(join(import.meta.dirname, '..', '..', 'dist'), copy, { recursive: true });
  spoil(join(copy, 'better_sqlite3.node'));

  for (const args of [playing(place), [...playing(place), '--detach'], ['serve']]) {
    const said = await typed({ ...place, program: join(copy, 'lulu.mjs') }, args);
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(
      /^lulu: Lulu's own copy of SQLite cannot be loaded \(.*Install Lulu again, for this system and this kind of processor\.\n$/u,
    );
  }
});
