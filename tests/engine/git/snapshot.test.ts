import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifySnapshot } from '../../../src/engine/git/snapshot-read.ts';
import { restoreSnapshot } from '../../../src/engine/git/snapshot-restore.ts';
import { listSnapshots, takeSnapshot } from '../../../src/engine/git/snapshot.ts';
import { emptyTrash, moveToTrash } from '../../../src/engine/git/trash.ts';
import { plainGit } from '../../helpers/repository.ts';
import { treeState } from '../../helpers/tree-state.ts';
import {
  busyWorktree,
  conflictedWorktree,
  nestingWorktree,
  quietWorktree,
  type BusyWorktree,
} from '../../helpers/worktree-with-everything.ts';

const isIgnored = (path: string): boolean =>
  path.endsWith('.log') || path.split('/').includes('node_modules');

const filesAndRecord = ({ path, commonDir, id }: BusyWorktree) => ({
  files: treeState(path, isIgnored),
  record: treeState(join(commonDir, 'worktrees', id)),
});

const saidByGit = ({ path }: BusyWorktree) => ({
  status: plainGit(path, 'status', '--porcelain'),
  index: plainGit(path, 'ls-files', '--stage'),
  head: plainGit(path, 'rev-parse', 'HEAD'),
});

describe('takeSnapshot', () => {
  test('changes neither worktree, index nor the main checkout', async () => {
    const worktree = busyWorktree();
    const before = filesAndRecord(worktree);
    const status = worktree.repository.git('status', '--porcelain', '--ignored');

    await takeSnapshot(worktree, worktree);

    expect(filesAndRecord(worktree)).toEqual(before);
    expect(worktree.repository.git('status', '--porcelain', '--ignored')).toBe(status);
    expect(readdirSync(join(worktree.commonDir, 'lulu'))).toEqual([]);
  });

  test('numbers the snapshots of a session, with HEAD as first parent', async () => {
    const worktree = quietWorktree();

    const taken = await Promise.all([1, 2].map(() => takeSnapshot(worktree, worktree)));

    const prefix = `refs/lulu/snapshots/${worktree.id}`;
    expect(taken.map(({ ref }) => ref).toSorted()).toEqual([`${prefix}/1`, `${prefix}/2`]);
    expect(await listSnapshots(worktree.root, worktree.id)).toEqual([`${prefix}/1`, `${prefix}/2`]);
    expect(worktree.repository.git('rev-parse', `${prefix}/1^1`)).toBe(
      plainGit(worktree.path, 'rev-parse', 'HEAD'),
    );
  });

  test('says what it cannot keep', async () => {
    const worktree = quietWorktree();
    plainGit(worktree.path, 'init', '--quiet', 'nested');
    execFileSync('mkfifo', [join(worktree.path, 'nested', '.git', 'pipe')]);

    const { skipped } = await takeSnapshot(worktree, worktree);

    expect(skipped).toEqual([{ path: 'git/1/pipe', why: 'not a file' }]);
  });

  test('says that a worktree is not there', async () => {
    const worktree = quietWorktree();
    rmSync(worktree.path, { recursive: true });

    await expect(takeSnapshot(worktree, worktree)).rejects.toMatchObject({
      name: 'GitError',
      kind: 'worktree-missing',
    });
  });
});

