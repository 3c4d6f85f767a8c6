import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startWriters } from '../agents/writers.ts';
import type { Bench } from '../bench.ts';
import { keptDatabase } from '../data/kept-database.ts';
import { makeRepository } from '../data/repository.ts';
import { withEngine, type EngineProcess } from '../engine/engine-process.ts';
import { inFolder } from '../places.ts';

const sessions = 20;
/** Before counting: the first look at everything. */
const settleMs = 3000;

export const idle: Bench = {
  name: 'idle',
  about: 'an engine with 20 sessions in which nothing happens, CPU by the minute',
  run: async ({ idleSeconds }) => {
    const kept = await keptDatabase('idle-20', {
      ...{ sessions: Array.from({ length: sessions }, () => 100), textLength: 200, indexed: false },
    });
    const finished = await withEngine(kept, kept, (engine) => perMinute(engine, idleSeconds));
    const live = await inFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      const repo = makeRepository(join(folder, 'repository'), 10);
      return await withEngine(dataDir, folder, async (engine) => {
        await startWriters(engine, repo, { agents: sessions, events: 1, rate: 1, folder });
        return await perMinute(engine, idleSeconds);
      });
    });
    return [
      { what: 'finished sessions', unit: 's', lulu: finished, budget: { most: 0.2 } },
      { what: 'live agents that say nothing', unit: 's', lulu: live, budget: { most: 0.2 } },
    ];
  },
};

/** Seconds of CPU. */
async function perMinute(engine: EngineProcess, seconds: number): Promise<number> {
  await delay(settleMs);
  const before = await engine.read();
  await delay(seconds * 1000);
  const after = await engine.read();
  return ((after.cpuTotalMs - before.cpuTotalMs) / 1000 / seconds) * 60;
}
