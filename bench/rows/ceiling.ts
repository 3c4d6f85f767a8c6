import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { startWriters } from '../agents/writers.ts';
import type { Bench } from '../bench.ts';
import { makeRepository } from '../data/repository.ts';
import { withEngine } from '../engine/engine-process.ts';
import { openRaw } from '../floors/raw-database.ts';
import { openStore } from '../../src/engine/store/store.ts';
import { inFolder } from '../places.ts';
import { alternate, median, timed } from '../statistics.ts';

const agents = 20;
const batch = 100;

/** Rows by wall time, and by the CPU time of the process that stored them: the second one is steady on a busy machine. */
interface Rate {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

interface Flooded extends Rate {
  readonly rssMegabytes: number;
  /** Of the file, by what its events' payloads take. */
  readonly size: number;
  readonly raw: Rate;
}

export const ceiling: Bench = {
  name: 'ceiling',
  about: '20 agents that write as fast as they can; floor: their rows inserted in batches of 100',
  run: async ({ flood, rounds }) => {
    const { lulu: found } = await alternate(
      Math.min(rounds, 3),
      () => Promise.resolve(),
      () => inFolder((folder) => floodOnce(folder, flood / agents)),
    );
    const of = (value: (one: Flooded) => number) => median(found.map(value));
    return [
      {
        what: 'committed',
        unit: 'events/s',
        lulu: of((one) => one.perSecond),
        floor: of((one) => one.raw.perSecond),
        budget: { leastRatio: 0.4 },
      },
      {
        what: 'by its own CPU time',
        unit: 'events/s',
        lulu: of((one) => one.perCpuSecond),
        floor: of((one) => one.raw.perCpuSecond),
      },
      {
        what: 'RSS at most',
        unit: 'MB',
        lulu: of((one) => one.rssMegabytes),
        budget: { most: 250 },
      },
      {
        what: 'database, search index included, by payload bytes',
        unit: 'MB',
        lulu: of((one) => one.size),
        floor: 1,
        budget: { mostRatio: 1.5 },
      },
    ];
  },
};

async function floodOnce(folder: string, events: number): Promise<Flooded> {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const repo = makeRepository(join(folder, 'repository'), 10);
  const reading = await withEngine(dataDir, folder, async (engine) => {
    const writers = await startWriters(engine, repo, { agents, events, rate: 0, folder });
    engine.begin();
    writers.go();
    return await engine.committed(agents * events);
  });
  if (reading.events < agents * events) throw new Error('events were lost');
  return {
    perSecond: (reading.events / reading.spanMs) * 1000,
    perCpuSecond: (reading.events / reading.cpuMs) * 1000,
    rssMegabytes: reading.mostRssBytes / 2 ** 20,
    size: await sizeByPayload(join(dataDir, 'lulu.sqlite')),
    raw: await insertAgain(join(dataDir, 'lulu.sqlite'), join(folder, 'raw.sqlite')),
  };
}

/** Everything indexed, everything in the one file. */
async function sizeByPayload(path: string): Promise<number> {
  const store = openStore({ path, mode: 'writer' });
  while (store.indexSome(5000));
  await store.close();
  const db = new Database(path, { readonly: true });
  const payload = db.prepare('SELECT sum(octet_length(payload)) FROM session_events').pluck().get();
  db.close();
  const folder = join(path, '..');
  const files = readdirSync(folder).filter((name) => name.startsWith('lulu.sqlite'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return bytes / Number(payload);
}

/** The rows of a log once more, in batches, with nothing else to do. */
async function insertAgain(from: string, to: string): Promise<Rate> {
  const source = new Database(from, { readonly: true });
  const rows = source
    .prepare<[], { session_key: number; seq: number; type: string; payload: string }>(
      'SELECT session_key, seq, type, payload FROM session_events ORDER BY key LIMIT 200000',
    )
    .all();
  source.close();
  const raw = openRaw(to);
  const cpu = process.cpuUsage();
  const ms = await timed(() => {
    for (let from = 0; from < rows.length; from += batch) {
      raw.transaction(() => {
        for (const { session_key, seq, type, payload } of rows.slice(from, from + batch)) {
          raw.insert(session_key, seq, type, payload);
        }
      });
    }
  });
  const { user, system } = process.cpuUsage(cpu);
  raw.close();
  return {
    perSecond: (rows.length / ms) * 1000,
    perCpuSecond: (rows.length / (user + system)) * 1e6,
  };
}
