import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import type { Health } from '../../src/contract/requests.ts';
import { scripted } from '../helpers/engine.ts';
import { until } from '../helpers/until.ts';
import { bundle } from './bundle.ts';
import { FaultyDisk, failing, hasCompiler } from './disk/faulty-disk.ts';
import { expectComplete, look } from './disk/kept.ts';
import { settled } from './disk/settled.ts';
import { mayMount, SmallDisk } from './disk/small-disk.ts';
import { startEngineWith, type EngineProcess } from './engine-process.ts';
import { markedRuns, setStage, storedEvents, writtenBy, type Stage } from './stage.ts';

const leave = { ask: { tool: 'Bash', input: { command: 'true' } } };
const flood = { flood: { count: 2000, everyMs: 1, bytes: 500 } };

describe.skipIf(!mayMount)('a small disk', () => {
  test('full of the database: events wait in the spools, it is said, and all catches up when there is room', async () => {
    const stage = setStage();
    const disk = new SmallDisk(stage.dataDir, 32);
    // What agents write is on a disk with room.
    new SmallDisk(join(stage.dataDir, 'sessions'), 64);
    const { engine, health } = await begin(stage);
    const begins = () => create(stage, engine, flood);
    const ids = await Promise.all([begins(), begins(), begins()]);
    await until('agents write', () => ids.every((id) => storedEvents(stage, id).length > 50), 30);
    disk.fill();
    const [id] = ids;
    const renaming = engine.client.request('sessions.rename', { id, name: 'later' });
    await until('it is told', () => health.at(-1)?.ok === false);
    expect(health.at(-1)).toMatchObject({ kind: 'full' });
    const before = ids.map((id) => storedEvents(stage, id).length);
    await until('agents have finished', () => ids.every((id) => hasEnded(stage, id)), 60);
    expect(ids.map((id) => storedEvents(stage, id).length)).toEqual(before);
    expect(await findings(stage)).toMatch(/the disk is full/);

    disk.makeRoom();
    expect((await renaming).row.name).toBe('later');
    await settled(engine, stage);
    expect(health.at(-1)).toEqual({ ok: true, problem: null });
    expect(await findings(stage)).toMatch(/can be read and written/);
    await expectComplete(stage, engine);
    await engine.kill();
  });

  test('full of the database, an engine leaves when it is told to; the next one catches up', async () => {
    const stage = setStage();
    const disk = new SmallDisk(stage.dataDir, 32);
    new SmallDisk(join(stage.dataDir, 'sessions'), 64);
    const { engine, health } = await begin(stage);
    const ids = await Promise.all([create(stage, engine, flood), create(stage, engine, leave)]);
    await until('agents write', () => ids.every((id) => storedEvents(stage, id).length > 3), 30);
    disk.fill();
    const renaming = engine.client.ask('sessions.rename', { id: ids[0], name: 'never kept' });
    await until('it is told', () => health.at(-1)?.ok === false);
    engine.process.kill('SIGTERM');
    await until('it has left', () => engine.isOver(), 30);
    expect(await renaming).toMatchObject({ ok: false });
    expect(await markedRuns(stage), 'agents go on').not.toEqual([]);

    disk.makeRoom();
    const next = await begin(stage);
    await settled(next.engine, stage);
    await expectComplete(stage, next.engine);
    await next.engine.kill();
  });

  test('full of everything: an answer is acknowledged when it is kept, and then the agent has it', async () => {
    const stage = setStage();
    const disk = new SmallDisk(stage.dataDir, 32);
    const { engine, health } = await begin(stage);
    const id = await create(stage, engine, leave);
    await until('it asks', async () => (await engine.show(id)).row.waitingFor !== null);
    disk.fill();
    let isAnswered = false;
    const answering = engine.client.request('sessions.approve', { id }).finally(() => {
      isAnswered = true;
    });
    const refused = await engine.client.ask('sessions.create', {
      ...{ repo: stage.repository.path, agent: 'demo', prompt: 'x', env: { KEY: 'value' } },
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'store' } });
    await until('it is told', () => health.at(-1)?.ok === false);
    expect(isAnswered).toBe(false);
    expect((await engine.show(id)).row.status).toBe('Waiting');

    disk.makeRoom();
    await answering;
    await settled(engine, stage);
    await expectComplete(stage, engine);
    await engine.kill();
  });

  test('full of spools: an agent starts when there is room, and can be taken back until then', async () => {
    const stage = setStage();
    const disk = new SmallDisk(join(stage.dataDir, 'sessions'), 1);
    const { engine, health } = await begin(stage);
    disk.fill();
    const [first, second] = await Promise.all([create(stage, engine), create(stage, engine)]);
    await until('it is told', () => health.at(-1)?.ok === false);
    expect(health.at(-1)).toMatchObject({ kind: 'full' });
    expect(await findings(stage)).toMatch(/no space left/);
    expect((await engine.show(first)).row.status).toBe('Starting');
    await engine.client.request('sessions.interrupt', { id: second });
    const statusOf = async (id: SessionId) => (await engine.show(id)).row.status;
    await until('it is taken back', async () => (await statusOf(second)) === 'Interrupted');

    disk.makeRoom();
    await until('it has started and ended', async () => (await statusOf(first)) === 'Completed');
    await until('it is told', () => health.at(-1)?.ok === true);
    await expectComplete(stage, engine);
    await engine.kill();
  });
});

