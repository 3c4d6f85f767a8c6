/** An engine that a very large conversation goes through does not hold it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../helpers/until.ts';
import { startEngineProcess } from './engine-process.ts';
import { setStage } from './stage.ts';

/** Tool calls, and the size of each result. `LULU_TEST_MEMORY=1000` makes it the full conversation. */
const calls = Number(process.env['LULU_TEST_MEMORY'] ?? 60);
const resultBytes = 2 * 1024 * 1024;
const limitMiB = 150;

test(`stays below ${String(limitMiB)} MiB while ${String(calls)} results of 2 MB go through it`, async () => {
  const stage = setStage();
  stage.repository.commit('big.txt', `${'x'.repeat(resultBytes / 200 - 1)}\n`.repeat(200));
  const engine = await startEngineProcess(stage);
  await engine.ready();
  const prompt = `demo: ${JSON.stringify([{ repeat: { count: calls, step: { read: 'big.txt' } } }])}`;
  const { row } = await engine.client.request('sessions.create', {
    ...{ repo: stage.repository.path, prompt, agent: 'demo' },
  });
  // As a window does that shows the session.
  await engine.client.request('events.watch', { id: row.id });

  await until(
    'the session has ended',
    async () => {
      const { runs } = await engine.show(row.id);
      return runs.every(({ endedAt }) => endedAt !== null);
    },
    500,
  );

  const { events } = await engine.client.request('events.page', {
    id: row.id,
    limit: 1000,
    cut: 1000,
  });
  expect(events.filter(({ type }) => type === 'tool_result').length).toBeGreaterThan(0);
  expect((await engine.show(row.id)).row).toMatchObject({ status: 'Completed' });
  const peak = peakMiB(engine.process.pid ?? 0);
  expect(peak).toBeLessThan(limitMiB);
  await engine.kill();
}, 600_000);

/** The most memory a process has had, in MiB. */
function peakMiB(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
