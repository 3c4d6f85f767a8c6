import { readFile, writeFile, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../../src/contract/ids.ts';
import { openWorkplace, scripted } from '../../helpers/engine.ts';

describe('a session', () => {
  test('works in a worktree of its own and leaves the checkout alone', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');

    const { id } = await place.create(scripted({ write: { path: 'a.txt', content: 'a' } }));
    const row = await place.ended(id);

    expect(row.status).toBe('Completed');
    expect(await readFile(join(row.worktree, 'a.txt'), 'utf8')).toBe('a');
    expect(place.repository.git('status', '--porcelain')).toBe('');
  });

  test('has a dense log that begins with its run and its prompt', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');

    const { id } = await place.create(scripted({ say: 'Hello' }, { say: 'Bye' }));
    await place.ended(id);
    const events = await place.events(id);

    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.slice(0, 2)).toMatchObject([
      { type: 'notice', payload: { kind: 'run-started', run: 1 } },
      { type: 'prompt' },
    ]);
    const said = events.flatMap((event) => (event.type === 'message' ? [event.payload.text] : []));
    expect(said).toEqual(['Hello', 'Bye']);
  });

  test.each([
    ['an error result', [{ result: { error: 'I give up' } }], 'I give up'],
    ['a crash', [{ crash: { signal: 'SIGKILL' } }], 'Demo was killed (SIGKILL)'],
    [
      'an exit code',
      [{ stderr: 'out of ideas' }, { crash: { code: 3 } }],
      'Demo exited with code 3: out of ideas',
    ],
  ])('fails by %s and says why', async (_what, steps, reason) => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');

    const { id } = await place.create(scripted(...steps));

    expect(await place.ended(id)).toMatchObject({ status: 'Failed', failureReason: reason });
  });

  test('goes on after garbage, which it keeps', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');

    const { id } = await place.create(
      scripted({ garbage: { kind: 'text' } }, { say: 'Still here' }),
    );
    await place.ended(id);

    const types = (await place.events(id)).map(({ type }) => type);
    expect(types).toContain('unrecognised');
    expect((await place.row(id)).status).toBe('Completed');
  });

  test('fails without leaving anything in the repository when its agent is missing', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');

    const { id } = await place.create('Go', { agent: 'claude', agentBin: '/nowhere/claude' });
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Failed' });
    expect(row.failureReason).toContain('/nowhere/claude');
    expect(existsSync(join(place.repository.path, '.lulu'))).toBe(false);
  });

  test.each([
    ['a folder that is no repository', { repo: '/' }, { kind: 'repository', field: 'repo' }],
    ['a base that does not exist', { base: 'no-such' }, { kind: 'base', field: 'base' }],
  ])('is refused for %s, and nothing is stored', async (_what, wrong, error) => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');

    await expect(place.create('Go', wrong)).rejects.toMatchObject(error);

    expect(await place.engine.request('sessions.list', {})).toEqual({ rows: [] });
  });

  test('asks, waits, and does what it was allowed', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ bash: 'echo yes > ran.txt' }));
    const waiting = await place.until(id, ({ status }) => status === 'Waiting');

    await place.engine.request('sessions.approve', {
      ...{ id, requestId: null, input: null, permissionMode: null, always: null },
    });
    const row = await place.ended(id);

    expect(waiting.waitingFor).toMatchObject({
      kind: 'approval',
      text: 'Run `echo yes > ran.txt`?',
    });
    expect(row).toMatchObject({ status: 'Completed', waitingFor: null });
    expect(await readFile(join(row.worktree, 'ran.txt'), 'utf8')).toBe('yes\n');
  });

  test('refuses an answer that was given before, and one to nothing', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ bash: 'true' }, { bash: 'true' }));
    const first = await place.until(id, ({ status }) => status === 'Waiting');
    const requestId = first.waitingFor?.requestId ?? null;
    await place.engine.request('sessions.deny', { id, requestId, message: 'No' });

    const again = place.engine.request('sessions.approve', {
      ...{ id, requestId, input: null, permissionMode: null, always: null },
    });

    await expect(again).rejects.toMatchObject({ kind: 'nothing-to-answer', field: 'requestId' });
    const second = await place.until(id, (view) => {
      const open = view.waitingFor?.requestId;
      return open !== undefined && open !== requestId;
    });
    await place.engine.request('sessions.deny', {
      ...{ id, requestId: second.waitingFor?.requestId ?? null, message: null },
    });
    await place.ended(id);
    await expect(
      place.engine.request('sessions.approve', {
        ...{ id, requestId: null, input: null, permissionMode: null, always: null },
      }),
    ).rejects.toMatchObject({ kind: 'nothing-to-answer' });
  });

  test('takes follow-ups in order, each as a turn of the same run', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ bash: 'true' }));
    await place.until(id, ({ status }) => status === 'Waiting');
    for (const text of ['one', 'two']) {
      await place.engine.request('sessions.send', {
        id,
        prompt: scripted({ say: text }),
        now: false,
      });
    }
    const { queue } = await place.engine.request('sessions.show', { id });
    expect(queue).toHaveLength(2);

    await place.engine.request('sessions.deny', { id, requestId: null, message: null });
    const row = await place.ended(id);

    const said = (await place.events(id)).flatMap((event) =>
      event.type === 'message' ? [event.payload.text] : [],
    );
    expect(said.slice(-2)).toEqual(['one', 'two']);
    expect(row).toMatchObject({ status: 'Completed', resumeCount: 0 });
  });

  test('is resumed as its next run, in the same worktree', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ write: { path: 'a.txt', content: 'a' } }));
    const before = await place.ended(id);

    await place.engine.request('sessions.resume', { id, prompt: scripted({ read: 'a.txt' }) });
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Completed', resumeCount: 1, worktree: before.worktree });
    expect(row.lastResumeAt).not.toBeNull();
  });

  test('begins again under the same id when the agent has forgotten the conversation', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ say: 'Hello' }));
    await place.ended(id);
    await rm(join(place.repository.commonDir, 'lulu-demo'), { recursive: true });

    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'Again' }) });
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Completed', resumeCount: 1 });
    const events = await place.events(id);
    expect(events.map(({ payload }) => payload)).toContainEqual(
      expect.objectContaining({ kind: 'conversation-missing' }),
    );
    expect(events.filter(({ type }) => type === 'prompt')).toHaveLength(2);
  });

  test('gets its worktree again when somebody removed it, and says so', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id, worktree } = await place.create(scripted({ say: 'Hello' }));
    await place.ended(id);
    await rm(worktree, { recursive: true });

    await place.engine.request('sessions.resume', { id, prompt: scripted({ read: 'README.md' }) });
    const row = await place.ended(id);

    expect(row.status).toBe('Completed');
    expect(existsSync(join(worktree, 'README.md'))).toBe(true);
    const texts = (await place.events(id)).flatMap((event) =>
      event.type === 'notice' && event.payload.kind === 'worktree' ? [event.payload.text] : [],
    );
    expect(texts.at(-1)).toContain('The worktree was gone');
  });

  test('is ended with all it started when it is interrupted', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ say: 'Here' }, { hang: true }));
    await place.until(id, ({ lastSeq }) => lastSeq > 7);

    const asked = await place.engine.request('sessions.interrupt', { id });
    expect(asked.row).toMatchObject({ interrupting: true });
    await expect(place.engine.request('sessions.interrupt', { id })).rejects.toMatchObject({
      kind: 'rejected',
    });
    expect(await place.ended(id)).toMatchObject({ status: 'Interrupted', interrupting: false });
  });

  test('has the id that was asked for, and nobody gets that twice', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const id = 'abcdef01-0000-4000-8000-000000000000' as SessionId;

    const row = await place.create(scripted({ say: 'Hello' }), { id });
    expect(row.id).toBe(id);
    const again = place.create(scripted({ say: 'Hello' }), { id: row.id });

    await expect(again).rejects.toMatchObject({ kind: 'rejected', field: 'id' });
    expect((await place.ended(row.id)).resumeCount).toBe(0);
  });

  test('is not known by an id nobody gave out', async () => {
    const place = await openWorkplace();
    const id = '00000000-0000-4000-8000-000000000000' as SessionId;

    await expect(place.row(id)).rejects.toMatchObject({ kind: 'unknown-session', field: 'id' });
  });
});

