import { expect, test } from 'vitest';
import type { SessionEvent } from '../../src/contract/events.ts';
import { openWorkplace, scripted } from '../helpers/engine.ts';
import { until } from '../helpers/until.ts';
import { bundle } from './bundle.ts';

const hourMs = 60 * 60 * 1000;

test('a clock set back by an hour moves no session and no event, and ends no wait early or late', async () => {
  const place = await openWorkplace({ program: (await bundle()).demo });
  place.repository.commit('README.md', 'hello');
  const talker = scripted({ flood: { count: 2 ** 31, everyMs: 20, bytes: 40 } });
  const before = await place.create(talker, { name: 'before' });
  const trashed = await place.create(scripted({ say: 'gone' }), { name: 'trashed' });
  await place.ended(trashed.id);
  await place.engine.request('sessions.delete', { id: trashed.id });
  await until('it talks', async () => (await place.row(before.id)).lastSeq > 20, 30);

  place.now = () => Date.now() - hourMs;
  const after = await place.create(scripted({ ask: { tool: 'Deploy', input: {} } }, { say: 'x' }), {
    name: 'after',
  });
  await place.until(after.id, ({ status }) => status === 'Waiting');
  const { lastSeq } = await place.row(before.id);
  await until('it talks on', async () => (await place.row(before.id)).lastSeq > lastSeq + 20, 30);
  // A start in that time too: what is alive is adopted, and the trash has no other age than before.
  await place.stop();
  await place.start();

  const { rows } = await place.engine.request('sessions.list', {});
  expect(rows.map(({ name }) => name)).toEqual(['after', 'before']);
  expect(Date.parse(after.createdAt)).toBeGreaterThan(Date.parse(before.createdAt));
  expect((await place.row(before.id)).status).toBe('Running');
  expect((await place.engine.request('trash.contents', { id: trashed.id })).bytes).not.toBe(0);

  const startedAt = performance.now();
  await place.engine.request('sessions.interrupt', { id: before.id });
  const ended = await place.ended(before.id);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(ended).toMatchObject({ status: 'Interrupted', interruptError: null });
  await place.engine.request('sessions.approve', {
    ...{ id: after.id, requestId: null, input: null, permissionMode: null, always: null },
  });
  expect((await place.ended(after.id)).status).toBe('Completed');
  for (const { id } of rows) expectInOrder(await place.events(id));
}, 90_000);

function expectInOrder(events: readonly SessionEvent[]): void {
  expect(events.length).toBeGreaterThan(5);
  const instants = events.map(({ at }) => at);
  expect(instants).toEqual(instants.toSorted());
}
