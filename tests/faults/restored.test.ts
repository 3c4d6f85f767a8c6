import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SessionEvent } from '../../src/contract/events.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import type { Identity } from '../../src/engine/agents/process-host.ts';
import { processTable } from '../../src/engine/agents/process-host/this-machine.ts';
import type { RunRecord } from '../../src/engine/store/runs.ts';
import { openStore } from '../../src/engine/store/store.ts';
import { openWorkplace, scripted, type Workplace } from '../helpers/engine.ts';
import { processesWith } from '../helpers/processes.ts';
import { until } from '../helpers/until.ts';
import { bundle } from './bundle.ts';

describe('after a reboot', () => {
  test('a session in flight keeps its status, is marked restored, and can be resumed', async () => {
    const place = await openPlace();
    const { id } = await place.create(scripted({ say: 'up' }, { hang: true }));
    await said(place, id, 'up');
    await place.stop();
    await powerCut(place, id);
    await editIdentity(place, id, (identity) => ({ ...identity, bootId: 'an earlier boot' }));

    await place.start();
    const row = await place.ended(id);
    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'on' }) });
    const resumed = await place.ended(id);

    expect(row).toMatchObject({ status: 'Running', restored: true, activeRunId: null });
    expect(row.recoveryHint).toContain('Resume');
    expect(resumed).toMatchObject({ status: 'Completed', restored: false, recoveryHint: null });
    expect(await messages(place, id)).toEqual(['up', 'on']);
  });

  test('processes that have the recorded pids by now are left alone', async () => {
    const place = await openPlace();
    const { id } = await place.create(scripted({ say: 'up' }, { hang: true }));
    await said(place, id, 'up');
    await place.stop();
    await powerCut(place, id);
    const bystander = startBystander();
    const who = processTable().read(bystander.pid);
    // Even the start time agrees, as clock ticks since boot may: the boot does not.
    await editIdentity(place, id, (identity) => ({
      ...identity,
      ...{ bootId: 'an earlier boot', shim: who, feeder: who, agent: who },
    }));

    await place.start();
    const row = await place.ended(id);

    expect(row.restored).toBe(true);
    expect(bystander.isAlive()).toBe(true);
  });
});

describe('a pid that was given to another process', () => {
  test('is neither taken for the agent nor signalled', async () => {
    const place = await openPlace();
    const { id } = await place.create(scripted({ say: 'up' }, { hang: true }));
    await said(place, id, 'up');
    await place.stop();
    await powerCut(place, id);
    const bystander = startBystander();
    await editIdentity(place, id, (identity) => {
      const reused = { pid: bystander.pid, startedAt: identity.shim.startedAt };
      return { ...identity, shim: reused, feeder: reused, agent: reused };
    });

    await place.start();
    const row = await place.ended(id);
    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'on' }) });
    await place.ended(id);

    expect(row).toMatchObject({ status: 'Running', restored: true });
    expect(bystander.isAlive()).toBe(true);
  });
});

describe('a run that ended while no engine ran', () => {
  test.each([
    ['did its work', [{ delay: 300 }, { say: 'late' }], { status: 'Completed' }],
    [
      'gave up',
      [{ delay: 300 }, { result: { error: 'No' } }],
      { status: 'Failed', failureReason: 'No' },
    ],
    ['crashed', [{ delay: 300 }, { crash: { code: 3 } }], { status: 'Failed' }],
  ])('and %s is settled by what it left behind', async (_what, steps, expected) => {
    const place = await openPlace();
    const { id } = await place.create(scripted({ say: 'up' }, ...steps));
    await said(place, id, 'up');
    await place.stop();
    await until('it is over', async () => {
      const written = readFileSync(logOf(place, id), 'utf8');
      const crashed = steps.some((step) => 'crash' in step);
      return crashed ? (await ours(place)).every(isShimless) : written.includes('"type":"result"');
    });

    await place.start();
    const row = await place.ended(id);

    expect(row).toMatchObject({ ...expected, restored: false });
    expect(terminals(await place.events(id))).toEqual([expected.status]);
    expect(await ours(place)).toEqual([]);
  });

  test('with its work done and nobody to record its exit is Completed', async () => {
    const place = await openPlace();
    const { id } = await place.create(scripted({ say: 'up' }, { delay: 300 }, { say: 'late' }));
    await said(place, id, 'up');
    await place.stop();
    await until('it is over', () =>
      readFileSync(logOf(place, id), 'utf8').includes('"type":"result"'),
    );
    await powerCut(place, id);

    await place.start();
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Completed', restored: false });
    expect(await messages(place, id)).toEqual(['up', 'late']);
  });

  test('and nobody knows how is marked restored, with all it said', async () => {
    const place = await openPlace();
    const { id } = await place.create(
      scripted({ say: 'up' }, { delay: 300 }, { say: 'late' }, { hang: true }),
    );
    await said(place, id, 'up');
    await place.stop();
    await until('it went on', () => readFileSync(logOf(place, id), 'utf8').includes('late'));
    await powerCut(place, id);

    await place.start();
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Running', restored: true });
    expect(await messages(place, id)).toEqual(['up', 'late']);
    expect(terminals(await place.events(id))).toEqual([]);
  });
});

