import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SessionView } from '../../src/contract/rows.ts';
import { listWorktrees } from '../../src/engine/git/worktrees.ts';
import { until } from '../helpers/until.ts';
import { decoded, saidByAgent } from './agreement.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { dice, rounds, seed } from './rounds.ts';
import { markedRuns, processesOf, setStage, storedEvents, writtenBy, type Stage } from './stage.ts';

const agents = 20;
/** From the start of the engine's process until it lists every session as live, in ms. */
const adoptionMs = 2000;
const times = rounds(10);

/** 50 messages a second until it is interrupted, numbered by the agent. */
const prompt = `demo: [{"flood":{"count":${String(2 ** 31)},"everyMs":20,"bytes":40}}]`;

test(
  `${String(times)} × kill -9 of the engine: ${String(agents)} agents go on, and no event is lost, doubled or moved (seed ${String(seed)})`,
  { timeout: 90_000 + times * 8_000 },
  async () => {
    const stage = setStage();
    const roll = dice(seed);
    let engine = await startEngineProcess(stage);
    await engine.ready();
    const ids = await startSessions(engine, stage);
    const before = await agentPids(engine, ids);
    await engine.kill();
    const adoptions: number[] = [];

    for (let round = 1; round <= times; round += 1) {
      engine = await startEngineProcess(stage);
      // One in four dies before it has seen the world, somewhere in its start and its adoptions.
      if (roll() < 0.25) await delay(roll() * 400);
      else {
        const ms = await engine.ready();
        const live = (await engine.list()).filter(isLive);
        adoptions.push(ms);
        expect(live, `round ${String(round)}`).toHaveLength(agents);
        await delay(roll() * 500);
      }
      await engine.kill();
    }

    engine = await startEngineProcess(stage);
    adoptions.push(await engine.ready());
    expect(await agentPids(engine, ids), 'the agents are the same processes').toEqual(before);
    await interruptAll(engine, ids);

    for (const id of ids) expectAgreement(stage, id);
    expect(await markedRuns(stage), 'processes left behind').toEqual([]);
    expect(await processesOf(stage), 'only the engine is left').toEqual([engine.process.pid]);
    await expectWorktrees(stage, await engine.list());
    await engine.kill();
    process.stdout.write(`adoption of ${String(agents)}: ${describeTimes(adoptions)}\n`);
    // The slowest of many says more about what else the machine had to do.
    expect(medianOf(adoptions)).toBeLessThan(adoptionMs);
  },
);

async function startSessions(engine: EngineProcess, stage: Stage) {
  const { client } = engine;
  await client.request('settings.set', { patch: { liveAgents: agents } });
  const repo = stage.repository.path;
  const created = await Promise.all(
    Array.from({ length: agents }, () =>
      client.request('sessions.create', { repo, prompt, agent: 'demo' }),
    ),
  );
  const ids = created.map(({ row }) => row.id);
  await until('every agent writes', () => ids.every((id) => writtenBy(stage, id).length > 5), 60);
  return ids;
}

async function agentPids(engine: EngineProcess, ids: readonly SessionView['id'][]) {
  const details = await Promise.all(ids.map((id) => engine.show(id)));
  return details.map(({ runs }) => runs.map(({ pid }) => pid));
}

function isLive({ status, activeRunId }: SessionView): boolean {
  return status === 'Running' && activeRunId !== null;
}

async function interruptAll(engine: EngineProcess, ids: readonly SessionView['id'][]) {
  await Promise.all(ids.map((id) => engine.client.request('sessions.interrupt', { id })));
  await until(
    'every session is interrupted and its process gone',
    async () => {
      const shown = await Promise.all(ids.map((id) => engine.show(id)));
      return shown.every(
        ({ row, runs }) =>
          row.status === 'Interrupted' && runs.every((run) => run.endedAt !== null),
      );
    },
    60,
  );
}

function expectAgreement(stage: Stage, id: SessionView['id']): void {
  const events = storedEvents(stage, id);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const written = decoded(writtenBy(stage, id));
  const numbers = written.flatMap((body) =>
    body.type === 'message' ? [Number(/^message (\d+) /.exec(body.payload.text)?.[1] ?? 0)] : [],
  );
  const counted = numbers.filter((number) => number > 0);
  expect(counted, 'the agent itself counted on').toEqual(counted.map((_, index) => index + 1));
  expect(saidByAgent(events)).toEqual(written);
  const ends = events.filter(({ type, payload }) => type === 'status' && 'to' in payload);
  expect(ends.at(-1)?.payload).toMatchObject({ to: 'Interrupted' });
}

async function expectWorktrees({ repository }: Stage, rows: readonly SessionView[]) {
  const known = rows.map(({ worktree }) => worktree).toSorted();
  const listed = (await listWorktrees(repository.path)).map(({ path }) => path);
  expect(listed.filter((path) => path !== repository.path).toSorted()).toEqual(known);
  const folder = join(repository.path, '.lulu', 'worktrees');
  expect(
    readdirSync(folder)
      .map((name) => join(folder, name))
      .toSorted(),
  ).toEqual(known);
}

function describeTimes(ms: readonly number[]): string {
  const slowest = Math.round(Math.max(...ms));
  return `median ${String(medianOf(ms))} ms, slowest ${String(slowest)} ms`;
}

function medianOf(ms: readonly number[]): number {
  return Math.round(ms.toSorted((a, b) => a - b)[ms.length >> 1] ?? Infinity);
}
