import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Finding } from '../bench.ts';
import { startWriters, type Writing } from '../agents/writers.ts';
import { makeRepository } from '../data/repository.ts';
import { withEngine } from '../engine/engine-process.ts';
import type { Reading } from '../engine/meter.ts';
import { tailPlainly } from '../floors/tail-process.ts';
import { inFolder } from '../places.ts';
import type { Scale } from '../scale.ts';
import { alternate, median } from '../statistics.ts';

const rate = 100;

export const ingestFew: Bench = {
  name: 'ingest-20',
  about: '20 agents × 100 events/s, from write to committed row; floor: a bare follower of files',
  run: async (scale) => {
    const found = await compare(20, scale);
    return findings(found, { p99: 15, cpu: 10, delay: undefined });
  },
};

export const ingestMany: Bench = {
  name: 'ingest-200',
  about: 'the same with 200 agents',
  run: async (scale) => {
    const found = await compare(scale.agents, scale);
    return findings(found, { p99: 50, cpu: 50, delay: 30 });
  },
};

interface Compared {
  readonly floor: readonly Reading[];
  readonly lulu: readonly Reading[];
  readonly lost: number;
}

async function compare(agents: number, { seconds, rounds }: Scale): Promise<Compared> {
  const events = seconds * rate;
  const writing = (folder: string): Writing => ({ agents, events, rate, folder });
  const { floor, lulu } = await alternate(
    Math.min(rounds, 3),
    () => inFolder((folder) => tailPlainly(writing(folder))),
    () => inFolder((folder) => ingest(writing(folder))),
  );
  const lost = lulu.reduce((sum, reading) => sum + agents * events - reading.events, 0);
  return { floor, lulu, lost };
}

/** Real sessions, each with its worktree, its shim and its spool. */
export async function ingest(writing: Writing): Promise<Reading> {
  const { folder, agents, events } = writing;
  const repo = makeRepository(join(folder, 'repository'), 10);
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  return await withEngine(dataDir, folder, async (engine) => {
    const writers = await startWriters(engine, repo, writing);
    engine.begin();
    writers.go();
    return await engine.committed(agents * events);
  });
}

function findings(
  { floor, lulu, lost }: Compared,
  budget: { p99: number; cpu: number; delay: number | undefined },
): readonly Finding[] {
  const both = (of: (reading: Reading) => number) => ({
    floor: median(floor.map(of)),
    lulu: median(lulu.map(of)),
  });
  const { delay } = budget;
  return [
    { what: 'write → committed, p50', unit: 'ms', ...both((r) => r.p50) },
    {
      what: 'write → committed, p99',
      unit: 'ms',
      ...both((r) => r.p99),
      budget: { most: budget.p99 },
    },
    {
      what: 'CPU',
      unit: '% of a core',
      ...both((r) => (100 * r.cpuMs) / r.spanMs),
      budget: { most: budget.cpu },
    },
    {
      what: 'event loop late by, p99',
      unit: 'ms',
      ...both((r) => r.delayP99),
      ...(delay === undefined ? {} : { budget: { most: delay } }),
    },
    { what: 'RSS at most', unit: 'MB', ...both((r) => r.mostRssBytes / 2 ** 20) },
    { what: 'events lost', unit: 'events', lulu: lost, budget: { most: 0 } },
  ];
}