describe.skipIf(!hasCompiler)('input that the disk does not take', () => {
  test.each(['repaired', 'killed'] as const)(
    'a torn last line is completed once (%s)',
    async (ending) => {
      const stage = setStage();
      const disk = new FaultyDisk(stage.dataDir, stage.folder);
      let { engine, health } = await begin(stage, disk.env);
      const id = await create(stage, engine, leave, leave);
      const asks = async () => (await engine.show(id)).open[0]?.requestId;
      await until('it asks', async () => (await asks()) !== undefined);
      const firstAsked = await asks();
      disk.breaks({ from: disk.count, code: 'ENOSPC', short: true, onlyInput: true });
      await engine.client.request('sessions.approve', { id });
      await until('it is told', () => health.at(-1)?.ok === false);
      expect(health.at(-1)).toMatchObject({ kind: 'full' });
      expect(inputOf(stage, id).sent).not.toMatch(/\n$/);
      expect((await engine.show(id)).row.status).toBe('Running');

      if (ending === 'killed') {
        await engine.kill();
        disk.isRepaired();
        ({ engine, health } = await begin(stage, disk.env));
      }
      disk.isRepaired();
      await until('it asks again', async () => ![undefined, firstAsked].includes(await asks()));
      const { sent, recorded } = inputOf(stage, id);
      expect(sent).toBe(recorded);
      await settled(engine, stage);
      await expectComplete(stage, engine);
      await engine.kill();
    },
  );

  test('a data directory that can only be read: it is said, nothing is acknowledged, and all goes on after', async () => {
    const stage = setStage();
    const disk = new FaultyDisk(stage.dataDir, stage.folder);
    const { engine, health } = await begin(stage, disk.env);
    const id = await create(stage, engine, flood);
    await until('the agent writes', () => storedEvents(stage, id).length > 50);
    const what = failing.writes | failing.syncs | failing.names;
    disk.breaks({ from: disk.count, code: 'EROFS', what });
    let isSent = false;
    const sending = engine.client
      .request('sessions.send', { id, prompt: scripted({ say: 'on' }) })
      .finally(() => {
        isSent = true;
      });
    await until('it is told', () => health.at(-1)?.ok === false);
    expect(await findings(stage, disk.env)).toMatch(/lulu\.sqlite cannot be (?:read or )?written/);
    const { path: repo } = stage.repository;
    const refused = await engine.client.ask('sessions.create', {
      repo,
      agent: 'demo',
      prompt: 'x',
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'store' } });
    expect(isSent).toBe(false);

    disk.isRepaired();
    await sending;
    await settled(engine, stage);
    await expectComplete(stage, engine);
    await engine.kill();
    expect(health.at(-1)?.ok).toBe(true);
  });
});

/** An engine, and what it says of its health from now on. */
async function begin(stage: Stage, env: Readonly<Record<string, string>> = {}) {
  const engine = await startEngineWith(stage, env);
  await engine.ready();
  const health: Health[] = [];
  engine.client.onPush((push) => {
    if (push.health !== undefined) health.push(push.health);
  });
  return { engine, health };
}

async function create(stage: Stage, engine: EngineProcess, ...steps: object[]): Promise<SessionId> {
  const prompt = scripted(...(steps as Record<string, unknown>[]), { say: 'Done.' });
  const { path: repo } = stage.repository;
  const { row } = await engine.client.request('sessions.create', { repo, agent: 'demo', prompt });
  return row.id;
}

/** Whether a session's agent has written the end of its turn, by its own account. */
function hasEnded(stage: Stage, id: SessionId): boolean {
  return writtenBy(stage, id).some((line) => line.includes('"type":"result"'));
}

/** What `lulu doctor` says. */
async function findings({ dataDir, env }: Stage, more: object = {}): Promise<string> {
  const { lulu } = await bundle();
  return spawnSync(process.execPath, [lulu, 'doctor', '--data-dir', dataDir], {
    env: { ...env, ...more },
    encoding: 'utf8',
  }).stdout;
}

/** A live run's input: what its file holds, and what the database says. */
function inputOf(stage: Stage, id: SessionId): { sent: string; recorded: string } {
  return look(stage, (db) => {
    const run = db
      .prepare<[string], { key: number; dir: string }>(
        `SELECT r.key, dir FROM runs r JOIN sessions s ON s.key = session_key
        WHERE s.id = ? AND ended_at IS NULL`,
      )
      .get(id);
    const lines = db.prepare<[number], string>('SELECT line FROM inputs WHERE run_key = ?').pluck();
    const recorded = lines.all(run?.key ?? 0).map((line) => `${line}\n`);
    return {
      sent: readFileSync(join(run?.dir ?? '', 'in.jsonl'), 'utf8'),
      recorded: recorded.join(''),
    };
  });
}
