/** A worktree's folder that somebody deletes by hand. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { openWorkplace, scripted, type Script, type Workplace } from '../helpers/engine.ts';
import { processesWith } from '../helpers/processes.ts';
import { plainGit } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';
import { bundle } from './bundle.ts';

describe('the folder of a session at rest that is deleted by hand', () => {
  test('is told with a way back, and made again with every commit when the session is resumed', async () => {
    const place = await openPlace();
    const { id, worktree, head } = await withOwnCommit(place);
    rmSync(worktree, { recursive: true });

    const told = await missing(place);
    const said = await resume(place, id);

    expect(told).toEqual([id]);
    expect(said).toContain('made again with what was committed or staged');
    expect(plainGit(worktree, 'rev-parse', 'HEAD')).toBe(head);
    expect(plainGit(worktree, 'status', '--porcelain')).toBe('A  staged.txt');
    expect(readFileSync(join(worktree, 'staged.txt'), 'utf8')).toBe('staged');
    expect(await missing(place)).toEqual([]);
  });

  test('is made again from its snapshot where there is one, and later commits are kept', async () => {
    const place = await openPlace();
    const { id, worktree } = await withOwnCommit(place);
    writeFileSync(join(worktree, 'untracked.txt'), 'in the snapshot');
    await place.engine.request('sessions.delete', { id });
    await place.engine.request('sessions.restore', { id });
    const later = commit(worktree, 'later.txt');
    rmSync(worktree, { recursive: true });

    const said = await resume(place, id);
    place.repository.git('-c', 'gc.pruneExpire=now', 'gc', '--quiet', '--prune=now');

    expect(said).toContain('made again from its snapshot');
    expect(said).toContain(later.slice(0, 10));
    expect(readFileSync(join(worktree, 'untracked.txt'), 'utf8')).toBe('in the snapshot');
    expect(plainGit(worktree, 'show', `${later}:later.txt`)).toBe('later.txt');
  });

  test('goes to the trash and comes back with what git still knew', async () => {
    const place = await openPlace();
    const { id, worktree, head } = await withOwnCommit(place);
    rmSync(worktree, { recursive: true });

    await place.engine.request('sessions.delete', { id });
    expect(plainGit(place.repository.path, 'worktree', 'list')).not.toContain(id);
    await place.engine.request('sessions.restore', { id });

    expect(plainGit(worktree, 'rev-parse', 'HEAD')).toBe(head);
    expect(readFileSync(join(worktree, 'staged.txt'), 'utf8')).toBe('staged');
  });
});

describe('the folder of an agent at work that is deleted by hand', () => {
  test('fails no other session, and what the agent says on is kept; then it is resumed in a new one', async () => {
    const place = await openPlace();
    const other = await place.create(scripted({ say: 'up' }, { hang: true }));
    const script: Script = [{ say: 'up' }, { hang: true }];
    const { id, worktree } = await place.create(scripted(...script));
    await said(place, id, 'up');
    rmSync(worktree, { recursive: true });

    expect(await missing(place)).toEqual([id]);
    await place.engine.request('sessions.send', {
      id,
      prompt: scripted({ say: 'on' }),
      now: false,
    });
    await place.engine.request('sessions.interrupt', { id });
    expect(await place.ended(id)).toMatchObject({ status: 'Interrupted', interruptError: null });
    expect(await resume(place, id)).toContain('The worktree was gone');

    expect(existsSync(join(worktree, 'README.md'))).toBe(true);
    expect(plainGit(worktree, 'rev-parse', '--show-toplevel')).toBe(worktree);
    expect((await place.row(other.id)).status).toBe('Running');
  });

  test('does not keep the session from being deleted, and nothing of it runs on', async () => {
    const place = await openPlace();
    const { id, worktree } = await place.create(scripted({ say: 'up' }, { hang: true }));
    await said(place, id, 'up');
    const { activeRunId } = await place.row(id);
    rmSync(worktree, { recursive: true });

    await place.engine.request('sessions.delete', { id });

    expect((await place.row(id)).status).toBe('Interrupted');
    expect(await processesWith(`LULU_RUN=${String(activeRunId)}`)).toEqual([]);
    await place.engine.request('sessions.restore', { id });
    expect(readFileSync(join(worktree, 'README.md'), 'utf8')).toBe('hello');
  });
});

async function openPlace(): Promise<Workplace> {
  const place = await openWorkplace({ program: (await bundle()).demo });
  place.repository.commit('README.md', 'hello');
  return place;
}

/** A session at rest whose agent has committed one file and staged another. */
async function withOwnCommit(place: Workplace) {
  const { id, worktree } = await place.create(scripted({ say: 'up' }));
  await place.ended(id);
  const head = commit(worktree, 'own.txt');
  writeFileSync(join(worktree, 'staged.txt'), 'staged');
  plainGit(worktree, 'add', 'staged.txt');
  return { id, worktree, head };
}

function commit(worktree: string, name: string): string {
  writeFileSync(join(worktree, name), name);
  plainGit(worktree, 'add', '--', name);
  plainGit(worktree, 'commit', '--quiet', '--message', name);
  return plainGit(worktree, 'rev-parse', 'HEAD');
}

/** The sessions that a check-up says to resume. */
async function missing(place: Workplace): Promise<(SessionId | undefined)[]> {
  const { findings } = await place.engine.request('doctor', {});
  return findings
    .filter(({ topic, level }) => topic === 'worktree' && level === 'warning')
    .map(({ sessionId }) => sessionId);
}

/** Resumes it; what the timeline then says of the worktree. */
async function resume(place: Workplace, id: SessionId): Promise<string> {
  await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'resumed' }) });
  expect((await place.ended(id)).status).toBe('Completed');
  const texts = (await place.events(id)).flatMap((event) =>
    event.type === 'notice' && event.payload.kind === 'worktree' ? [event.payload.text] : [],
  );
  return texts.at(-1) ?? '';
}

async function said(place: Workplace, id: SessionId, text: string): Promise<void> {
  const messages = async (): Promise<string[]> =>
    (await place.events(id)).flatMap((event) =>
      event.type === 'message' ? [event.payload.text] : [],
    );
  await until(`it said "${text}"`, async () => (await messages()).includes(text), 30);
}
