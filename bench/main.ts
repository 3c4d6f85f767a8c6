/**
 * `npm run bench`: Lulu against its budgets, each number beside the same thing done plainly in the
 * same run. Read the ratios; the rest is this machine's. Ends with 0 when every row could be measured, whether
 * or not it was held.
 */
import { loadavg } from 'node:os';
import { isHeld, type Bench } from './bench.ts';
import { ceiling } from './rows/ceiling.ts';
import { changingRows } from './rows/changing-rows.ts';
import { crash } from './rows/crash.ts';
import { dashboard } from './rows/dashboard.ts';
import { idle } from './rows/idle.ts';
import { ingestFew, ingestMany } from './rows/ingest.ts';
import { openSession } from './rows/open-session.ts';
import { pageMemory } from './rows/page-memory.ts';
import { ready } from './rows/ready.ts';
import { scrolling } from './rows/scrolling.ts';
import { search } from './rows/search.ts';
import { slowReader } from './rows/slow-reader.ts';
import { soak } from './rows/soak.ts';
import { webkit } from './rows/webkit.ts';
import { worktree } from './rows/worktree.ts';
import { readScale, usage, type Scale } from './scale.ts';
import { tableOf } from './table.ts';

const benches: readonly Bench[] = [
  ingestFew,
  ingestMany,
  ceiling,
  openSession,
  dashboard,
  scrolling,
  webkit,
  changingRows,
  pageMemory,
  worktree,
  search,
  ready,
  idle,
  crash,
  slowReader,
  soak,
];

function chosen({ only }: Scale): readonly Bench[] {
  const unknown = only.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    const known = benches.map((bench) => bench.name).join(', ');
    throw new TypeError(`There is no row ${unknown.join(', ')}. Rows: ${known}`);
  }
  return benches.filter(({ name }) => only.length === 0 || only.includes(name));
}

/** Processes that wanted a core in the last minute. A row's own are among them when it is over. */
function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

function secondsSince(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(0)} s`;
}

async function run(scale: Scale): Promise<boolean> {
  let whole = true;
  const missed: string[] = [];
  const startedAt = performance.now();
  for (const { name, about, run: measure } of chosen(scale)) {
    console.log(`\n${name}: ${about}`);
    const before = load();
    const from = performance.now();
    try {
      const found = await measure(scale);
      console.log(tableOf(found));
      missed.push(
        ...found.filter((one) => isHeld(one) === false).map(({ what }) => `${name}, ${what}`),
      );
    } catch (error) {
      whole = false;
      console.log('could not be measured:', error);
    }
    console.log(`${secondsSince(from)}; load before ${before}, after ${load()}`);
  }
  console.log(`\n${secondsSince(startedAt)}. Missed: ${missed.join('; ') || 'nothing'}`);
  return whole;
}

try {
  process.exitCode = (await run(readScale(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exitCode = 2;
}
