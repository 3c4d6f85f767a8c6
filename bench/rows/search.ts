import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Bench } from '../bench.ts';
import { keptDatabase, proseOf } from '../data/kept-database.ts';
import { openStore } from '../../src/engine/store/store.ts';
import { alternate, quantile, timed } from '../statistics.ts';

export const search: Bench = {
  name: 'search',
  about: 'the newest 50 hits among all events; floor: the bare index asked for their numbers',
  run: async ({ events, rounds }) => {
    const dataDir = await keptDatabase(`open-${events}`, {
      ...{ sessions: [events, 1000], textLength: 700, indexed: true },
    });
    const path = join(dataDir, 'lulu.sqlite');
    const store = openStore({ path, mode: 'reader' });
    const db = new Database(path, { readonly: true });
    const bare = db.prepare(
      'SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 50',
    );
    const queries = queriesOf();
    const query = (round: number): string => queries[round % queries.length] ?? '';
    for (const text of queries) store.search(text, 50);
    const { floor, lulu } = await alternate(
      rounds * queries.length,
      (round) => timed(() => bare.all(`"${query(round).split(' ').join('" "')}"`)),
      (round) => timed(() => store.search(query(round), 50)),
    );
    await store.close();
    db.close();
    return [
      {
        ...{ what: `p95 of ${queries.length} queries among ${events} events`, unit: 'ms' },
        ...{ lulu: quantile(lulu, 0.95), floor: quantile(floor, 0.95) },
        budget: { most: 20 },
      },
      {
        ...{ what: 'p50', unit: 'ms' },
        ...{ lulu: quantile(lulu, 0.5), floor: quantile(floor, 0.5) },
      },
    ];
  },
};

/** Common words, rare ones, beginnings of words, several words, a number that is there once, nothing. */
function queriesOf(): readonly string[] {
  const words = [...new Set(proseOf(4000).split(' '))];
  const some = Array.from({ length: 12 }, (_, index) => words[index * 40] ?? 'ba');
  const beginnings = some.map((word) => word.slice(0, Math.max(2, word.length - 2)));
  const pairs = some.map((word, index) => `${word} ${some[(index + 1) % some.length] ?? ''}`);
  return [...some, ...beginnings, ...pairs, '4000', 'nothinglikeit'];
}
