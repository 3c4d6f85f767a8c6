/** What is asked of an engine that dies before it has answered: done once, and told as it is. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Line } from '../../src/cli/ask-once.ts';
import { replyOnce } from '../../src/cli/reply-once.ts';
import type { Answer } from '../../src/hosts/link.ts';
import {
  finalRow,
  history,
  lulu,
  payloads,
  startLulu,
  type LuluCommand,
  type Outcome,
} from '../helpers/lulu-command.ts';
import { until } from '../helpers/until.ts';
import { openPlace, playing, script, startEngine, type CliPlace } from './place.ts';

const id0 = '00000000-0000-4000-8000-000000000000';
const patience = { timeout: 60_000 };
const ask = { ask: { tool: 'Bash', input: { command: 'make' } } };
const question = { question: { question: 'Which database?', options: ['SQLite', 'PostgreSQL'] } };

/** An engine that does the n-th request and dies before it answers. */
function startMortal(place: CliPlace, n: number): Promise<LuluCommand> {
  return startEngine({ ...place, env: { ...place.env, LULU_FAILPOINT: `request-done:${n}` } });
}

/** A session that goes on; what it is at has been stored. */
async function atWork(place: CliPlace, ...steps: object[]): Promise<string> {
  const { values } = await lulu(place, ...playing(place, ...steps), '--detach');
  const { id } = values[0] as { id: string };
  const told = startLulu(place, 'history', id, '--follow');
  await told.prints('stdout', /"(?:approval_requested|question_asked|message)"/);
  told.process.kill('SIGKILL');
  return id;
}

/** Ends the background engine, as `kill -9` does. */
async function endEngine(place: CliPlace): Promise<void> {
  const serve = await startEngine(place);
  const { pid } = JSON.parse(serve.stdout) as { pid: number };
  process.kill(pid, 'SIGKILL');
  if (pid !== serve.process.pid) serve.process.kill('SIGKILL');
  await serve.done;
}

/** Runs a command against an engine that dies with its n-th request done. */
async function askMortal(place: CliPlace, n: number, ...args: string[]): Promise<Outcome> {
  await endEngine(place);
  const engine = await startMortal(place, n);
  const outcome = await lulu(place, ...args);
  expect((await engine.done).code, 'the engine died').toBeNull();
  return outcome;
}

const done = { code: 0, stderr: '' };

test.each([
  ['approve', 2, ask, [], 'approval_resolved', { behavior: 'allow', by: 'user' }],
  ['deny', 2, ask, [], 'approval_resolved', { behavior: 'deny', by: 'user' }],
  ['deny', 2, question, [], 'question_answered', { answers: {}, by: 'user' }],
  ['answer', 2, question, ['--option', 'SQLite'], 'question_answered', { by: 'user' }],
] as const)(
  '%s, stored and not answered, is done: %i',
  patience,
  async (verb, n, step, more, type, said) => {
    const place = await openPlace();
    const id = await atWork(place, step, { say: 'Done.' });

    const outcome = await askMortal(place, n, verb, id, ...more);

    expect(outcome).toMatchObject({ ...done, values: [{ id }] });
    expect(payloads(await history(place, id), type)).toMatchObject([said]);
  },
);

test('a reply that came too late is refused as any other', async () => {
  const left = { ok: false, error: { kind: 'unavailable', message: 'Left.' } } as const;
  const late = { ok: false, error: { kind: 'nothing-to-answer', message: 'Too late.' } } as const;
  const allowed = {
    ...{ sessionId: id0, runId: null, seq: 1, at: '2026-01-01T00:00:00.000Z' },
    ...{ type: 'approval_resolved', payload: { requestId: 'q', behavior: 'allow', by: 'user' } },
  };
  const page = { ok: true, value: { events: [allowed], first: 1, last: 1 } } as const;
  const asked: string[] = [];
  const answers = { 'sessions.deny': [left, late], 'events.page': [page] } as const;
  const line: Line = {
    ask: (method) => {
      asked.push(method);
      const all: readonly Answer[] = answers[method as keyof typeof answers];
      return Promise.resolve(all[asked.filter((each) => each === method).length - 1] ?? left);
    },
    next: () => Promise.resolve(true),
  };

  const params = { id: id0, requestId: 'q' };
  const denying = replyOnce(line, 'sessions.deny', params, (said) => said.behavior === 'deny');

  await expect(denying).rejects.toMatchObject({ kind: 'nothing-to-answer' });
  expect(asked).toEqual(['sessions.deny', 'events.page', 'sessions.deny']);
});

