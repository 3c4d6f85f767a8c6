/** What today cost: since midnight where the engine is. */
import { expect, onTestFinished, test } from 'vitest';
import { openWorkplace, scripted } from '../../helpers/engine.ts';

test.each([
  ['America/New_York', '2026-03-01T04:30:00Z', '2026-03-01T05:30:00Z', '2026-03-01T05:00:00.000Z'],
  ['Asia/Kolkata', '2026-03-01T18:00:00Z', '2026-03-01T19:00:00Z', '2026-03-01T18:30:00.000Z'],
  // A day that begins at one o'clock: at midnight the clocks went forward.
  ['America/Santiago', '2026-09-06T03:30:00Z', '2026-09-06T05:00:00Z', '2026-09-06T04:00:00.000Z'],
])('today begins at midnight in %s', async (zone, yesterday, today, midnight) => {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
  const place = await openWorkplace();
  place.repository.commit('README.md', 'hello');
  const costAt = async (instant: string): Promise<number> => {
    place.now = () => Date.parse(instant);
    const { id } = await place.create(scripted({ say: 'Done.' }));
    return (await place.ended(id)).costUsd ?? 0;
  };

  const spentBefore = await costAt(yesterday);
  const spent = await costAt(today);
  const { since, costUsd, tokens } = await place.engine.request('usage.today', {});

  expect(spentBefore).toBeGreaterThan(0);
  expect({ since, costUsd }).toEqual({ since: midnight, costUsd: spent });
  expect(tokens.output).toBeGreaterThan(0);
});
