/** An engine that may open no more files (EMFILE). */
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { scripted, type Script } from '../helpers/engine.ts';
import { until } from '../helpers/until.ts';
import { decoded, saidByAgent } from './agreement.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { markedRuns, setStage, storedEvents, writtenBy, type Stage } from './stage.ts';

const agents = 12;
const flood: Script = [{ flood: { count: 2 ** 31, everyMs: 20, bytes: 40 } }];
/** All that an engine may open here. */
const plenty = 300;
/** What it leaves to whatever cannot wait, as `spare-file.ts` has it. */
const reserve = 24;

describe('an engine at its limit of open files', { timeout: 120_000 }, () => {
  test('goes on with the agents it has, refuses new ones with the reason, and can end any', async () => {
    const stage = setStage();
    const engine = await startReady(stage, plenty);
    const ids = await startAgents(stage, engine);
    engine.hogFiles();
    await until('no file is left', () => engine.openFiles() >= plenty - 2);

    const before = counts(stage, ids);
    await until('all are still followed', () => grew(counts(stage, ids), before, 20), 60);
    await expect(create(stage, engine, [{ say: 'never' }])).rejects.toMatchObject({
      message: expect.stringMatching(/EMFILE|[Tt]oo many open files/) as string,
    });
    const [first, ...others] = ids;
    if (first === undefined) throw new Error('there is no agent');
    await engine.client.request('sessions.interrupt', { id: first });
    await until('it is interrupted', () => isOver(engine, first), 30);
    engine.hogFiles();

    expect((await engine.show(first)).row).toMatchObject({ status: 'Interrupted' });
    const rows = await Promise.all(others.map((id) => engine.show(id)));
    expect(rows.map(({ row }) => row.status)).toEqual(others.map(() => 'Running'));
    const { row } = await create(stage, engine, [{ say: 'now' }]);
    await until('a new one runs again', () => isOver(engine, row.id), 30);
    expect((await engine.show(row.id)).row.status).toBe('Completed');
    await endAll(stage, engine, others);
  });

  test('takes its agents over nevertheless, and reads what they wrote when it can', async () => {
    const stage = setStage();
    const first = await startReady(stage, plenty);
    const base = first.openFiles();
    const ids = await startAgents(stage, first);
    await first.kill();

    // Some of their spools can be opened; of what is left there is need for everything else.
    const engine = await startReady(stage, base + reserve + agents / 3);
    const rows = await Promise.all(ids.map((id) => engine.show(id)));
    expect(rows.map(({ row }) => row.status)).toEqual(ids.map(() => 'Running'));
    expect(rows.every(({ row }) => !row.restored && row.activeRunId !== null)).toBe(true);
    const before = counts(stage, ids);
    await until('some are followed', () => countGrown(counts(stage, ids), before) > 0, 60);
    expect(countGrown(counts(stage, ids), before), 'and not all').toBeLessThan(agents);
    engine.hogFiles();

    await until('all are followed', () => grew(counts(stage, ids), before, 20), 60);
    await endAll(stage, engine, ids);
  });
});

async function startReady(stage: Stage, files?: number): Promise<EngineProcess> {
  const engine = await startEngineProcess(stage, undefined, files);
  await engine.ready();
  return engine;
}

async function startAgents(stage: Stage, engine: EngineProcess): Promise<SessionId[]> {
  await engine.client.request('settings.set', { patch: { liveAgents: agents * 2 } });
  const created = await Promise.all(
    Array.from({ length: agents }, () => create(stage, engine, flood)),
  );
  const ids = created.map(({ row }) => row.id);
  await until('every agent writes', () => ids.every((id) => writtenBy(stage, id).length > 5), 60);
  return ids;
}

function create({ repository }: Stage, { client }: EngineProcess, script: Script) {
  const prompt = scripted(...script);
  return client.request('sessions.create', { repo: repository.path, prompt, agent: 'demo' });
}

/** How many events are stored of each. */
function counts(stage: Stage, ids: readonly SessionId[]): number[] {
  return ids.map((id) => storedEvents(stage, id).length);
}

function grew(now: readonly number[], before: readonly number[], by: number): boolean {
  return now.every((count, index) => count >= (before[index] ?? 0) + by);
}

function countGrown(now: readonly number[], before: readonly number[]): number {
  return now.filter((count, index) => count > (before[index] ?? 0)).length;
}

async function isOver(engine: EngineProcess, id: SessionId): Promise<boolean> {
  const { runs, row } = await engine.show(id);
  return row.status !== 'Starting' && runs.every(({ endedAt }) => endedAt !== null);
}

/** Interrupts them all; nothing they wrote is missing, and nothing of them is left. */
async function endAll(stage: Stage, engine: EngineProcess, ids: readonly SessionId[]) {
  await Promise.all(ids.map((id) => engine.client.request('sessions.interrupt', { id })));
  const allOver = async (): Promise<boolean> =>
    (await Promise.all(ids.map((id) => isOver(engine, id)))).every(Boolean);
  await until('all are interrupted', allOver, 60);
  for (const id of ids) {
    const events = storedEvents(stage, id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(saidByAgent(events)).toEqual(decoded(writtenBy(stage, id)));
    expect((await engine.show(id)).row.status).toBe('Interrupted');
  }
  expect(await markedRuns(stage), 'processes left behind').toEqual([]);
}
