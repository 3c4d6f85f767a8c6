import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { excludeLulu } from '../../../src/engine/git/exclude.ts';
import { createRepository, type TestRepository } from '../../helpers/repository.ts';

const both = '/.lulu/worktrees/\n/.lulu/trash/\n';
const file = (repository: TestRepository) => join(repository.commonDir, 'info', 'exclude');
const place = (repository: TestRepository) => ({
  root: repository.path,
  commonDir: repository.commonDir,
});

describe('excludeLulu', () => {
  test('adds both patterns once, however often and at once it is asked', async () => {
    const repository = createRepository();
    writeFileSync(file(repository), '# mine\n*.log\n');

    await Promise.all(Array.from({ length: 5 }, () => excludeLulu(place(repository))));
    await excludeLulu(place(repository));

    expect(readFileSync(file(repository), 'utf8')).toBe(`# mine\n*.log\n${both}`);
  });

  test('ends a last line that has no newline', async () => {
    const repository = createRepository();
    writeFileSync(file(repository), '*.log');

    await excludeLulu(place(repository));

    expect(readFileSync(file(repository), 'utf8')).toBe(`*.log\n${both}`);
  });

  test('adds only what is missing', async () => {
    const repository = createRepository();
    writeFileSync(file(repository), '/.lulu/trash/\r\n');

    await excludeLulu(place(repository));

    expect(readFileSync(file(repository), 'utf8')).toBe('/.lulu/trash/\r\n/.lulu/worktrees/\n');
  });

  test('makes the folder where it is missing', async () => {
    const repository = createRepository();
    rmSync(join(repository.commonDir, 'info'), { recursive: true, force: true });

    await excludeLulu(place(repository));

    expect(readFileSync(file(repository), 'utf8')).toBe(both);
  });

  test('finds the shared file from a linked worktree', async () => {
    const repository = createRepository();
    repository.commit('README', 'hello');
    const root = repository.sibling('linked');
    repository.git('worktree', 'add', '--quiet', '--detach', root);

    await excludeLulu({ root, commonDir: repository.commonDir });

    expect(readFileSync(file(repository), 'utf8')).toContain(both);
  });

  test('leaves .lulu/config.json for the user to commit', async () => {
    const repository = createRepository();
    await excludeLulu(place(repository));
    repository.write('.lulu/config.json', '{}');
    repository.write('.lulu/trash/x', '');

    expect(repository.git('status', '--porcelain', '-uall')).toBe('?? .lulu/config.json');
    expect(existsSync(join(repository.path, '.gitignore'))).toBe(false);
  });
});
