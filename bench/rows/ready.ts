import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { engineFlags, findRuntime } from '../../scripts/runtime.mjs';
import type { Bench } from '../bench.ts';
import { bundleOf } from '../engine/bundle.ts';
import { inFolder } from '../places.ts';
import { alternate, median, timed } from '../statistics.ts';

/** How long a process may settle before its memory is read, in ms. */
const settleMs = 1500;

export const ready: Bench = {
  name: 'ready',
  about: '`lulu serve` in one file, as it ships, from spawn to address; floor: bare `node -e 0`',
  run: async ({ rounds }) => {
    const times = await alternate(rounds * 2, bareStart, serveStart);
    const memory = await alternate(Math.min(rounds, 3), bareRss, serveRss);
    const floor = median(times.floor);
    return [
      {
        ...{ what: 'until it answers', unit: 'ms', floor, lulu: median(times.lulu) },
        budget: { most: 3 * floor + 100 },
      },
      {
        ...{ what: 'idle RSS', unit: 'MB' },
        ...{ floor: median(memory.floor), lulu: median(memory.lulu) },
        budget: { mostRatio: 1.6 },
      },
    ];
  },
};

async function bareStart(): Promise<number> {
  return await timed(() => once(spawn(findRuntime(), ['-e', '0']), 'exit'));
}

async function serveStart(): Promise<number> {
  return await withServe((_, ms) => Promise.resolve(ms));
}

async function serveRss(): Promise<number> {
  return await withServe(async (child) => {
    await delay(settleMs);
    return rssOf(child);
  });
}

async function withServe(look: (child: ChildProcess, ms: number) => Promise<number>) {
  const lulu = await bundleOf('src/cli/main.ts');
  return await inFolder(async (dataDir) => {
    const from = performance.now();
    const child = spawn(
      findRuntime(),
      [...engineFlags, lulu, 'serve', '--json', '--data-dir', dataDir],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const failed = once(child, 'exit').then(() => {
      throw new Error('lulu serve ended before it had an address');
    });
    failed.catch(() => undefined);
    await Promise.race([once(child.stdout, 'data'), failed]);
    const found = await look(child, performance.now() - from);
    await end(child);
    return found;
  });
}

async function bareRss(): Promise<number> {
  const child = spawn(findRuntime(), ['-e', 'setInterval(() => {}, 1e6)']);
  await delay(settleMs);
  const rss = rssOf(child);
  await end(child);
  return rss;
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Megabytes (Linux). */
function rssOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
