import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { endProcessesWith } from '../helpers/processes.ts';
import { until } from '../helpers/until.ts';
import { FaultyDisk, failing, hasCompiler } from './disk/faulty-disk.ts';
import { ImpatientUser } from './disk/impatient-user.ts';
import { expectKept, expectSound, expectToldOnce, look } from './disk/kept.ts';
import { PoweredFolder } from './disk/power-cut.ts';
import { settled } from './disk/settled.ts';
import { startEngineWith, type EngineProcess } from './engine-process.ts';
import { dice, rounds, seed } from './rounds.ts';
import { markedRuns, setStage, storedEvents, type Stage } from './stage.ts';

const times = rounds(10);
/** Commands that are under way when the power goes, at most. */
const commands = 8;

test.skipIf(!hasCompiler)(
  `${String(times)} × the power is cut: what was acknowledged is there, and nothing happened twice (seed ${String(seed)})`,
  { timeout: 120_000 + times * 15_000 },
  async () => {
    const stage = setStage();
    const roll = dice(seed);
    const user = new ImpatientUser(stage, roll);
    const disk = new FaultyDisk(stage.dataDir, stage.folder);
    mkdirSync(stage.dataDir, { mode: 0o700 });
    for (let round = 1; round <= times; round += 1) {
      disk.renew();
      const folder = new PoweredFolder({ path: stage.dataDir, journal: disk.journal, roll });
      const engine = await startEngineWith(stage, disk.env);
      await engine.ready();
      if (roll() < 0.5) breakSync(disk, roll);
      const asked = Array.from({ length: 1 + Math.floor(roll() * commands) }, async () => {
        await delay(roll() * 500);
        await user.asksSomething(engine);
      });
      await delay(roll() * 1200);
      await engine.kill();
      await Promise.all(asked);
      await endProcessesWith(`HOME=${stage.folder}`);
      folder.cutPower();
      expectKept(stage, user);
      expectSound(stage);
    }

    const engine = await startEngineWith(stage, {});
    await engine.ready();
    await user.creates(engine);
    await settled(engine, stage);
    expectKept(stage, user);
    expectSound(stage);
    const listed = await engine.list();
    for (const { id } of listed) expectToldOnce(stage, id);
    expect(storedSomething(stage, listed), 'agents said something').toBe(true);
    expect(await markedRuns(stage), 'processes left behind').toEqual([]);
    await engine.kill();
  },
);

test.skipIf(!hasCompiler).each(['the same engine', 'the next engine'] as const)(
  'a sync that failed is not believed the second time: %s writes again what was written before it',
  async (who) => {
    const stage = setStage();
    const disk = new FaultyDisk(stage.dataDir, stage.folder);
    const user = new ImpatientUser(stage, () => 0.5);
    mkdirSync(stage.dataDir, { mode: 0o700 });
    // Only what was synced survives.
    const folder = new PoweredFolder({ path: stage.dataDir, journal: disk.journal, roll: () => 0 });
    let engine = await startEngineWith(stage, disk.env);
    await engine.ready();
    const id = await user.creates(engine);
    await settled(engine, stage);
    // The search index is committed without a sync: what it wrote is in memory alone.
    await until('all is indexed', () => indexed(stage));
    disk.breaks({ from: disk.count, code: 'EIO', what: failing.syncs });
    const renaming = user.renames(engine, id).catch(() => undefined);
    await until('a sync has failed', () => disk.failed > 0);
    if (who === 'the next engine') {
      await engine.kill();
      disk.isRepaired();
      engine = await startEngineWith(stage, disk.env);
      await engine.ready();
    }
    disk.isRepaired();
    await renaming;
    await user.renames(engine, id);

    await engine.kill();
    folder.cutPower();
    expectKept(stage, user);
    expectSound(stage);
  },
);

function indexed(stage: Stage): boolean {
  return look(stage, (db) => {
    const left = `SELECT (SELECT max(key) FROM session_events) - event_key FROM search_cursor`;
    return db.prepare(left).pluck().get() === 0;
  });
}

/** A sync that fails once, and then says that it is well. */
function breakSync(disk: FaultyDisk, roll: () => number): void {
  const from = disk.count + Math.floor(roll() * 120);
  disk.breaks({ from, times: 1 + Math.floor(roll() * 3), code: 'EIO', what: failing.syncs });
}

function storedSomething(stage: Stage, rows: Awaited<ReturnType<EngineProcess['list']>>): boolean {
  return rows.some(({ id }) => storedEvents(stage, id).some(({ type }) => type === 'message'));
}
