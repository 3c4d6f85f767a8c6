import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logFile } from '../../src/hosts/log-file.ts';
import { temporaryFolder } from '../helpers/repository.ts';

test('a log that grows on and on is two files, the newest lines in the first', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'engine.log');
  const log = logFile(path, 1000);

  for (let n = 0; n < 500; n += 1) log.write(`line ${String(n)}\n`);

  expect(readdirSync(folder).toSorted()).toEqual(['engine.log', 'engine.log.1']);
  const lines = [`${path}.1`, path].flatMap((file) =>
    readFileSync(file, 'utf8').trim().split('\n'),
  );
  expect(lines).toEqual(lines.map((_, index) => `line ${String(500 - lines.length + index)}`));
  for (const file of [path, `${path}.1`]) {
    expect(statSync(file).size).toBeLessThan(1100);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
});

test('the log of the engine before is gone on with, until it is full', () => {
  const path = join(temporaryFolder(), 'engine.log');
  logFile(path, 1000).write('before\n');
  const log = logFile(path, 10);

  log.write('after\n');
  log.write('anew\n');

  expect(readFileSync(`${path}.1`, 'utf8')).toBe('before\nafter\n');
  expect(readFileSync(path, 'utf8')).toBe('anew\n');
});

test('two engines at one log lose no line of each other', () => {
  const path = join(temporaryFolder(), 'engine.log');
  const [one, other] = [logFile(path, 20), logFile(path, 20)];

  one.write('a line of the one, long\n');
  other.write('a line of the other, long\n');
  one.write('anew\n');
  other.write('too\n');

  expect(readFileSync(`${path}.1`, 'utf8').split('\n')).toHaveLength(3);
  expect(readFileSync(path, 'utf8')).toBe('anew\ntoo\n');
});

test('a log that cannot be written costs its lines alone, and is gone on with when it can', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'gone', 'engine.log');
  const log = logFile(path);

  log.write('lost\n');

  mkdirSync(join(folder, 'gone'));
  log.write('kept\n');
  expect(readFileSync(path, 'utf8')).toBe('kept\n');
});
