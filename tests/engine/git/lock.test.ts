import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { self } from '../../../src/engine/git/lock-owner.ts';
import { luluDir, withRepositoryLock } from '../../../src/engine/git/lock.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

function leaveLock(folder: string, owner: object): string {
  const path = join(luluDir(folder), 'lock');
  mkdirSync(luluDir(folder), { recursive: true });
  writeFileSync(path, JSON.stringify(owner));
  return path;
}

describe('withRepositoryLock', () => {
  test('lets one in at a time', async () => {
    const folder = temporaryFolder();
    let inside = 0;
    let most = 0;

    await Promise.all(
      Array.from({ length: 10 }, () =>
        withRepositoryLock(folder, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise(setImmediate);
          inside -= 1;
        }),
      ),
    );

    expect(most).toBe(1);
  });

  test('keeps other processes out', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const counter = join(folder, 'counter');
    writeFileSync(counter, '0');
    const module = JSON.stringify(join(import.meta.dirname, '../../../src/engine/git/lock.ts'));
    const program = `
      const { withRepositoryLock } = await import(${module});
      const { readFile, writeFile } = await import('node:fs/promises');
      const [folder, counter] = process.argv.slice(1);
      for (let n = 0; n < 25; n += 1) await withRepositoryLock(folder, async () => {
        await writeFile(counter, String(Number(await readFile(counter, 'utf8')) + 1));
      });`;
    const args = ['--input-type=module', '--eval', program, folder, counter];

    const codes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
        const [code] = (await once(child, 'exit')) as [number | null];
        return code;
      }),
    );

    expect(codes).toEqual([0, 0, 0, 0]);
    expect(readFileSync(counter, 'utf8')).toBe('100');
    expect(readdirSync(luluDir(folder))).toEqual([]);
  });

  test('takes over from a process that is gone', async () => {
    const folder = temporaryFolder();
    const pid = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
    leaveLock(folder, { ...(await self()), token: 'dead', pid, startedAt: '1' });

    expect(await withRepositoryLock(folder, () => Promise.resolve('in'))).toBe('in');
    expect(readdirSync(luluDir(folder))).toEqual([]);
  });

  test('takes over from an earlier process whose pid somebody else has now', async () => {
    const folder = temporaryFolder();
    leaveLock(folder, { ...(await self()), token: 'reused', startedAt: 'earlier' });

    expect(await withRepositoryLock(folder, () => Promise.resolve('in'))).toBe('in');
  });

  test('goes on where a taker died in the middle', async () => {
    const folder = temporaryFolder();
    const path = leaveLock(folder, { ...(await self()), token: 'dead', startedAt: 'earlier' });
    const taker = { ...(await self()), token: 'taker', startedAt: 'earlier' };
    writeFileSync(`${path}.dead`, JSON.stringify(taker));

    expect(await withRepositoryLock(folder, () => Promise.resolve('in'))).toBe('in');
    expect(readdirSync(luluDir(folder))).toEqual([]);
  });

  test('gives an owner from another boot or container a minute', async () => {
    const folder = temporaryFolder();
    const path = leaveLock(folder, { token: 't', pid: 1, startedAt: '1', place: 'elsewhere' });

    const refused = withRepositoryLock(folder, () => Promise.resolve('in'), 0);
    await expect(refused).rejects.toMatchObject({ name: 'GitError', kind: 'locked' });

    utimesSync(path, new Date(), new Date(Date.now() - 61_000));
    expect(await withRepositoryLock(folder, () => Promise.resolve('in'))).toBe('in');
  });

  test('names the living owner when it does not finish', async () => {
    const folder = temporaryFolder();
    leaveLock(folder, { ...(await self()), token: 'alive' });

    await expect(withRepositoryLock(folder, () => Promise.resolve(), 0)).rejects.toMatchObject({
      kind: 'locked',
      message: expect.stringContaining(String(process.pid)) as string,
    });
  });
});
