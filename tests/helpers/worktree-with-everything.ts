/** A worktree in the states agents leave them in, for what must bring it back byte for byte. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, plainGit, type TestRepository } from './repository.ts';

export interface BusyWorktree {
  readonly repository: TestRepository;
  readonly root: string;
  readonly commonDir: string;
  readonly path: string;
  readonly id: string;
}

const id = '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10';

/** Attributes, ignored names and a few files, committed. */
export function fillRepository(repository: TestRepository): void {
  repository.write('.gitignore', 'node_modules/\n*.log\n');
  repository.write('.gitattributes', '*.crlf text eol=crlf\n*.lf text\n');
  for (const name of ['staged', 'unstaged', 'both', 'deleted', 'mode', 'dir/inner']) {
    repository.write(name, `${name} as committed\n`);
  }
  repository.git('add', '.');
  repository.git('commit', '--quiet', '--message', 'Start');
}

/** A worktree with a commit of its own, and one file: nothing else in it has changed. */
export function quietWorktree(): BusyWorktree {
  const repository = createRepository();
  fillRepository(repository);
  const path = join(repository.path, '.lulu', 'worktrees', id);
  repository.git('worktree', 'add', '--quiet', '--detach', path);
  writeFileSync(join(path, 'own'), 'committed by the agent');
  plainGit(path, 'add', 'own');
  plainGit(path, 'commit', '--quiet', '--message', 'Own commit');
  return { repository, root: repository.path, commonDir: repository.commonDir, path, id };
}

/** Staged, unstaged, untracked, ignored and committed work, links, modes and odd names. */
export function busyWorktree(): BusyWorktree {
  const worktree = quietWorktree();
  fillWithWork(worktree.path);
  return worktree;
}

/** All that an agent may leave in a worktree of a repository like that of `fillRepository`. */
export function fillWithWork(path: string): void {
  const write = (name: string, text: string): void => {
    writeFileSync(join(path, name), text);
  };
  write('staged', 'staged\n');
  write('both', 'staged part\n');
  write('new staged', 'new and staged\n');
  plainGit(path, 'add', 'staged', 'both', 'new staged');
  plainGit(path, 'rm', '--quiet', '--cached', 'deleted');
  write('both', 'staged part\nand unstaged\n');
  write('unstaged', 'unstaged\n');
  write('mixed.crlf', 'one\r\ntwo\nthree\r\n');
  write('intended', '');
  plainGit(path, 'add', '--intent-to-add', 'intended');
  chmodSync(join(path, 'mode'), 0o755);
  write('secret', 'for me alone');
  chmodSync(join(path, 'secret'), 0o600);
  for (const name of [
    '-dash',
    'a\nnewline',
    '"quoted"',
    'back\\slash',
    'ünï 日本',
    ' space ',
    'tab\t',
  ]) {
    write(name, `odd ${name}`);
  }
  writeFileSync(
    Buffer.concat([Buffer.from(join(path, 'raw-')), Buffer.from([0xff, 0xfe])]),
    'bytes',
  );
  writeFileSync(join(path, 'binary'), Buffer.from([0, 255, 10, 13, 0]));
  symlinkSync('nowhere/at all', join(path, 'dangling'));
  symlinkSync('dir', join(path, 'linked-dir'));
  write('noise.log', 'ignored');
  mkdirSync(join(path, 'node_modules', 'left-pad'), { recursive: true });
  write('node_modules/left-pad/index.js', 'ignored too');
}

/** As above, and repositories inside: a submodule with its own commit, nested ones, one of them empty. */
export function nestingWorktree(): BusyWorktree {
  const worktree = quietWorktree();
  fillWithRepositories(worktree.path);
  return worktree;
}

/** Commits what is staged, with the submodule. */
export function fillWithRepositories(path: string): void {
  const library = createRepository('library');
  library.commit('library.txt', 'library');
  const add = [
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'add',
    library.path,
    'sub',
  ];
  plainGit(path, ...add);
  plainGit(path, 'commit', '--quiet', '--message', 'Add a submodule');
  writeFileSync(join(path, 'sub', 'own.txt'), 'own commit of the submodule');
  plainGit(join(path, 'sub'), 'add', 'own.txt');
  plainGit(join(path, 'sub'), 'commit', '--quiet', '--message', 'Own commit in the submodule');
  writeFileSync(join(path, 'sub', 'untracked.txt'), 'untracked in the submodule');
  for (const name of ['nested', 'empty nested', 'bare of files']) {
    plainGit(path, 'init', '--quiet', '--initial-branch=main', name);
    if (name !== 'bare of files') writeFileSync(join(path, name, 'file'), `in ${name}`);
  }
  plainGit(join(path, 'nested'), 'add', 'file');
  plainGit(join(path, 'nested'), 'commit', '--quiet', '--message', 'In the nested one');
  writeFileSync(join(path, 'nested', 'file'), 'changed in nested');
}

/** In the middle of a merge that conflicts, and with a stash-like reflog behind it. */
export function conflictedWorktree(): BusyWorktree {
  const worktree = quietWorktree();
  mergeWithConflict(worktree.path);
  return worktree;
}

/** Resets to HEAD first. */
export function mergeWithConflict(path: string): void {
  const start = plainGit(path, 'rev-parse', 'HEAD');
  writeFileSync(join(path, 'both'), 'theirs\n');
  plainGit(path, 'commit', '--quiet', '--all', '--message', 'Theirs');
  const theirs = plainGit(path, 'rev-parse', 'HEAD');
  plainGit(path, 'reset', '--quiet', '--hard', start);
  writeFileSync(join(path, 'both'), 'ours\n');
  plainGit(path, 'commit', '--quiet', '--all', '--message', 'Ours');
  try {
    plainGit(path, 'merge', '--quiet', theirs);
  } catch {
    return; // The conflict is what is wanted.
  }
  throw new Error('The merge was expected to conflict');
}
