/**
 * `npm run bench`: Lulu against its budgets, each number beside the same thing done plainly in the
 * same run. Read the ratios; the rest is this machine's.
 */
import type { Bench } from './bench.ts';

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

async function run(scale: Scale): Promise<boolean> {
  let whole = true;
  for (const { name, about, run: measure } of chosen(scale)) {
    console.log(`\n${name}: ${about}`);
    try {
      console.log(tableOf(await measure(scale)));
    } catch (error) {
      whole = false;
      console.log('could not be measured:', error);
    }
  }
  return whole;
}

try {
  process.exitCode = (await run(readScale(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exitCode = 2;
}
