/** How often output is read and committed, counted on a clock of its own. */
import { expect, test } from 'vitest';
import { gapMs, ReadPace } from '../../src/engine/agents/read-pace.ts';
import { fakeClock } from '../helpers/fake-clock.ts';

interface Second {
  /** Turns in which anything was read: each is one commit. */
  readonly commits: number;
  readonly reads: number;
  /** From the first unread event to its read, at worst, in ms. */
  readonly worstMs: number;
}

/** One second of agents that write a hundred events each, evenly and not all at the same instant. */
function oneSecond(count: number): Second {
  const clock = fakeClock();
  const pace = new ReadPace(clock);
  const commits = new Set<number>();
  let reads = 0;
  let worstMs = 0;
  const agents = Array.from({ length: count }, () => {
    let since: number | null = null;
    const turn = pace.join(() => {
      if (since !== null) worstMs = Math.max(worstMs, clock.now() - since);
      since = null;
      reads += 1;
      commits.add(clock.now());
    });
    return (): void => {
      since ??= clock.now();
      turn.ask();
    };
  });
  for (let ms = 0; ms < 1000; ms += 1) {
    for (const [index, write] of agents.entries()) if (index % 10 === ms % 10) write();
    clock.advance(1);
  }
  clock.advance(100);
  return { commits: commits.size, reads, worstMs };
}

test('one agent is read as soon as it writes', () => {
  expect(oneSecond(1)).toEqual({ commits: 100, reads: 100, worstMs: 0 });
});

test('twenty are read together, some two hundred times a second and not two thousand', () => {
  const { commits, worstMs } = oneSecond(20);

  // The first at once, then one each 5 ms.
  expect(commits).toBeLessThanOrEqual(1 + 1000 / 5);
  expect(worstMs).toBeLessThanOrEqual(5);
});

test('two hundred are read some sixty times a second, several events at once', () => {
  const { commits, reads, worstMs } = oneSecond(200);

  expect(commits).toBeLessThanOrEqual(66);
  expect(reads).toBeLessThanOrEqual(200 * 66);
  expect(worstMs).toBeLessThanOrEqual(16);
});

test('the wait grows with the readers, and not beyond what is felt', () => {
  expect([1, 2, 20, 200, 10_000].map(gapMs)).toEqual([0, 1, 5, 16, 20]);
});

test('who has left is not read, and holds nobody up', () => {
  const clock = fakeClock();
  const pace = new ReadPace(clock);
  const read: string[] = [];
  const [one, other] = ['one', 'other'].map((name) => pace.join(() => read.push(name)));
  one?.ask();
  one?.ask();
  one?.leave();
  other?.ask();
  clock.advance(100);

  expect(read).toEqual(['one', 'other']);
});