describe('the cap on live agents', () => {
  test('lets sessions wait in order, and says how many are ahead', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    await place.engine.request('settings.set', { patch: { liveAgents: 1 } });
    const first = await place.create(scripted({ bash: 'true' }));
    await place.until(first.id, ({ status }) => status === 'Waiting');
    const second = await place.create(scripted({ say: 'two' }));
    const third = await place.create(scripted({ say: 'three' }));

    expect([(await place.row(second.id)).queued, (await place.row(third.id)).queued]).toEqual([
      0, 1,
    ]);
    expect(place.engine.activity()).toEqual({ live: 1, queued: 2 });
    await place.engine.request('sessions.interrupt', { id: second.id });
    expect(await place.ended(second.id)).toMatchObject({ status: 'Interrupted' });
    await place.engine.request('sessions.deny', { id: first.id, requestId: null, message: null });
    expect(await place.ended(third.id)).toMatchObject({ status: 'Completed', queued: null });
  });
});

describe('the trash', () => {
  test('gives everything back as it was, ignored files too', async () => {
    const place = await openWorkplace();
    place.repository.commit('.gitignore', 'cache\n');
    const { id, worktree } = await place.create(
      scripted({ write: { path: 'new.txt', content: 'new' } }),
    );
    await place.ended(id);
    await mkdir(join(worktree, 'cache'));
    await writeFile(join(worktree, 'cache', 'x'), 'x');

    await place.engine.request('sessions.delete', { id });
    const rows = await place.engine.request('sessions.list', {});
    expect(rows).toEqual({ rows: [] });
    expect(existsSync(worktree)).toBe(false);
    const { row } = await place.engine.request('sessions.restore', { id });

    expect(row).toMatchObject({ id, deletedAt: null });
    expect(await readFile(join(worktree, 'cache', 'x'), 'utf8')).toBe('x');
    expect(await readFile(join(worktree, 'new.txt'), 'utf8')).toBe('new');
  });

  test('interrupts a running session first, and refuses to be used meanwhile', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ hang: true }));
    await place.until(id, ({ status }) => status === 'Running');

    await place.engine.request('sessions.delete', { id });

    expect((await place.row(id)).status).toBe('Interrupted');
    await expect(
      place.engine.request('sessions.resume', { id, prompt: 'On' }),
    ).rejects.toMatchObject({ kind: 'rejected' });
  });

  test('empties itself after a week, says what that lost, and still restores the rest', async () => {
    const place = await openWorkplace();
    place.repository.commit('.gitignore', 'cache\n');
    const { id, worktree } = await place.create(
      scripted({ write: { path: 'new.txt', content: 'new' } }),
    );
    await place.ended(id);
    await writeFile(join(worktree, 'cache'), 'x');
    await place.engine.request('sessions.delete', { id });
    const { loses } = await place.engine.request('trash.contents', { id });
    await place.stop();
    place.now = () => Date.now() + 8 * 24 * 3600 * 1000;
    await place.start();
    await place.until(id, ({ lastSeq }) => lastSeq > 0);
    await place.engine.request('trash.empty', { id });

    await place.engine.request('sessions.restore', { id });

    expect(loses).toEqual(['cache']);
    expect(existsSync(join(worktree, 'cache'))).toBe(false);
    expect(await readFile(join(worktree, 'new.txt'), 'utf8')).toBe('new');
    const texts = (await place.events(id)).flatMap((event) =>
      event.type === 'notice' ? [event.payload.text] : [],
    );
    expect(texts).toContain('The trash was emptied. Not in the snapshot: cache');
  });
});

describe('an engine that was away', () => {
  test('adopts what is alive and stores what it wrote meanwhile', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ bash: 'true' }, { say: 'After' }));
    await place.until(id, ({ status }) => status === 'Waiting');
    await place.stop();

    await place.start();
    expect(await place.row(id)).toMatchObject({ status: 'Waiting', restored: false });
    await place.engine.request('sessions.approve', {
      ...{ id, requestId: null, input: null, permissionMode: null, always: null },
    });

    expect(await place.ended(id)).toMatchObject({ status: 'Completed', resumeCount: 0 });
    const events = await place.events(id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });
});
