import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import type { SessionDetail, SessionView } from '../../src/contract/rows.ts';
import type { Failpoint } from '../../src/engine/failpoint.ts';
import { scripted } from '../helpers/engine.ts';
import { plainGit } from '../helpers/repository.ts';
import { treeState } from '../helpers/tree-state.ts';
import { until } from '../helpers/until.ts';
import { decoded, saidByAgent } from './agreement.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { markedRuns, setStage, storedEvents, turnsBegun, writtenBy, type Stage } from './stage.ts';

/** Leaves a file and a word behind, so that doing it twice would show. */
const work = scripted({ write: { path: 'done.txt', content: 'once\n' } }, { say: 'Done' });

const creating: readonly Failpoint[] = [
  ...(['run-accepted', 'worktree-recorded', 'worktree-made', 'run-prepared'] as const),
  ...(['run-folder-made', 'run-spawned', 'run-identified', 'input-torn'] as const),
  ...(['output-read', 'output-stored', 'outcome-stored', 'tree-dead'] as const),
  ...(['process-gone', 'end-stored', 'spool-removed'] as const),
];

describe('a session that is created while the engine dies', () => {
  test.each(creating)('at "%s" does its work once, and ends well', async (point) => {
    const stage = setStage();
    const first = await startReady(stage, point);
    await ask(first.client.request('sessions.create', newSession(stage, work)));
    await died(first);

    const engine = await startReady(stage);
    const [row, ...others] = await engine.list();
    expect(others).toEqual([]);
    const { id, worktree } = there(row);
    const ended = await untilOver(engine, id);

    expect(ended.row).toMatchObject({ status: 'Completed', restored: false, resumeCount: 0 });
    expect(ended.runs).toHaveLength(1);
    expect(turnsBegun(stage, id)).toBe(1);
    expect(readFileSync(join(worktree, 'done.txt'), 'utf8')).toBe('once\n');
    expect(plainGit(worktree, 'status', '--porcelain')).toBe('?? done.txt');
    await expectSound(stage, engine, id);
  });
});

test('a worktree that git was filling when the engine died is whole before an agent sees it', async () => {
  const stage = setStage();
  const { repository } = stage;
  repository.write('.gitattributes', '*.slow filter=slow\n');
  repository.write('big.slow', 'big\n');
  repository.git('add', '.');
  repository.git('commit', '--quiet', '--message', 'Slow');
  // Git goes on when the engine dies: it is nobody's child then.
  repository.git('config', 'filter.slow.smudge', 'sleep 2; cat');
  const first = await startReady(stage);
  const { row } = await first.client.request('sessions.create', newSession(stage, work));
  await until('git fills the worktree', () => existsSync(join(row.worktree, '.git')));
  await first.kill();

  const engine = await startReady(stage);
  const ended = await untilOver(engine, row.id);

  expect(ended.row).toMatchObject({ status: 'Completed', failureReason: null, restored: false });
  expect(turnsBegun(stage, row.id)).toBe(1);
  expect(readFileSync(join(row.worktree, 'big.slow'), 'utf8')).toBe('big\n');
  expect(plainGit(row.worktree, 'status', '--porcelain')).toBe('?? done.txt');
  await expectSound(stage, engine, row.id);
});

describe('a session that is resumed while the engine dies', () => {
  const resuming = [
    'run-accepted',
    'run-spawned',
    'run-identified',
    'input-torn',
    'outcome-stored',
  ];

  test.each(resuming)('at "%s" has one second run', async (point) => {
    const stage = setStage();
    const first = await startReady(stage, `${point}:2`);
    const { row } = await first.client.request('sessions.create', newSession(stage, work));
    // Its first process may still be leaving: the second run waits for that.
    await until(
      'the first run is done',
      async () => (await first.show(row.id)).row.status === 'Completed',
    );
    const prompt = scripted({ say: 'Again' });
    await ask(first.client.request('sessions.resume', { id: row.id, prompt }));
    await died(first);

    const engine = await startReady(stage);
    const ended = await untilOver(engine, row.id);

    expect(ended.row).toMatchObject({ status: 'Completed', resumeCount: 1 });
    expect(ended.runs).toHaveLength(2);
    expect(turnsBegun(stage, row.id)).toBe(2);
    await expectSound(stage, engine, row.id);
  });
});

