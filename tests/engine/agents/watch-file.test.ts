import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, test } from 'vitest';
import { watchFile } from '../../../src/engine/agents/watch-file.ts';
import { temporaryFolder } from '../../helpers/repository.ts';
import { until } from '../../helpers/until.ts';

function count(dir: string, name: string): () => number {
  let looks = 0;
  onTestFinished(watchFile(dir, name, () => (looks += 1)));
  return () => looks;
}

test('a file is looked at as soon as it is there', async () => {
  const dir = temporaryFolder();
  const looks = count(dir, 'exit');

  await writeFile(join(dir, 'exit'), '0');

  await until('it was looked at', () => looks() > 0);
});

test('a file that cannot be watched is looked at all the same', async () => {
  const looks = count('/no/such/folder', 'exit');

  await until('it was looked at', () => looks() > 0);
});