describe('what was asked while no engine ran', () => {
  test('is open after the start, and its answer lets the turn go on', async () => {
    const place = await openPlace();
    const { id } = await place.create(
      scripted({ say: 'up' }, { delay: 300 }, { bash: 'echo yes > ran.txt' }, { say: 'done' }),
    );
    await said(place, id, 'up');
    await place.stop();
    await until('it asks', () => readFileSync(logOf(place, id), 'utf8').includes('can_use_tool'));

    await place.start();
    const waiting = await place.until(id, ({ status }) => status === 'Waiting');
    await place.engine.request('sessions.approve', {
      ...{ id, requestId: null, input: null, permissionMode: null, always: null },
    });
    const row = await place.ended(id);

    expect(waiting.waitingFor?.text).toBe('Run `echo yes > ran.txt`?');
    expect(row.status).toBe('Completed');
    expect(readFileSync(join(row.worktree, 'ran.txt'), 'utf8')).toBe('yes\n');
    expect(row.resumeCount).toBe(0);
  });
});

describe('queued follow-ups', () => {
  test('survive a restart, in order, and each is given once', async () => {
    const place = await openPlace();
    const { id } = await place.create(
      scripted({ ask: { tool: 'Deploy', input: {} } }, { say: 'zero' }),
    );
    await place.until(id, ({ status }) => status === 'Waiting');
    for (const say of ['one', 'two', 'three']) {
      await place.engine.request('sessions.send', { id, prompt: scripted({ say }), now: false });
    }

    await place.stop();
    await place.start();
    expect((await place.engine.request('sessions.show', { id })).queue).toHaveLength(3);
    await place.engine.request('sessions.approve', {
      ...{ id, requestId: null, input: null, permissionMode: null, always: null },
    });
    const row = await place.ended(id);

    expect(row.status).toBe('Completed');
    expect(await messages(place, id)).toEqual(['zero', 'one', 'two', 'three']);
  });

  test('that came while the agent was leaving begin a run of their own', async () => {
    const place = await openPlace();
    const sent = Promise.withResolvers<undefined>();
    const { id } = await place.create(scripted({ background: { ms: 200 } }, { say: 'up' }));
    // The moment its last background task has ended it is told to leave: too late for a follow-up.
    const stop = place.engine.subscribe((change) => {
      if (change.type !== 'session' || change.view.id !== id) return;
      if (
        !change.events.some((event) => event.type === 'notice' && event.payload.tasks?.length === 0)
      )
        return;
      stop();
      void place.engine
        .request('sessions.send', { id, prompt: scripted({ say: 'more' }), now: false })
        .then(() => {
          sent.resolve(undefined);
        }, sent.reject);
    });
    await sent.promise;
    await until('the follow-up was answered', async () =>
      (await messages(place, id)).includes('more'),
    );
    const row = await place.ended(id);

    expect(row.status).toBe('Completed');
    expect((await place.engine.request('sessions.show', { id })).queue).toEqual([]);
    expect((await messages(place, id)).filter((text) => text === 'more')).toHaveLength(1);
  });
});

describe('sessions that wait for a place', () => {
  test('keep their order over a restart, and the limit holds', async () => {
    const place = await openPlace();
    await place.engine.request('settings.set', { patch: { liveAgents: 1 } });
    const { id: first } = await place.create(scripted({ say: 'up' }, { hang: true }));
    await said(place, first, 'up');
    const ids: SessionId[] = [];
    for (const say of ['a', 'b', 'c', 'd']) ids.push((await place.create(scripted({ say }))).id);

    await place.stop();
    await place.start();
    const queued = await Promise.all(ids.map((id) => place.row(id)));
    const activity = place.engine.activity();
    await place.engine.request('sessions.interrupt', { id: first });
    for (const id of ids) await place.ended(id);

    expect(queued.map((row) => row.queued)).toEqual([0, 1, 2, 3]);
    expect(activity).toEqual({ live: 1, queued: 4 });
    const spans = await Promise.all(ids.map((id) => spanOf(place, id)));
    for (const [index, span] of spans.slice(1).entries()) {
      expect(span.from, 'one begins after the other').toBeGreaterThanOrEqual(spans[index]?.to ?? 0);
    }
  });
});