describe('a follow-up', () => {
  // Not at a piece of output: how many there are before the question depends on when they are read.
  test.each(['follow-up-taken', 'follow-up-taken:2', 'input-torn:3'])(
    'is given to the agent once when the engine dies at "%s"',
    async (point) => {
      const stage = setStage();
      const first = await startReady(stage, point);
      const asking = scripted({ ask: { tool: 'Deploy', input: {} } }, { say: 'zero' });
      const { row } = await first.client.request('sessions.create', newSession(stage, asking));
      await until('it asks', async () => (await first.show(row.id)).row.status === 'Waiting');
      for (const say of ['one', 'two', 'three']) {
        await first.client.request('sessions.send', { id: row.id, prompt: scripted({ say }) });
      }
      await ask(first.client.request('sessions.approve', { id: row.id }));
      await died(first);

      const engine = await startReady(stage);
      const ended = await untilOver(engine, row.id);

      expect(ended.row.status).toBe('Completed');
      expect(ended.queue).toEqual([]);
      expect(turnsBegun(stage, row.id)).toBe(4);
      expect(messagesOf(stage, row.id)).toEqual(['zero', 'one', 'two', 'three']);
      await expectSound(stage, engine, row.id);
    },
  );
});

describe('an interrupt', () => {
  test.each(['interrupt-stored', 'tree-dead', 'process-gone'])(
    'is carried out by the next engine when this one dies at "%s"',
    async (point) => {
      const stage = setStage();
      const first = await startReady(stage, point);
      const hanging = scripted({ daemonise: { seconds: 600 } }, { hang: true });
      const { row } = await first.client.request('sessions.create', newSession(stage, hanging));
      await until('it works', () => writtenBy(stage, row.id).length > 1);
      await ask(first.client.request('sessions.interrupt', { id: row.id }));
      await died(first);

      const engine = await startReady(stage);
      const ended = await untilOver(engine, row.id);

      expect(ended.row).toMatchObject({ status: 'Interrupted', interrupting: false });
      expect(turnsBegun(stage, row.id)).toBe(1);
      await expectSound(stage, engine, row.id);
    },
  );
});

describe('a session that is deleted while the engine dies', () => {
  const deleting: readonly Failpoint[] = [
    ...(['delete-marked', 'snapshot-written', 'record-moved', 'files-moved'] as const),
  ];

  test.each(deleting)('at "%s" is in the trash, and comes back as it was', async (point) => {
    const stage = setStage();
    const first = await startReady(stage, point);
    const { id, worktree, before } = await finished(stage, first);
    await ask(first.client.request('sessions.delete', { id }));
    await died(first);

    const engine = await startReady(stage);
    expect(await engine.list()).toEqual([]);
    await until('the move is finished', () => !existsSync(worktree));
    await engine.client.request('sessions.restore', { id });

    expect((await engine.list()).map((row) => row.id)).toEqual([id]);
    expect(stateOf(worktree)).toEqual(before);
    await expectSound(stage, engine, id);
  });
});

describe('a session that is restored while the engine dies', () => {
  test.each(['files-back', 'restore-unmarked'])(
    'at "%s" can be restored again, at once, and is as it was',
    async (point) => {
      const stage = setStage();
      const first = await startReady(stage, point);
      const { id, worktree, before } = await finished(stage, first);
      await first.client.request('sessions.delete', { id });
      await ask(first.client.request('sessions.restore', { id }));
      await died(first);

      const engine = await startReady(stage);
      expect(await engine.list()).toEqual([]);
      await engine.client.request('sessions.restore', { id });

      expect((await engine.list()).map((row) => row.id)).toEqual([id]);
      expect(stateOf(worktree)).toEqual(before);
      await expectSound(stage, engine, id);
      // Nothing that the dead engine had begun is finished behind the user's back.
      await engine.client.request('sessions.resume', { id, prompt: scripted({ say: 'On' }) });
      expect((await untilOver(engine, id)).row.status).toBe('Completed');
      expect(stateOf(worktree)).toEqual(before);
    },
  );
});

