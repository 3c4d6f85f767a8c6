import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { scripted } from '../helpers/engine.ts';
import { until } from '../helpers/until.ts';
import { decoded, saidByAgent } from './agreement.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { rounds } from './rounds.ts';
import { markedRuns, setStage, storedEvents, writtenBy, type Stage } from './stage.ts';

/** A minute with `--rounds 200`. */
const seconds = rounds(5) >= 200 ? 60 : 5;
const agents = 6;

test(
  `an engine that is stopped for ${String(seconds)} s catches up with its agents, and carries out what it was in`,
  { timeout: 120_000 + seconds * 1000 },
  async () => {
    const stage = setStage();
    const engine = await startEngineProcess(stage);
    await engine.ready();
    const ids = await startAgents(stage, engine);
    const stubborn = scripted({ 'ignore-signals': true }, { say: 'up' }, { hang: 'deaf' });
    const deaf = await create(stage, engine, stubborn);
    await until('the deaf one is up', () => writtenBy(stage, deaf).length > 1, 60);
    const pids = await pidsOf(engine, ids);

    // In the middle of an interrupt, which takes seconds with this agent.
    await engine.client.request('sessions.interrupt', { id: deaf });
    engine.process.kill('SIGSTOP');
    const before = ids.map((id) => writtenBy(stage, id).length);
    await delay(seconds * 1000);
    const meanwhile = ids.map((id) => writtenBy(stage, id).length);
    engine.process.kill('SIGCONT');

    for (const [index, written] of meanwhile.entries()) {
      expect(written, 'the agents went on').toBeGreaterThan((before[index] ?? 0) + seconds);
    }
    await until('it has caught up', () =>
      ids.every((id, index) => messagesOf(stage, id) >= (meanwhile[index] ?? 0) - 1),
    );
    await until('the interrupt is carried out', () => isOver(engine, deaf), 30);
    const { row } = await engine.show(deaf);
    expect(row).toMatchObject({ status: 'Interrupted', interruptError: null });
    expect(await pidsOf(engine, ids)).toEqual(pids);
    await endAll(stage, engine, ids);
  },
);

async function startAgents(stage: Stage, engine: EngineProcess): Promise<SessionId[]> {
  const flood = scripted({ flood: { count: 2 ** 31, everyMs: 20, bytes: 40 } });
  const ids = await Promise.all(Array.from({ length: agents }, () => create(stage, engine, flood)));
  await until('every agent writes', () => ids.every((id) => writtenBy(stage, id).length > 5), 60);
  return ids;
}

async function create({ repository }: Stage, { client }: EngineProcess, prompt: string) {
  const asked = { repo: repository.path, prompt, agent: 'demo' as const };
  return (await client.request('sessions.create', asked)).row.id;
}

async function pidsOf(engine: EngineProcess, ids: readonly SessionId[]) {
  const shown = await Promise.all(ids.map((id) => engine.show(id)));
  return shown.map(({ runs }) => runs.map(({ pid }) => pid));
}

/** Stored lines of an agent's output; one of them, its first, is of another kind. */
function messagesOf(stage: Stage, id: SessionId): number {
  return storedEvents(stage, id).filter(({ type }) => type === 'message').length;
}

async function isOver(engine: EngineProcess, id: SessionId): Promise<boolean> {
  return (await engine.show(id)).runs.every(({ endedAt }) => endedAt !== null);
}

async function endAll(stage: Stage, engine: EngineProcess, ids: readonly SessionId[]) {
  await Promise.all(ids.map((id) => engine.client.request('sessions.interrupt', { id })));
  const over = async (): Promise<boolean> =>
    (await Promise.all(ids.map((id) => isOver(engine, id)))).every(Boolean);
  await until('all are interrupted', over, 60);
  for (const id of ids) {
    const { row } = await engine.show(id);
    expect(row).toMatchObject({ status: 'Interrupted', restored: false, failureReason: null });
    const events = storedEvents(stage, id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(saidByAgent(events)).toEqual(decoded(writtenBy(stage, id)));
  }
  expect(await markedRuns(stage), 'processes left behind').toEqual([]);
}