test.each([[[]], [['--now']]])(
  'a follow-up, stored and not answered, is there once: %j',
  patience,
  async (how) => {
    const place = await openPlace();
    const id = await atWork(place, { say: 'Waiting.' }, ask, { say: 'Done.' });

    const sent = await askMortal(
      place,
      1,
      'send',
      id,
      '--prompt',
      script({ say: 'More.' }),
      ...how,
    );
    await lulu(place, 'approve', id);

    expect(sent).toMatchObject({ ...done, values: [{ id }] });
    await until('it has ended', async () => {
      const [row] = (await lulu(place, 'show', id)).values as [{ row: { status: string } }];
      return row.row.status === 'Completed';
    });
    const prompts = payloads(await history(place, id), 'prompt').map(({ text }) => text);
    expect(prompts.filter((text) => text.includes('More.'))).toHaveLength(1);
  },
);

test('a follow-up that begins a run begins one', patience, async () => {
  const place = await openPlace();
  const { id } = finalRow(await lulu(place, ...playing(place, { say: 'First.' })));

  const sent = await askMortal(place, 1, 'send', id, '--prompt', script({ say: 'More.' }));

  expect(sent).toMatchObject(done);
  await lulu(place, 'history', id, '--follow');
  expect((await lulu(place, 'show', id)).values).toMatchObject([
    { row: { resumeCount: 1 }, queue: [], runs: [{}, {}] },
  ]);
});

test('a name, a delete and a restore, stored and not answered, are done', patience, async () => {
  const place = await openPlace();
  const { id } = finalRow(await lulu(place, ...playing(place, { say: 'First.' })));

  const renamed = await askMortal(place, 1, 'rename', id, 'Other');
  const removed = await askMortal(place, 1, 'rm', id);
  const restored = await askMortal(place, 1, 'restore', id);

  const row = { id, name: 'Other' };
  expect([renamed, removed, restored]).toMatchObject(
    [1, 2, 3].map(() => ({ ...done, values: [row] })),
  );
  expect((await lulu(place, 'ls')).values).toMatchObject([[row]]);
});

test('an interrupt, stored and not answered, is carried out', patience, async () => {
  const place = await openPlace();
  const id = await atWork(place, { say: 'Waiting.' }, { hang: true });

  const interrupted = await askMortal(place, 2, 'interrupt', id);

  expect(interrupted).toMatchObject({ ...done, values: [{ id, status: 'Interrupted' }] });
});

test('a rule is added once and removed, though nobody said so', patience, async () => {
  const place = await openPlace();
  const rule = ['--everywhere', '--pattern', 'make'];

  const added = await askMortal(place, 2, 'rules', 'add', ...rule);
  const [{ id }] = added.values as [{ id: string }];
  expect((await lulu(place, 'rules', 'ls')).values).toMatchObject([[{ id, pattern: 'make' }]]);
  const removed = await askMortal(place, 1, 'rules', 'rm', id);

  expect([added, removed]).toMatchObject([done, { ...done, values: [[]] }]);
  expect((await lulu(place, 'rules', 'ls')).values).toEqual([[]]);
});

test('where no engine comes after it, nobody says that nothing was changed', patience, async () => {
  const place = await openPlace();
  const { id } = finalRow(await lulu(place, ...playing(place, { say: 'First.' })));
  const engine = await startMortal(place, 1);
  const lock = join(place.dataDir, 'engine.lock');
  rmSync(lock);
  writeFileSync(lock, 'Not a lock, and long enough to be looked at as a database. '.repeat(10));

  const { code, stderr } = await lulu(place, 'rename', id, 'Other');

  await engine.done;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /left before it answered.*cannot be used as a lock.*is not known: `lulu ls`/,
  );
});
