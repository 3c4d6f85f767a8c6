import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { RunId, SessionId } from '../../src/contract/ids.ts';
import type { SessionView } from '../../src/contract/rows.ts';
import { posixHost, type ProcessHost } from '../../src/engine/agents/process-host.ts';
import { openWorkplace, scripted, type Script, type Workplace } from '../helpers/engine.ts';
import { processesWith } from '../helpers/processes.ts';
import { until } from '../helpers/until.ts';
import { bundle } from './bundle.ts';

/** From the request to its end or its failure, in ms. */
const promisedMs = 10_000;
/** The others are counted over so many ms at least. */
const leastMs = 2000;

describe('an interrupt among twenty others at work', { timeout: 240_000 }, () => {
  test('ends what is deaf, what ignores signals and what hides, and disturbs nobody', async () => {
    const stuck = stuckHost();
    const place = await openPlace(stuck.host);
    place.env = { LULU_DEMO_LOG: `${join(place.folder, 'logs')}/` };
    await place.stop();
    await place.start();
    const others = await startOthers(place);
    const difficult: readonly (readonly [string, Script, Partial<SessionView>])[] = [
      [
        'deaf, and ignores signals',
        [{ 'ignore-signals': true }, { say: 'up' }, { hang: 'deaf' }],
        {},
      ],
      ['left a daemon', [{ daemonise: { seconds: 900 } }, { say: 'up' }, { hang: true }], {}],
      ['ran one that forked twice', [{ bash: forksTwice }, { say: 'up' }, { hang: true }], {}],
      ['is stuck in the kernel', [{ say: 'up' }, { hang: true }], { status: 'Running' }],
    ];

    for (const [claim, script, expected] of difficult) {
      const { id } = await place.create(scripted(...script), {
        permissionMode: 'bypassPermissions',
      });
      await said(place, id, 'up');
      const { activeRunId } = await place.row(id);
      if (expected.status === 'Running') stuck.hold(activeRunId);
      const before = await countOf(place, others);
      const startedAt = performance.now();
      await place.engine.request('sessions.interrupt', { id });
      expect((await place.row(id)).interrupting, claim).toBe(true);
      const pause = delay(leastMs);
      const row = await place.until(id, ({ interrupting }) => !interrupting);
      expect(performance.now() - startedAt, claim).toBeLessThan(promisedMs);

      expect(row, claim).toMatchObject({
        status: 'Interrupted',
        interruptError: null,
        ...expected,
        ...(expected.status && {
          interruptError: expect.stringContaining('could not be ended') as string,
        }),
      });
      if (expected.status === undefined) expect(await marked(activeRunId), claim).toEqual([]);
      await pause;
      const after = await countOf(place, others);
      // Against what they wrote themselves in that time: how fast they can is the machine's affair.
      const rate = (after.stored - before.stored) / (after.written - before.written);
      expect(rate, `${claim}: of the others' events, stored meanwhile`).toBeGreaterThan(0.8);
      stuck.letGo();
      const ended = await place.ended(id);
      expect(ended, claim).toMatchObject({ status: 'Interrupted' });
    }
    const rows = await Promise.all(others.map((id) => place.row(id)));
    expect(rows.map(({ status }) => status)).toEqual(others.map(() => 'Running'));
  });
});

describe('a session that cannot be ended', () => {
  test('goes on as Running, may be interrupted again, and never gets a second process', async () => {
    const stuck = stuckHost();
    const place = await openPlace(stuck.host);
    const { id } = await place.create(scripted({ say: 'up' }, { hang: true }));
    await said(place, id, 'up');
    stuck.hold((await place.row(id)).activeRunId);

    await place.engine.request('sessions.interrupt', { id });
    await place.until(id, ({ interruptError }) => interruptError !== null);
    await expect(
      place.engine.request('sessions.resume', { id, prompt: 'On' }),
    ).rejects.toMatchObject({ kind: 'rejected' });
    await place.engine.request('sessions.interrupt', { id });
    stuck.letGo();
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Interrupted', interrupting: false });
    const { runs } = await place.engine.request('sessions.show', { id });
    expect(runs).toHaveLength(1);
  }, 60_000);
});

