import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../../src/contract/ids.ts';
import type { Finding } from '../../../src/contract/requests.ts';
import { openWorkplace, scripted, type Workplace } from '../../helpers/engine.ts';
import { plainGit } from '../../helpers/repository.ts';

describe('each mismatch of worktrees has one safe action', () => {
  test('a session whose folder is gone is resumed; what git lists or holds for nobody is removed by git', async () => {
    const { place, id, worktree } = await withSession();
    const { repository } = place;
    expect(await warnings(place)).toEqual([]);

    rmSync(worktree, { recursive: true });
    const stray = among(place, "not ours; it's");
    const gone = among(place, 'gone');
    for (const path of [stray, gone])
      repository.git('worktree', 'add', '--quiet', '--detach', path);
    rmSync(gone, { recursive: true });

    const found = await warnings(place);
    expect(found.map(({ command, sessionId }) => command ?? sessionId)).toEqual([
      id,
      `git -C ${repository.path} worktree remove '${stray.replace("'", `'\\''`)}'`,
      `git -C ${repository.path} worktree remove ${gone}`,
    ]);
    for (const { command } of found) if (command !== undefined) run(command);
    // Of the session that is only missing git still knows all it knew.
    expect(repository.git('worktree', 'list', '--porcelain')).toContain(worktree);
    expect((await warnings(place)).map(({ sessionId }) => sessionId)).toEqual([id]);
  });

  test('a folder that is no worktree is only looked at, or removed while it is empty', async () => {
    const { place } = await withSession();
    const empty = among(place, 'empty');
    const full = among(place, 'full');
    for (const path of [empty, full]) mkdirSync(path);
    writeFileSync(join(full, 'work'), 'mine');

    const commands = (await warnings(place)).map(({ command }) => command ?? '');
    expect(commands).toEqual([`rmdir -- ${empty}`, `ls -la -- ${full}`]);
    for (const command of commands) run(command);

    expect(existsSync(empty)).toBe(false);
    expect(readFileSync(join(full, 'work'), 'utf8')).toBe('mine');
  });

  test('a locked one is unlocked first', async () => {
    const { place } = await withSession();
    const path = among(place, 'locked');
    place.repository.git('worktree', 'add', '--quiet', '--detach', '--lock', path);

    const [first] = await warnings(place);
    run(first?.command ?? '');
    const [second] = await warnings(place);
    run(second?.command ?? '');

    expect(first?.command).toContain('worktree unlock');
    expect(existsSync(path)).toBe(false);
    expect(await warnings(place)).toEqual([]);
  });

  test.each([
    ['by git', (from: string, to: string) => plainGit(from, 'worktree', 'move', from, to)],
    ['by hand', renameSync],
  ])('one that was moved %s is moved back', async (_how, move) => {
    const { place, worktree } = await withSession();
    writeFileSync(join(worktree, 'work'), 'untracked');
    move(worktree, among(place, 'moved'));

    const found = await warnings(place);
    run(found[0]?.command ?? '');

    expect(found).toHaveLength(1);
    expect(readFileSync(join(worktree, 'work'), 'utf8')).toBe('untracked');
    expect(await warnings(place)).toEqual([]);
  });

  test('what the trash holds for nobody is told', async () => {
    const { place } = await withSession();
    const lost = join(place.repository.path, '.lulu', 'trash', 'lost');
    mkdirSync(lost, { recursive: true });

    expect((await warnings(place)).map(({ command }) => command)).toEqual([`ls -la -- ${lost}`]);
  });
});

test('what may be of another data directory is only looked at', async () => {
  const place = await openWorkplace();
  place.repository.commit('README', 'hello');
  const other = await openWorkplace();
  const params = { repo: place.repository.path };
  const kept = await other.create('demo: []', params);
  const gone = await other.create('demo: []', params);
  const trashed = await other.create('demo: []', params);
  for (const { id } of [kept, gone, trashed]) await other.ended(id);
  rmSync(gone.worktree, { recursive: true });
  await other.engine.request('sessions.delete', { id: trashed.id });
  const own = await place.create('demo: []');
  await place.ended(own.id);

  const found = await warnings(place);

  expect(found.map(({ text }) => text)).toEqual([
    `No session of this data directory owns the folder ${kept.worktree}`,
    `git lists a worktree that is not there: ${gone.worktree}, of a session that this data directory does not know`,
    expect.stringContaining(
      'The trash holds files of a session that this data directory does not know',
    ),
  ]);
  for (const { action, command = '' } of found) {
    expect(action).toContain('another data directory');
    expect(command).toMatch(/^ls -la -- /);
    run(command);
  }
  expect(await warnings(other)).toMatchObject([
    { sessionId: gone.id },
    { text: `No session of this data directory owns the folder ${own.worktree}` },
  ]);
});

describe('a resume puts a worktree and git together again, and its files stay', () => {
  test('where git has forgotten it', async () => {
    const { place, id, worktree } = await withSession();
    writeFileSync(join(worktree, 'work'), 'untracked');
    renameSync(worktree, `${worktree}-aside`);
    place.repository.git('worktree', 'prune', '--expire=now');
    renameSync(`${worktree}-aside`, worktree);
    expect((await warnings(place)).map(({ sessionId }) => sessionId)).toEqual([id]);

    expect(await resume(place, id)).toContain('git had no record of the worktree any more');

    expect(plainGit(worktree, 'status', '--porcelain')).toBe('?? work');
    expect(await warnings(place)).toEqual([]);
  });

  test('where it has lost its .git file', async () => {
    const { place, id, worktree } = await withSession();
    writeFileSync(join(worktree, 'work'), 'staged');
    plainGit(worktree, 'add', 'work');
    rmSync(join(worktree, '.git'));
    expect((await warnings(place)).map(({ sessionId }) => sessionId)).toEqual([id]);

    expect(await resume(place, id)).toContain('had lost its .git file');

    expect(plainGit(worktree, 'status', '--porcelain')).toBe('A  work');
  });

  test('and fails where something else is in its place, which is left alone', async () => {
    const { place, id, worktree } = await withSession();
    place.repository.git('worktree', 'remove', worktree);
    mkdirSync(worktree);
    writeFileSync(join(worktree, 'mine'), 'mine');

    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'On' }) });
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Failed' });
    expect(row.failureReason).toContain('Move it away and try again');
    expect(readFileSync(join(worktree, 'mine'), 'utf8')).toBe('mine');
  });
});

test('a deleted session that git had forgotten comes back with its files', async () => {
  const { place, id, worktree } = await withSession();
  writeFileSync(join(worktree, 'work'), 'untracked');
  rmSync(join(place.repository.commonDir, 'worktrees', id), { recursive: true });
  await place.engine.request('sessions.delete', { id });

  await place.engine.request('sessions.restore', { id });

  expect(readFileSync(join(worktree, 'work'), 'utf8')).toBe('untracked');
  expect(plainGit(worktree, 'status', '--porcelain')).toBe('?? work');
});

async function withSession() {
  const place = await openWorkplace();
  place.repository.commit('README', 'hello');
  const { id, worktree } = await place.create('demo: []');
  await place.ended(id);
  return { place, id, worktree };
}

function among({ repository }: Workplace, name: string): string {
  return join(repository.path, '.lulu', 'worktrees', name);
}

async function warnings(place: Workplace): Promise<Finding[]> {
  const { findings } = await place.engine.request('doctor', {});
  return findings.filter(({ topic, level }) => topic === 'worktree' && level === 'warning');
}

/** As a person would who copies it into a terminal. */
function run(command: string): void {
  execFileSync('sh', ['-c', command], { stdio: 'ignore' });
}

/** What the timeline then says of the worktree. */
async function resume(place: Workplace, id: SessionId): Promise<string> {
  await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'On' }) });
  expect((await place.ended(id)).status).toBe('Completed');
  const said = (await place.events(id)).flatMap((event) =>
    event.type === 'notice' && event.payload.kind === 'worktree' ? [event.payload.text] : [],
  );
  return said.at(-1) ?? '';
}
