/** Repositories made with plain git, which sees nobody's settings here. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptFolder } from '../places.ts';

// The engine inherits it too.
Object.assign(process.env, {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Bench',
  GIT_AUTHOR_EMAIL: 'bench@example.invalid',
  GIT_COMMITTER_NAME: 'Bench',
  GIT_COMMITTER_EMAIL: 'bench@example.invalid',
});

const filesInFolder = 100;
const line = 'A line like many others, so that a file has the size that files have.\n';

/** A repository with one commit of so many files of some 2 kB; returns its path. */
export function makeRepository(path: string, files: number): string {
  mkdirSync(path, { recursive: true });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: path });
  git('init', '--quiet', '--initial-branch=main');
  // Its collector would run in the background, beside what is measured.
  git('config', 'gc.auto', '0');
  for (let file = 0; file < files; file += 1) {
    const folder = join(path, `part-${Math.floor(file / filesInFolder)}`);
    if (file % filesInFolder === 0) mkdirSync(folder);
    writeFileSync(join(folder, `file-${file}.txt`), `${file}\n${line.repeat(10 + (file % 40))}`);
  }
  git('add', '.');
  git('commit', '--quiet', '--message', 'All of it');
  return path;
}

/** The same, made once. */
export function keptRepository(files: number): string {
  const path = join(keptFolder, `repository-${files}`);
  const stamp = join(path, '.git', 'made');
  if (existsSync(stamp)) return path;
  rmSync(path, { recursive: true, force: true });
  makeRepository(path, files);
  writeFileSync(stamp, '');
  return path;
}
