/** The main job on a repository of real size: five agents at once, each in a worktree of its own. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import type { EventBody, SessionEvent } from '../../src/contract/events.ts';
import { SessionRow } from '../../src/contract/rows.ts';
import { streamJson } from '../../src/engine/agents/claude/claude-adapter.ts';
import { bundle } from '../faults/bundle.ts';
import { history, lulu, startLulu, type Place } from '../helpers/lulu-command.ts';
import { endProcessesWith } from '../helpers/processes.ts';
import {
  createRepository,
  hermeticEnv,
  plainGit,
  type TestRepository,
} from '../helpers/repository.ts';

const folders = 40;
const filesEach = 100;

/** A clone with four thousand files, four folders deep, made by one stream. */
function largeRepository(): TestRepository {
  const repository = createRepository('large');
  const stream = ['commit refs/heads/main', 'committer Test <test@example.invalid> 0 +0000'];
  stream.push('data 5', 'Start');
  for (let folder = 0; folder < folders; folder += 1) {
    for (let file = 0; file < filesEach; file += 1) {
      const path = `packages/p${String(folder % 8)}/src/f${String(folder)}/file-${String(file)}.ts`;
      const text = `export const value${String(file)} = ${String(folder * file)};\n`.repeat(20);
      stream.push(`M 100644 inline ${path}`, `data ${String(text.length)}`, text);
    }
  }
  const [cwd, input] = [repository.path, `${stream.join('\n')}\n`];
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd, input });
  repository.git('reset', '--quiet', '--hard');
  return repository;
}

const steps = (name: string, ...rest: object[]): string =>
  `${name}\ndemo: ${JSON.stringify([
    { say: `I am ${name}` },
    { write: { path: `${name}.txt`, content: `by ${name}\n` } },
    {
      edit: { path: 'packages/p0/src/f0/file-0.ts', old: 'value0 = 0', new: `value0 = '${name}'` },
    },
    ...rest,
  ])}`;

/** What each is to do and how that is to end, in the order in which they are started. */
const plans = [
  { name: 'finishes', status: 'Completed', rest: [{ delay: 300 }, { say: 'Done.' }] },
  { name: 'fails', status: 'Failed', rest: [{ result: { error: 'I give up' } }] },
  { name: 'crashes', status: 'Failed', rest: [{ delay: 200 }, { crash: { signal: 'SIGKILL' } }] },
  {
    name: 'babbles',
    status: 'Completed',
    rest: [
      ...['text', 'binary', 'broken-json'].map((kind) => ({ garbage: { kind, bytes: 5000 } })),
      { say: 'Still here.' },
    ],
  },
  {
    name: 'lasts',
    status: 'Completed',
    rest: [{ repeat: { count: 40, everyMs: 100, steps: [{ say: 'Message {n}' }] } }],
  },
] as const;

async function openPlace(repository: TestRepository): Promise<Place & { readonly log: string }> {
  const { lulu: program } = await bundle();
  const dataDir = repository.sibling('data');
  const log = repository.sibling('written');
  const env = {
    ...hermeticEnv,
    PATH: process.env['PATH'] ?? '',
    HOME: repository.sibling('home'),
    LULU_DEMO_LOG: `${log}/`,
    LULU_TEST_PLACE: dataDir,
  };
  onTestFinished(() => endProcessesWith(`LULU_TEST_PLACE=${dataDir}`));
  return { dataDir, env, log, program };
}

async function list(place: Place): Promise<SessionRow[]> {
  const { values } = await lulu(place, 'ls');
  return v.parse(v.tuple([v.array(SessionRow)]), values)[0];
}

/** What the agent wrote, as the events it means. */
function written(log: string, id: string): unknown[] {
  const lines = readFileSync(join(log, `${id}.jsonl`))
    .toString()
    .split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines
    .flatMap((line) => streamJson.decode(line))
    .flatMap((signal) => (signal.kind === 'event' ? [comparable(signal.event)] : []));
}

/** What the user said and what the engine saw: types, and kinds of notices. */
const ours = new Set([
  ...['prompt', 'status'],
  ...['run-started', 'run-spawned', 'run-exited', 'worktree', 'stderr', 'information'],
]);

/** Without the cost of a turn, which the engine works out from the agent's running total. */
function comparable(event: EventBody): unknown {
  const { type, payload } = event;
  return type === 'usage' ? { type, payload: { ...payload, costUsd: null } } : { type, payload };
}

/** Of a session's log, what came from the agent: not what the user said, nor what the engine saw. */
function said(events: readonly SessionEvent[]): unknown[] {
  return events
    .filter(({ type, payload }) => !ours.has('kind' in payload ? payload.kind : type))
    .map(comparable);
}

test(
  'five at once on four thousand files: each its own outcome, edits and log',
  { timeout: 300_000 },
  async () => {
    const repository = largeRepository();
    expect(repository.git('ls-files').split('\n')).toHaveLength(folders * filesEach);
    const place = await openPlace(repository);

    const outcomes = await Promise.all(
      plans.map(({ name, rest }) =>
        lulu(
          place,
          ...['run', '--repo', repository.path, '--agent', 'demo', '--name', name, '--detach'],
          ...['--prompt', steps(name, ...rest)],
        ),
      ),
    );
    expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      plans.map(() => ({ code: 0, stderr: '' })),
    );

    const orders = new Set<string>();
    const following = startLulu(place, 'history', idOf(outcomes.at(-1)?.values), '--follow');
    const over = following.done.then(() => true);
    let rows: SessionRow[];
    do {
      rows = await list(place);
      orders.add(rows.map(({ name }) => name).join(' '));
    } while (
      !(await Promise.race([over, Promise.resolve(false)])) ||
      !rows.every(({ status }) => ended(status))
    );

    expect([...orders]).toHaveLength(1);
    expect(new Set(rows.map(({ worktree }) => worktree)).size).toBe(5);
    for (const { name, status } of plans) {
      const row = rows.find((each) => each.name === name);
      expect({ name, status: row?.status }).toEqual({ name, status });
      if (row === undefined) continue;
      expect(plainGit(row.worktree, 'status', '--porcelain').split('\n')).toEqual([
        ' M packages/p0/src/f0/file-0.ts',
        `?? ${name}.txt`,
      ]);
      expect(plainGit(row.worktree, 'diff')).toContain(`+export const value0 = '${name}';`);
      const events = await history(place, row.id);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
      expect(said(events)).toEqual(written(place.log, row.id));
    }
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('status', '--porcelain', '--ignored')).toBe('!! .lulu/');
    expect(readdirSync(join(repository.path, '.lulu'))).toEqual(['worktrees']);
  },
);

function idOf(values: readonly unknown[] | undefined): string {
  return v.parse(v.object({ id: v.string() }), values?.[0]).id;
}

function ended(status: SessionRow['status']): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Interrupted';
}
