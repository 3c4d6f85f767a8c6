import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { sqliteOptions } from '../../src/engine/store/binding.ts';
import { scripted } from '../helpers/engine.ts';
import { until } from '../helpers/until.ts';
import { decoded, saidByAgent } from './agreement.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { rounds } from './rounds.ts';
import { markedRuns, setStage, storedEvents, writtenBy } from './stage.ts';

/** Ten with `--rounds 200`. The store tells after about two. */
const seconds = rounds(4) >= 200 ? 10 : 4;

test(
  `a foreign writer that holds the database for ${String(seconds)} s freezes nothing: it is told, an interrupt follows it, and no event is lost`,
  { timeout: 120_000 },
  async () => {
    const stage = setStage();
    const engine = await startEngineProcess(stage);
    await engine.ready();
    const flood = scripted({ flood: { count: 2 ** 31, everyMs: 20, bytes: 40 } });
    const asked = { repo: stage.repository.path, prompt: flood, agent: 'demo' as const };
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await engine.client.request('sessions.create', asked)).row.id),
    );
    await until('every agent writes', () => ids.every((id) => writtenBy(stage, id).length > 5), 60);
    const [first] = ids;
    if (first === undefined) throw new Error('there is no session');

    const foreign = lock(stage.dataDir);
    let isDone = false;
    const interrupting = engine.client
      .request('sessions.interrupt', { id: first })
      .finally(() => (isDone = true));
    const during = await watch(engine, seconds * 1000);
    expect(isDone, 'nothing is said to be done that is not recorded').toBe(false);
    foreign.close();

    // SQLite's own wait would be 5 s each time; a slow machine still answers several times a second.
    expect(during.answers).toBeGreaterThan(seconds * 4);
    expect(during.problems.join()).toContain('is locked by another program');
    expect((await interrupting).row.interrupting).toBe(true);
    await until('it is interrupted', async () => isOver(engine, first), 30);
    await until('it is told that all is well', async () => (await healthOf(engine)).ok);
    const others = ids.slice(1);
    await Promise.all(others.map((id) => engine.client.request('sessions.interrupt', { id })));
    const over = async (): Promise<boolean> =>
      (await Promise.all(others.map((id) => isOver(engine, id)))).every(Boolean);
    await until('all are interrupted', over, 60);
    for (const id of ids) {
      expect((await engine.show(id)).row.status).toBe('Interrupted');
      const events = storedEvents(stage, id);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(saidByAgent(events)).toEqual(decoded(writtenBy(stage, id)));
    }
    expect(await markedRuns(stage), 'processes left behind').toEqual([]);
  },
);

/** A backup tool or a database browser, in the middle of a write. */
function lock(dataDir: string): Database.Database {
  const database = new Database(join(dataDir, 'lulu.sqlite'), sqliteOptions());
  onTestFinished(() => void database.close());
  database.exec('BEGIN IMMEDIATE');
  return database;
}

/** How often the engine answers in so many ms, and what it says of its store. */
async function watch(engine: EngineProcess, ms: number) {
  const deadline = performance.now() + ms;
  const problems = new Set<string>();
  let answers = 0;
  while (performance.now() < deadline) {
    const { problem } = await healthOf(engine);
    if (problem !== null) problems.add(problem);
    answers += 1;
    await delay(10);
  }
  return { answers, problems: [...problems] };
}

async function healthOf(engine: EngineProcess) {
  return (await engine.client.request('hello', {})).health;
}

async function isOver(engine: EngineProcess, id: Parameters<EngineProcess['show']>[0]) {
  return (await engine.show(id)).runs.every(({ endedAt }) => endedAt !== null);
}