describe('a spool folder that is deleted while its agent runs', () => {
  test('costs nothing of the turn that is under way', async () => {
    const place = await openPlace();
    const { id } = await place.create(
      scripted({ say: 'up' }, { delay: 500 }, { say: 'still here' }),
    );
    await said(place, id, 'up');
    removeSpools(place, id);

    const row = await place.ended(id);

    expect(row.status).toBe('Completed');
    expect(await messages(place, id)).toEqual(['up', 'still here']);
    expect(await ours(place)).toEqual([]);
  });

  test('fails the session when it is to be told more, and it can be resumed', async () => {
    const place = await openPlace();
    const { id } = await place.create(scripted({ say: 'up' }, { delay: 500 }, { say: 'done' }));
    await said(place, id, 'up');
    removeSpools(place, id);
    await place.engine.request('sessions.send', {
      id,
      prompt: scripted({ say: 'more' }),
      now: false,
    });

    const row = await place.ended(id);
    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'again' }) });
    const resumed = await place.ended(id);

    expect(row.status).toBe('Failed');
    expect(row.failureReason).toContain('in.jsonl');
    expect(resumed.status).toBe('Completed');
    expect(await messages(place, id)).toEqual(['up', 'done', 'again']);
    expect(await ours(place)).toEqual([]);
  });

  test('before a start ends the agent, whom nobody could hear, and says so', async () => {
    const place = await openPlace();
    const { id } = await place.create(scripted({ say: 'up' }, { hang: true }));
    await said(place, id, 'up');
    await place.stop();
    removeSpools(place, id);

    await place.start();
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Running', restored: true });
    expect(await ours(place)).toEqual([]);
    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'on' }) });
    expect((await place.ended(id)).status).toBe('Completed');
  });
});

async function openPlace(): Promise<Workplace> {
  const place = await openWorkplace({ program: (await bundle()).demo });
  place.env = { LULU_DEMO_LOG: `${join(place.folder, 'logs')}/` };
  await place.stop();
  await place.start();
  place.repository.commit('README.md', 'hello');
  return place;
}

function logOf(place: Workplace, id: SessionId): string {
  return join(place.folder, 'logs', `${id}.jsonl`);
}

/** The marked processes of this place. */
async function ours(place: Workplace): Promise<number[]> {
  const pids = await processesWith(`LULU_TEST_PLACE=${place.folder}`);
  return pids.filter((pid) => {
    const environment = existsSync(`/proc/${String(pid)}`) ? environmentOf(pid) : '';
    return environment.includes('LULU_RUN=');
  });
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/** A feeder may stay for a moment after its shim. */
function isShimless(pid: number): boolean {
  try {
    return readFileSync(`/proc/${String(pid)}/comm`, 'latin1').startsWith('tail');
  } catch {
    return true;
  }
}

function withStore<T>(
  place: Workplace,
  work: (store: ReturnType<typeof openStore>) => Promise<T> | T,
) {
  const store = openStore({ path: join(place.folder, 'data', 'lulu.sqlite'), mode: 'writer' });
  return Promise.resolve(work(store)).finally(() => store.close());
}

function lastRun(place: Workplace, id: SessionId): Promise<RunRecord> {
  return withStore(place, (store) => {
    const run = store.runs(store.session(id)?.key ?? 0).at(-1);
    if (run === undefined) throw new Error('there is no run');
    return run;
  });
}

async function editIdentity(
  place: Workplace,
  id: SessionId,
  edit: (identity: Identity) => unknown,
): Promise<void> {
  const { key, identity } = await lastRun(place, id);
  await withStore(place, (store) =>
    store.transact((tx) => {
      tx.updateRun(key, { identity: edit(identity as Identity) });
    }),
  );
}

/** Everything of the run dies at once, so that nobody records how it ended. */
async function powerCut(place: Workplace, id: SessionId): Promise<void> {
  const { identity, dir } = await lastRun(place, id);
  const { shim } = identity as Identity;
  kill(shim.pid);
  await until('nothing of it is left', async () => {
    const pids = await ours(place);
    for (const pid of pids) kill(pid);
    return pids.length === 0;
  });
  rmSync(join(dir, 'exit'), { force: true });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended a moment earlier.
  }
}

/** A process of somebody else's. */
function startBystander() {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { pid } = child;
  if (pid === undefined) throw new Error('sleep did not start');
  return { pid, isAlive: () => child.exitCode === null && child.signalCode === null };
}

function removeSpools(place: Workplace, id: SessionId): void {
  rmSync(join(place.folder, 'data', 'sessions', id), { recursive: true });
}

async function messages(place: Workplace, id: SessionId): Promise<string[]> {
  return (await place.events(id)).flatMap((event) =>
    event.type === 'message' ? [event.payload.text] : [],
  );
}

async function said(place: Workplace, id: SessionId, text: string): Promise<void> {
  await until(`it said "${text}"`, async () => (await messages(place, id)).includes(text), 30);
}

function terminals(events: readonly SessionEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'status' && ['Completed', 'Failed', 'Interrupted'].includes(event.payload.to)
      ? [event.payload.to]
      : [],
  );
}

/** When the session's agent was started, and when it had left, in ms. */
async function spanOf(place: Workplace, id: SessionId) {
  const events = await place.events(id);
  const at = (kind: string): number => {
    const found = events.find((event) => event.type === 'notice' && event.payload.kind === kind);
    return Date.parse(found?.at ?? '');
  };
  return { from: at('run-spawned'), to: at('run-exited') };
}