async function startReady(stage: Stage, failpoint?: string): Promise<EngineProcess> {
  const engine = await startEngineProcess(stage, failpoint);
  await engine.ready();
  return engine;
}

function newSession({ repository }: Stage, prompt: string) {
  return { repo: repository.path, prompt, agent: 'demo' as const };
}

/** The engine may be gone before it answers. */
async function ask(request: Promise<unknown>): Promise<void> {
  await request.catch(() => undefined);
}

/** It got to its failpoint. */
async function died(engine: EngineProcess): Promise<void> {
  await until('the engine has killed itself', () => engine.process.signalCode === 'SIGKILL', 30);
}

/** A session with all kinds of work in its worktree. */
async function finished(stage: Stage, engine: EngineProcess) {
  const { row } = await engine.client.request('sessions.create', newSession(stage, work));
  await untilOver(engine, row.id);
  const { id, worktree } = row;
  writeFileSync(join(worktree, 'README.md'), 'changed\n');
  writeFileSync(join(worktree, 'staged.txt'), 'staged\n');
  plainGit(worktree, 'add', 'staged.txt');
  return { id, worktree, before: stateOf(worktree) };
}

/** Files, index and HEAD. */
function stateOf(worktree: string) {
  return {
    files: treeState(worktree, (path) => path === '.git'),
    index: plainGit(worktree, 'ls-files', '--stage'),
    head: plainGit(worktree, 'rev-parse', 'HEAD'),
  };
}

/** Resolves when every run has ended and let go of its spool. */
async function untilOver(engine: EngineProcess, id: SessionId): Promise<SessionDetail> {
  let shown = await engine.show(id);
  await until(
    'every run has ended',
    async () => {
      shown = await engine.show(id);
      const { status } = shown.row;
      const isTerminal = status !== 'Starting' && status !== 'Running' && status !== 'Waiting';
      return isTerminal && shown.runs.every(({ endedAt }) => endedAt !== null);
    },
    30,
  );
  return shown;
}

function messagesOf(stage: Stage, id: SessionId): string[] {
  return storedEvents(stage, id).flatMap((event) =>
    event.type === 'message' ? [event.payload.text] : [],
  );
}

/** Stored is what was said; one end for each run; nothing is left that no row knows. */
async function expectSound(stage: Stage, engine: EngineProcess, id: SessionId): Promise<void> {
  const events = storedEvents(stage, id);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(saidByAgent(events)).toEqual(decoded(writtenBy(stage, id)));
  const { runs, row } = await engine.show(id);
  for (const run of runs) {
    const ofRun = events.filter(({ runId }) => runId === run.id);
    const ends = ofRun.filter(
      (event) =>
        event.type === 'status' &&
        ['Completed', 'Failed', 'Interrupted'].includes(event.payload.to),
    );
    expect(ends, 'one end a run').toHaveLength(1);
    const began = ofRun.filter(
      (event) => event.type === 'notice' && event.payload.kind === 'run-spawned',
    );
    expect(began.length, 'one process a run').toBeLessThanOrEqual(1);
  }
  expect(await markedRuns(stage), 'processes left behind').toEqual([]);
  await until('the spools are gone', () => spoolsOf(stage, id).length === 0);
  const listed = plainGit(stage.repository.path, 'worktree', 'list', '--porcelain');
  const worktrees = listed.split('\n').filter((line) => line.startsWith('worktree '));
  expect(worktrees).toEqual([`worktree ${stage.repository.path}`, `worktree ${row.worktree}`]);
}

function spoolsOf({ dataDir }: Stage, id: SessionId): string[] {
  return readdirSync(join(dataDir, 'sessions', id)).filter((name) => !name.includes('.'));
}

function there(row: SessionView | undefined): SessionView {
  if (row === undefined) throw new Error('there is no session');
  return row;
}
