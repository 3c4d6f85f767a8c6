import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../src/contract/events.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import { openWorkplace, type Workplace } from '../helpers/engine.ts';
import { until } from '../helpers/until.ts';
import { rounds } from './rounds.ts';

/** A shell script: what is raced here is the engine, not the start of a big program. */
const quickAgent = fileURLToPath(new URL('quick-agent.sh', import.meta.url));
const times = rounds(10);
/** Sessions that race at the same time. */
const together = 10;
const timeout = 60_000 + times * 2000;

describe('on one session', () => {
  test(
    `two resumes: one wins, the other is told that it is at work (${String(times)} ×)`,
    { timeout },
    async () => {
      const place = await quickPlace();
      await repeat(async () => {
        const id = await finished(place);
        const results = await race(
          place.engine.request('sessions.resume', { id, prompt: `hang ${id}` }),
          place.engine.request('sessions.resume', { id, prompt: `hang ${id}` }),
        );
        expect(results).toEqual(['done', 'rejected: at work']);
        await place.engine.request('sessions.interrupt', { id });
        await settled(place, id);
        await expectOneEndARun(place, id, ['Completed', 'Interrupted']);
        // None where the interrupt came before the process: then it was never told anything.
        expect(hearers(place, id)).toBeLessThanOrEqual(1);
      });
    },
  );

  test(
    `interrupt with resume: the resume is refused or begins after the end (${String(times)} ×)`,
    { timeout },
    async () => {
      const place = await quickPlace();
      await repeat(async () => {
        const id = await create(place, 'hang');
        await working(place, id);
        const results = await race(
          place.engine.request('sessions.interrupt', { id }),
          place.engine.request('sessions.resume', { id, prompt: `go ${id}` }),
        );
        expect(results).toEqual(['done', 'rejected: at work']);
        // And once more, as soon as it says that it is interrupted.
        await place.until(id, ({ status }) => status === 'Interrupted');
        const [again] = await race(
          place.engine.request('sessions.resume', { id, prompt: `go ${id}` }),
        );
        expect(again).toBe('done');
        await settled(place, id);
        await expectOneEndARun(place, id, ['Interrupted', 'Completed']);
        expect(hearers(place, id)).toBe(1);
      });
    },
  );

  test(
    `delete with resume: it is in the trash, and nothing of it runs (${String(times)} ×)`,
    { timeout },
    async () => {
      const place = await quickPlace();
      await repeat(async () => {
        const id = await finished(place);
        const results = await race(
          place.engine.request('sessions.delete', { id }),
          place.engine.request('sessions.resume', { id, prompt: 'hang' }),
        );
        expect(results[0]).toBe('done');
        expect(results[1]).toMatch(/^(?:done|rejected: in the trash)$/);
        await settled(place, id);
        expect((await place.row(id)).deletedAt).not.toBeNull();
        const ends = results[1] === 'done' ? ['Completed', 'Interrupted'] : ['Completed'];
        await expectOneEndARun(place, id, ends);
      });
    },
  );

  test(
    `send with the end of the turn: the follow-up is given once (${String(times)} ×)`,
    { timeout },
    async () => {
      const place = await quickPlace();
      await repeat(async () => {
        const id = await create(place, 'go');
        // Somewhere between its start and the end of its process.
        await place.until(id, ({ status }) => status !== 'Starting');
        const results = await race(
          place.engine.request('sessions.send', { id, prompt: `follow ${id}`, now: false }),
        );
        expect(results).toEqual(['done']);
        await until('the follow-up was given', () => hearers(place, id) > 0, 30);
        await settled(place, id);
        expect(hearers(place, id)).toBe(1);
        const { queue } = await place.engine.request('sessions.show', { id });
        expect(queue).toEqual([]);
      });
    },
  );

  test(
    `two deletes, then two restores: one of each wins (${String(times)} ×)`,
    { timeout },
    async () => {
      const place = await quickPlace();
      await repeat(async () => {
        const id = await finished(place);
        const deletes = await race(
          place.engine.request('sessions.delete', { id }),
          place.engine.request('sessions.delete', { id }),
        );
        expect(deletes.toSorted()).toEqual(['done', 'rejected: in the trash']);
        const restores = await race(
          place.engine.request('sessions.restore', { id }),
          place.engine.request('sessions.restore', { id }),
        );
        expect(restores.toSorted()).toEqual(['done', 'rejected: not in the trash']);
      });
    },
  );
});

async function quickPlace(): Promise<Workplace> {
  const place = await openWorkplace();
  place.repository.commit('README.md', 'hello');
  await place.engine.request('settings.set', { patch: { liveAgents: together * 2 } });
  return place;
}

async function repeat(once: () => Promise<void>): Promise<void> {
  for (let left = times; left > 0; left -= together) {
    await Promise.all(Array.from({ length: Math.min(left, together) }, once));
  }
}

function logOf(place: Workplace): string {
  return join(place.folder, 'heard.log');
}

async function create(place: Workplace, prompt: string): Promise<SessionId> {
  const env = { QUICK_AGENT_LOG: logOf(place) };
  return (await place.create(prompt, { agentBin: quickAgent, env })).id;
}

async function finished(place: Workplace): Promise<SessionId> {
  const id = await create(place, 'go');
  // Its process may still be leaving, which is when a race is most likely to go wrong.
  await place.until(id, ({ status }) => status === 'Completed');
  return id;
}

async function working(place: Workplace, id: SessionId): Promise<void> {
  await until(
    'it works',
    async () =>
      (await place.events(id)).some(
        (event) => event.type === 'notice' && event.payload.kind === 'agent-started',
      ),
    30,
  );
}

/** Resolves when it rests: every run has ended. */
async function settled(place: Workplace, id: SessionId): Promise<void> {
  await until(
    'every run has ended',
    async () => {
      const { runs, row } = await place.engine.request('sessions.show', { id });
      return row.activeRunId === null && runs.every(({ endedAt }) => endedAt !== null);
    },
    30,
  );
}

const refusals: readonly (readonly [RegExp, string])[] = [
  [/is still at work/, 'at work'],
  [/is being interrupted/, 'at work'],
  [/is not in the trash/, 'not in the trash'],
  [/is in the trash/, 'in the trash'],
];

async function race(...asked: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(asked);
  return settled.map((result) => {
    if (result.status === 'fulfilled') return 'done';
    const text = result.reason instanceof Error ? result.reason.message : String(result.reason);
    return `rejected: ${refusals.find(([pattern]) => pattern.test(text))?.[1] ?? text}`;
  });
}

async function expectOneEndARun(place: Workplace, id: SessionId, outcomes: readonly string[]) {
  const { runs } = await place.engine.request('sessions.show', { id });
  const events = await place.events(id);
  const ends = runs.map((run) => endsOf(events, run.id));
  expect(ends).toEqual(outcomes.map((outcome) => [outcome]));
}

function endsOf(events: readonly SessionEvent[], runId: string): string[] {
  return events.flatMap((event) =>
    event.runId === runId &&
    event.type === 'status' &&
    ['Completed', 'Failed', 'Interrupted'].includes(event.payload.to)
      ? [event.payload.to]
      : [],
  );
}

/** What agents were told, a line each. */
function heard(place: Workplace): string[] {
  return readFileSync(logOf(place), 'utf8').split('\n');
}

/** How many processes were told something with these words. */
function hearers(place: Workplace, words: string): number {
  return heard(place).filter((line) => line.includes(words)).length;
}