describe('restoreSnapshot', () => {
  test.each([
    ['staged, unstaged, untracked and committed work', busyWorktree],
    ['submodules and nested repositories', nestingWorktree],
    ['an unresolved merge', conflictedWorktree],
  ])('brings back from the snapshot alone: %s', async (_what, make) => {
    const worktree = make();
    const before = filesAndRecord(worktree);
    const said = saidByGit(worktree);

    const { ref } = await takeSnapshot(worktree, worktree);
    await moveToTrash(worktree, worktree);
    await emptyTrash(worktree, worktree.id);
    worktree.repository.git('-c', 'gc.pruneExpire=now', 'gc', '--quiet', '--prune=now');
    await verifySnapshot(worktree.root, ref);
    const restored = await restoreSnapshot(worktree, ref, worktree.path);

    expect(restored).toEqual({ isDetached: false, skipped: [] });
    expect(filesAndRecord(worktree)).toEqual(before);
    expect(saidByGit(worktree)).toEqual(said);
  });

  test('gives submodules and nested repositories back their own commits', async () => {
    const worktree = nestingWorktree();
    const inner = ['sub', 'nested'].map((name) => join(worktree.path, name));
    const before = inner.map((path) => plainGit(path, 'log', '--format=%H %s'));

    const { ref } = await takeSnapshot(worktree, worktree);
    await moveToTrash(worktree, worktree);
    await emptyTrash(worktree, worktree.id);
    await restoreSnapshot(worktree, ref, worktree.path);

    expect(inner.map((path) => plainGit(path, 'log', '--format=%H %s'))).toEqual(before);
    expect(plainGit(join(worktree.path, 'sub'), 'status', '--porcelain')).toBe('?? untracked.txt');
    expect(plainGit(join(worktree.path, 'nested'), 'status', '--porcelain')).toBe(' M file');
    expect(plainGit(join(worktree.path, 'empty nested'), 'status', '--porcelain')).toBe('?? file');
    for (const path of inner) plainGit(path, 'fsck', '--strict');
  });

  test('leads submodules to where the worktree is now', async () => {
    const worktree = nestingWorktree();
    const { ref } = await takeSnapshot(worktree, worktree);
    await moveToTrash(worktree, worktree);
    const path = worktree.repository.sibling('elsewhere');

    await restoreSnapshot(worktree, ref, path);

    expect(plainGit(join(path, 'sub'), 'rev-parse', '--show-toplevel')).toBe(join(path, 'sub'));
    expect(plainGit(join(path, 'sub'), 'status', '--porcelain')).toBe('?? untracked.txt');
  });

  test('keeps a link that took the place of a folder', async () => {
    const worktree = quietWorktree();
    rmSync(join(worktree.path, 'dir'), { recursive: true });
    mkdirSync(join(worktree.path, 'other'));
    writeFileSync(join(worktree.path, 'other', 'inner'), 'not the one committed');
    symlinkSync('other', join(worktree.path, 'dir'));
    const before = filesAndRecord(worktree);

    const { ref } = await takeSnapshot(worktree, worktree);
    await moveToTrash(worktree, worktree);
    await restoreSnapshot(worktree, ref, worktree.path);

    expect(filesAndRecord(worktree)).toEqual(before);
  });

  test('keeps raw bytes whatever line ends and filters the settings ask for', async () => {
    const worktree = quietWorktree();
    worktree.repository.git('config', 'core.autocrlf', 'true');
    worktree.repository.git('config', 'filter.shout.clean', 'tr a-z A-Z');
    writeFileSync(join(worktree.path, '.gitattributes'), '*.lfs filter=shout -text\n');
    writeFileSync(
      join(worktree.path, 'pointer.lfs'),
      'version https://git-lfs.github.com/spec/v1\n',
    );
    writeFileSync(join(worktree.path, 'mixed.txt'), 'one\r\ntwo\nthree\r\n');
    plainGit(worktree.path, 'add', '.');
    const before = filesAndRecord(worktree);

    const { ref } = await takeSnapshot(worktree, worktree);
    await moveToTrash(worktree, worktree);
    await restoreSnapshot(worktree, ref, worktree.path);

    expect(filesAndRecord(worktree)).toEqual(before);
  });

  test('keeps a folder whose repository is broken', async () => {
    const worktree = quietWorktree();
    const broken = join(worktree.path, 'sub');
    plainGit(worktree.path, 'init', '--quiet', 'sub');
    writeFileSync(join(broken, 'file'), 'still wanted');
    plainGit(broken, 'add', '.');
    plainGit(broken, 'commit', '--quiet', '--message', 'Inner');
    plainGit(worktree.path, '-c', 'advice.addEmbeddedRepo=false', 'add', 'sub');
    rmSync(join(broken, '.git', 'HEAD'));
    const before = filesAndRecord(worktree);

    const { ref } = await takeSnapshot(worktree, worktree);
    await moveToTrash(worktree, worktree);
    await restoreSnapshot(worktree, ref, worktree.path);

    expect(filesAndRecord(worktree)).toEqual(before);
  });

  test('refuses a place that is taken, and leaves it alone', async () => {
    const worktree = busyWorktree();
    const { ref } = await takeSnapshot(worktree, worktree);
    const before = filesAndRecord(worktree);

    await expect(restoreSnapshot(worktree, ref, worktree.path)).rejects.toMatchObject({
      kind: 'worktree-exists',
    });
    expect(filesAndRecord(worktree)).toEqual(before);
  });

  test('says that there is no such snapshot', async () => {
    const worktree = quietWorktree();

    const restoring = restoreSnapshot(worktree, 'refs/lulu/snapshots/x/1', worktree.path);
    await expect(restoring).rejects.toMatchObject({ kind: 'snapshot-missing' });
  });
});

describe('verifySnapshot', () => {
  test('counts what it read', async () => {
    const worktree = quietWorktree();
    const { ref } = await takeSnapshot(worktree, worktree);

    expect((await verifySnapshot(worktree.root, ref)).bytes).toBeGreaterThan(100);
  });

  test('notices an object that is gone, and restores nothing from it', async () => {
    const worktree = quietWorktree();
    writeFileSync(join(worktree.path, 'untracked'), 'only here');
    const { ref } = await takeSnapshot(worktree, worktree);
    rmSync(objectFile(worktree, plainGit(worktree.path, 'hash-object', 'untracked')));
    await moveToTrash(worktree, worktree);

    await expect(verifySnapshot(worktree.root, ref)).rejects.toMatchObject({
      kind: 'snapshot-damaged',
    });
    await expect(restoreSnapshot(worktree, ref, worktree.path)).rejects.toMatchObject({
      kind: 'snapshot-damaged',
    });
    expect(readdirSync(dirname(worktree.path))).toEqual([]);
    expect(readdirSync(join(worktree.commonDir, 'lulu'))).toEqual(['trash']);
  });

  test('notices an object that holds something else', async () => {
    const worktree = quietWorktree();
    writeFileSync(join(worktree.path, 'untracked'), 'only here');
    writeFileSync(join(worktree.path, 'another'), 'not that');
    const { ref } = await takeSnapshot(worktree, worktree);
    const [wanted, other] = ['untracked', 'another'].map((name) =>
      objectFile(worktree, plainGit(worktree.path, 'hash-object', name)),
    );
    chmodSync(wanted ?? '', 0o644);
    writeFileSync(wanted ?? '', readFileSync(other ?? ''));

    await expect(verifySnapshot(worktree.root, ref)).rejects.toMatchObject({
      kind: 'snapshot-damaged',
    });
  });
});

function objectFile({ commonDir }: BusyWorktree, id: string): string {
  return join(commonDir, 'objects', id.slice(0, 2), id.slice(2));
}