describe('an interrupt of a session that starts', () => {
  test('takes it out of the queue at once', async () => {
    const place = await openPlace();
    await place.engine.request('settings.set', { patch: { liveAgents: 1 } });
    await place.create(scripted({ hang: true }));
    const { id } = await place.create(scripted({ say: 'never' }));

    await place.engine.request('sessions.interrupt', { id });
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Interrupted', queued: null });
    expect(place.engine.activity().queued).toBe(0);
  });

  test('does not wait for a worktree that takes long, and a resume is one process', async () => {
    const place = await openPlace();
    const { repository } = place;
    repository.write('.gitattributes', '*.slow filter=slow\n');
    repository.write('big.slow', 'big\n');
    repository.git('add', '.');
    repository.git('commit', '--quiet', '--message', 'Slow');
    repository.git('config', 'filter.slow.smudge', 'sleep 3; cat');
    const { id } = await place.create(scripted({ say: 'never' }));
    await until('git fills the worktree', async () => (await processesWith('GIT_')).length > 0);

    const startedAt = performance.now();
    await place.engine.request('sessions.interrupt', { id });
    const row = await place.until(id, ({ status }) => status === 'Interrupted');
    expect(performance.now() - startedAt).toBeLessThan(2500);
    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'now' }) });
    const ended = await place.ended(id);

    expect(row.interruptError).toBeNull();
    expect(ended.status).toBe('Completed');
    expect(await messages(place, id)).toEqual(['now']);
    expect(repository.git('-C', row.worktree, 'status', '--porcelain')).toBe('');
  }, 60_000);

  test('between its process and its identity ends it before it was told anything', async () => {
    const gate = Promise.withResolvers<undefined>();
    const spawned = Promise.withResolvers<undefined>();
    const startRun: ProcessHost['startRun'] = async (start) => {
      const identity = await posixHost.startRun(start);
      spawned.resolve(undefined);
      await gate.promise;
      return identity;
    };
    const place = await openPlace({ ...posixHost, startRun });
    const { id } = await place.create(scripted({ say: 'never' }));
    await spawned.promise;

    await place.engine.request('sessions.interrupt', { id });
    gate.resolve(undefined);
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Interrupted' });
    const types = (await place.events(id)).map(({ type }) => type);
    expect(types).not.toContain('message');
    expect((await place.events(id)).filter(({ type }) => type === 'usage')).toEqual([]);
  });
});

describe('an interrupt of a session that waits', () => {
  test('takes back what was asked, and a second interrupt is refused meanwhile', async () => {
    const place = await openPlace();
    const { id } = await place.create(scripted({ ask: { tool: 'Deploy', input: {} } }));
    await place.until(id, ({ status }) => status === 'Waiting');

    const asked = await Promise.allSettled([
      place.engine.request('sessions.interrupt', { id }),
      place.engine.request('sessions.interrupt', { id }),
    ]);
    const row = await place.ended(id);

    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(asked[1]).toMatchObject({ reason: { kind: 'rejected' } });
    expect(row).toMatchObject({ status: 'Interrupted', waitingFor: null });
    const { open } = await place.engine.request('sessions.show', { id });
    expect(open).toEqual([]);
  });
});

/** A shell that forks, starts a session of its own and forks again: nobody's child, in nobody's group. */
const forksTwice = '(setsid sh -c "sleep 900 & exit" > /dev/null 2>&1 &); true';

async function openPlace(host: ProcessHost = posixHost): Promise<Workplace> {
  const place = await openWorkplace({ host, program: (await bundle()).demo });
  place.repository.commit('README.md', 'hello');
  await place.engine.request('settings.set', { patch: { liveAgents: 40 } });
  return place;
}

async function startOthers(place: Workplace): Promise<SessionId[]> {
  const flood = scripted({ flood: { count: 2 ** 31, everyMs: 20, bytes: 40 } });
  const rows = await Promise.all(Array.from({ length: 20 }, () => place.create(flood)));
  const ids = rows.map(({ id }) => id);
  await until(
    'the others are at work',
    async () =>
      (await Promise.all(ids.map((id) => place.row(id)))).every((row) => row.lastSeq > 50),
    90,
  );
  return ids;
}

/** How many events of these sessions are stored, and how many messages their agents say they wrote. */
async function countOf(place: Workplace, ids: readonly SessionId[]) {
  const rows = await Promise.all(ids.map((id) => place.row(id)));
  const stored = rows.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
  const written = ids.reduce((sum, id) => sum + lastNumber(place, id), 0);
  return { stored, written };
}

/** The number of the last message in an agent's own log. */
function lastNumber(place: Workplace, id: SessionId): number {
  const text = readFileSync(join(place.folder, 'logs', `${id}.jsonl`), 'utf8').slice(-4000);
  return Number([...text.matchAll(/"message (\d+) /g)].at(-1)?.[1] ?? 0);
}

async function messages(place: Workplace, id: SessionId): Promise<string[]> {
  return (await place.events(id)).flatMap((event) =>
    event.type === 'message' ? [event.payload.text] : [],
  );
}

async function said(place: Workplace, id: SessionId, text: string): Promise<void> {
  await until(`it said "${text}"`, async () => (await messages(place, id)).includes(text), 30);
}

function marked(runId: RunId | null): Promise<number[]> {
  return processesWith(`LULU_RUN=${String(runId)}`);
}

/** A host whose sweep says of one run that something survived, as it would of a process in state D. */
function stuckHost() {
  let held: string | null = null;
  const sweep: ProcessHost['sweep'] = async (runId, signal, options) => {
    const startedAt = performance.now();
    const left = await posixHost.sweep(runId, signal, options);
    const deadline = startedAt + (options?.deadlineMs ?? 3000);
    while (held === runId && performance.now() < deadline) await delay(20);
    return held === runId ? [{ pid: 1, startedAt: 'stuck' }] : left;
  };
  return {
    host: { ...posixHost, sweep },
    hold: (runId: string | null) => {
      held = runId;
    },
    letGo: () => {
      held = null;
    },
  };
}
