import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import type { SessionDetail } from '../../src/contract/rows.ts';
import { scripted } from '../helpers/engine.ts';
import { plainGit } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';
import { decoded, saidByAgent } from './agreement.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { dice, rounds, seed } from './rounds.ts';
import { markedRuns, setStage, storedEvents, writtenBy, type Stage } from './stage.ts';

const times = rounds(10);
/** Commands that are under way when the engine dies, at most. */
const commands = 6;
const settleSeconds = 90;

test(
  `${String(times)} × kill -9 of an engine that is being told things: what it acknowledged is done once (seed ${String(seed)})`,
  { timeout: 120_000 + times * 15_000 },
  async () => {
    const stage = setStage();
    const roll = dice(seed);
    const user = new User(stage, roll);
    for (let round = 1; round <= times; round += 1) {
      const engine = await startEngineProcess(stage);
      await engine.ready();
      const asked = Array.from({ length: 1 + Math.floor(roll() * commands) }, () =>
        user.asksSomething(engine),
      );
      await delay(roll() * 600);
      await engine.kill();
      await Promise.all(asked);
    }

    const engine = await startEngineProcess(stage);
    await engine.ready();
    const shown = await settled(engine, [...user.sessions]);
    const kept = shown.filter(({ row }) => row.deletedAt === null);
    for (const detail of shown) expectSound(stage, detail);
    for (const { prompt, id, acknowledged } of user.prompts) {
      const given = id === null ? [] : textsOf(stage, shown, id).filter((text) => text === prompt);
      if (acknowledged) expect(given, 'acknowledged, so kept once').toHaveLength(1);
      expect(given.length).toBeLessThanOrEqual(1);
    }
    expect(await markedRuns(stage), 'processes left behind').toEqual([]);
    await expectWorktrees(stage, kept);
    await engine.kill();
  },
);

/** Somebody who does not wait for answers. */
class User {
  readonly sessions = new Set<SessionId>();
  readonly prompts: { prompt: string; id: SessionId | null; acknowledged: boolean }[] = [];
  readonly #stage: Stage;
  readonly #roll: () => number;

  constructor(stage: Stage, roll: () => number) {
    this.#stage = stage;
    this.#roll = roll;
  }

  /** Resolves when it was answered, or never will be. */
  async asksSomething({ client }: EngineProcess): Promise<void> {
    const known = [...this.sessions];
    const id = known[Math.floor(this.#roll() * known.length)];
    const what = this.#roll();
    const prompt = this.#newPrompt();
    try {
      if (id === undefined || what < 0.35) {
        const said = this.#says(prompt, null);
        const repo = this.#stage.repository.path;
        const { row } = await client.request('sessions.create', { repo, prompt, agent: 'demo' });
        this.sessions.add(row.id);
        Object.assign(said, { id: row.id, acknowledged: true });
      } else if (what < 0.7) {
        const said = this.#says(prompt, id);
        await client.request('sessions.send', { id, prompt });
        said.acknowledged = true;
      } else if (what < 0.8) await client.request('sessions.interrupt', { id });
      else if (what < 0.9) await client.request('sessions.delete', { id });
      else await client.request('sessions.restore', { id });
    } catch {
      // Refused, or the engine was gone: then it may or may not have been done, but not twice.
    }
  }

  #says(prompt: string, id: SessionId | null) {
    const said = { prompt, id, acknowledged: false };
    this.prompts.push(said);
    return said;
  }

  #newPrompt(): string {
    const number = String(this.prompts.length) + String(this.#roll());
    const write = { path: `did-${number}.txt`, content: number };
    return scripted({ delay: Math.floor(this.#roll() * 150) }, { write }, { say: number });
  }
}

/** Everything that was asked has come to its end; sessions that were never acknowledged too. */
async function settled(engine: EngineProcess, known: readonly SessionId[]) {
  const listed = (await engine.list()).map(({ id }) => id);
  const ids = [...new Set([...known, ...listed])];
  let shown: SessionDetail[] = [];
  await until(
    'every session rests',
    async () => {
      shown = await Promise.all(ids.map((id) => engine.show(id)));
      return shown.every(
        ({ row, runs, queue }) =>
          ['Completed', 'Failed', 'Interrupted'].includes(row.status) &&
          runs.every(({ endedAt }) => endedAt !== null) &&
          (row.status !== 'Completed' || row.deletedAt !== null || queue.length === 0),
      );
    },
    settleSeconds,
  );
  return shown;
}

function expectSound(stage: Stage, { row, runs }: SessionDetail): void {
  const events = storedEvents(stage, row.id);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(saidByAgent(events), row.id).toEqual(decoded(writtenBy(stage, row.id)));
  expect(row).toMatchObject({ restored: false, failureReason: null, interruptError: null });
  for (const run of runs) {
    const ends = events.filter(
      (event) =>
        event.runId === run.id &&
        event.type === 'status' &&
        ['Completed', 'Failed', 'Interrupted'].includes(event.payload.to),
    );
    expect(ends, 'one end a run').toHaveLength(1);
  }
  const messages = events.flatMap((event) =>
    event.type === 'message' ? [event.payload.text] : [],
  );
  expect(new Set(messages).size, 'nothing was done twice').toBe(messages.length);
}

/** What a session was told, and what still waits to be. */
function textsOf(stage: Stage, shown: readonly SessionDetail[], id: SessionId): string[] {
  const told = storedEvents(stage, id).flatMap((event) =>
    event.type === 'prompt' ? [event.payload.text] : [],
  );
  const queue = shown.find(({ row }) => row.id === id)?.queue ?? [];
  return [...told, ...queue.map(({ text }) => text)];
}

async function expectWorktrees(stage: Stage, kept: readonly SessionDetail[]) {
  const { repository } = stage;
  const folder = join(repository.path, '.lulu', 'worktrees');
  // A session that was interrupted before it began has none.
  const made = kept.map(({ row }) => row.worktree).filter((path) => existsSync(path));
  await until('deletes are finished', () => {
    const there = existsSync(folder) ? readdirSync(folder) : [];
    return there.length === made.length;
  });
  const listed = plainGit(repository.path, 'worktree', 'list', '--porcelain')
    .split('\n')
    .flatMap((line) => (line.startsWith('worktree ') ? [line.slice('worktree '.length)] : []));
  expect(listed.slice(1).toSorted()).toEqual(made.toSorted());
  for (const { row } of kept.filter(({ row }) => made.includes(row.worktree))) {
    // One that was cut short, whose session was interrupted before it was made anew, was never given out.
    if (!wasGivenOut(stage, row.id)) continue;
    const changes = plainGit(row.worktree, 'status', '--porcelain').split('\n');
    expect(changes.filter((line) => line !== '' && !line.startsWith('?? did-'))).toEqual([]);
  }
}

function wasGivenOut(stage: Stage, id: SessionId): boolean {
  return storedEvents(stage, id).some(
    ({ type, payload }) => type === 'notice' && payload.kind === 'worktree',
  );
}
