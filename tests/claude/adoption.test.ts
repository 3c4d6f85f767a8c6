/** The engine dies while the real Claude Code CLI is at work; the next engine takes the run over. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EventType, Payload } from '../../src/contract/events.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import type { SessionDetail, SessionView } from '../../src/contract/rows.ts';
import { startEngineProcess, type EngineProcess } from '../faults/engine-process.ts';
import { storedEvents } from '../faults/stage.ts';
import { processesWith } from '../helpers/processes.ts';
import { createRepository, hermeticEnv, type TestRepository } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';
import { claude, plainClaude, setStage as setClaudeStage, type Stage } from './claude-cli.ts';

interface Ground {
  readonly stage: Stage;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly repository: TestRepository;
}

const versions = [
  ['the newest', claude],
  ['2.1.112', plainClaude],
] as const;
const patience = { timeout: 120_000 };
/** Seconds that one step of a real agent may take on a busy machine. */
const slowly = 60;

describe.each(versions)('an engine that is killed while Claude Code, %s,', patience, (_, found) => {
  const claims = test.skipIf(found === undefined);
  const program = found ?? '';

  claims('streams an answer is followed by one that has all of it, once', async () => {
    const ground = await openGround();
    const { row, first } = await begin(ground, program, 'steady');
    await until('it streams', () => spool(ground, row.id).includes('text_delta'), slowly);

    const shown = await killAndFollow(ground, first, row.id);

    expect(shown.row).toMatchObject({ status: 'Completed', restored: false, resumeCount: 0 });
    expect(payloads(ground, row.id, 'message')).toEqual([
      { text: 'This is a steady answer. '.repeat(120).trim() },
    ]);
    expect(scripted(ground, 'steady')).toBe(1);
    await expectSound(ground, shown);
  });

  claims('runs a tool is followed by one that sees its end, and it runs once', async () => {
    const ground = await openGround();
    const { row, first } = await begin(ground, program, 'long-command');
    await waits(first, row.id);
    await first.client.request('sessions.approve', { id: row.id });
    const ran = join(row.worktree, 'ran.txt');
    await until('the tool runs', () => existsSync(ran), slowly);

    const shown = await killAndFollow(ground, first, row.id);

    expect(shown.row).toMatchObject({ status: 'Completed', restored: false, resumeCount: 0 });
    expect(readFileSync(ran, 'utf8')).toBe('begun\nended\n');
    expect(payloads(ground, row.id, 'tool_result')).toMatchObject([{ isError: false }]);
    expect(payloads(ground, row.id, 'message').at(-1)?.text).toBe('It is done.');
    await expectSound(ground, shown);
  });

  claims(
    'waits for leave is followed by one that can give it, and the turn completes',
    async () => {
      const ground = await openGround();
      const { row, first } = await begin(ground, program, 'bash');
      await waits(first, row.id);
      await first.kill();

      const next = await followed(ground);
      const open = await next.show(row.id);
      expect(open.row).toMatchObject({ status: 'Waiting', restored: false });
      expect(existsSync(join(row.worktree, 'ran.txt'))).toBe(false);
      await next.client.request('sessions.approve', { id: row.id });
      const shown = await over(next, row.id);

      expect(shown.row).toMatchObject({ status: 'Completed', resumeCount: 0 });
      expect(readFileSync(join(row.worktree, 'ran.txt'), 'utf8')).toBe('yes');
      expect(payloads(ground, row.id, 'approval_resolved')).toMatchObject([
        { behavior: 'allow', by: 'user' },
      ]);
      await expectSound(ground, shown);
    },
  );

  claims('has yet to ask is followed by one that finds the question open', async () => {
    const ground = await openGround();
    const { row, first } = await begin(ground, program, 'late-question');
    await until('it talks', () => spool(ground, row.id).includes('text_delta'), slowly);
    await first.kill();
    await until('it asks', () => spool(ground, row.id).includes('can_use_tool'), slowly);

    const next = await followed(ground);
    await waits(next, row.id);
    await next.client.request('sessions.deny', { id: row.id, message: 'Not today.' });
    const shown = await over(next, row.id);

    expect(shown.row).toMatchObject({ status: 'Completed', resumeCount: 0 });
    expect(existsSync(join(row.worktree, 'ran.txt'))).toBe(false);
    expect(payloads(ground, row.id, 'message').at(-1)?.text).toBe('It did not happen: Not today.');
    await expectSound(ground, shown);
  });
});

/** A data directory, a repository and the CLI's environment; what is started there ends with the test. */
async function openGround(): Promise<Ground> {
  const stage = await setClaudeStage();
  const repository = createRepository('shop');
  repository.commit('README.md', '# Shop\n');
  return {
    stage,
    repository,
    dataDir: join(stage.folder, 'data'),
    env: { ...stage.env, ...hermeticEnv },
  };
}

async function followed(ground: Ground): Promise<EngineProcess> {
  const engine = await startEngineProcess(ground);
  await engine.ready();
  return engine;
}

async function begin(ground: Ground, program: string, script: string) {
  const first = await followed(ground);
  const { row } = await first.client.request('sessions.create', {
    ...{ repo: ground.repository.path, prompt: `Please. script: ${script}` },
    ...{ agent: 'claude', agentBin: program },
  });
  return { first, row };
}

async function killAndFollow(
  ground: Ground,
  first: EngineProcess,
  id: SessionId,
): Promise<SessionDetail> {
  const before = (await first.show(id)).runs.map(({ pid }) => pid);
  await first.kill();
  const next = await followed(ground);
  const adopted = await next.show(id);
  expect(adopted.row).toMatchObject({ status: 'Running', restored: false });
  expect(adopted.runs.map(({ pid }) => pid)).toEqual(before);
  return await over(next, id);
}

async function waits(engine: EngineProcess, id: SessionId): Promise<void> {
  const isWaiting = ({ status }: SessionView): boolean => status === 'Waiting';
  await until('it waits for leave', async () => isWaiting((await engine.show(id)).row), slowly);
}

/** Resolves when its process is gone. */
async function over(engine: EngineProcess, id: SessionId): Promise<SessionDetail> {
  let shown = await engine.show(id);
  const ended = async (): Promise<boolean> => {
    shown = await engine.show(id);
    return shown.runs.every(({ endedAt }) => endedAt !== null);
  };
  await until('the run has ended', ended, slowly);
  return shown;
}

/** What the agent has written to its output so far, by its own hand. */
function spool({ dataDir }: Ground, id: SessionId): string {
  const folder = join(dataDir, 'sessions', id);
  const files = existsSync(folder)
    ? readdirSync(folder).map((run) => join(folder, run, 'out.jsonl'))
    : [];
  return files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('');
}

function payloads<T extends EventType>(ground: Ground, id: SessionId, type: T): Payload<T>[] {
  return storedEvents(ground, id)
    .filter((event) => event.type === type)
    .map((event) => event.payload as Payload<T>);
}

/** How often the model was asked for this script. */
function scripted({ stage }: Ground, script: string): number {
  return stage.api.requests.filter((request) => request.script === script).length;
}

/** A dense log, one end, one process, and nothing left of it. */
async function expectSound(ground: Ground, { row, runs }: SessionDetail): Promise<void> {
  const events = storedEvents(ground, row.id);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(runs).toHaveLength(1);
  const ends = payloads(ground, row.id, 'status').filter(({ to }) => to === 'Completed');
  expect(ends).toHaveLength(1);
  for (const { id } of runs) expect(await processesWith(`LULU_RUN=${id}`)).toEqual([]);
}
