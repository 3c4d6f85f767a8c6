import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { finalRow, history, lulu, payloads, startLulu } from '../helpers/lulu-command.ts';
import { until } from '../helpers/until.ts';
import { openPlace, playing, script, startEngine, typed, type CliPlace } from './place.ts';

const patience = { timeout: 60_000 };
const ask = (command: string) => ({ ask: { tool: 'Bash', input: { command } } });

async function finished(place: CliPlace, ...steps: object[]): Promise<string> {
  return finalRow(await lulu(place, ...playing(place, ...steps, { say: 'Done.' }))).id;
}

/** A running session that waits for an answer. */
async function waiting(place: CliPlace, ...steps: object[]) {
  const run = startLulu(place, ...playing(place, ...steps));
  const id = await run.sessionId();
  await run.prints('stderr', /lulu approve/);
  return { run, id };
}

test('resume and send begin a new run of a session that has ended', patience, async () => {
  const place = await openPlace();
  const id = await finished(place);

  const resumed = await lulu(place, 'resume', id, '--prompt', script({ say: 'Again.' }));
  const sent = await lulu(place, 'send', id, '--prompt', script({ say: 'Once more.' }));
  await until('the third run has ended', async () =>
    payloads(await history(place, id), 'message').some(({ text }) => text === 'Once more.'),
  );

  expect(finalRow(resumed)).toMatchObject({ id, status: 'Completed', resumeCount: 1 });
  expect(resumed.values[0]).toEqual({ id });
  expect(sent).toMatchObject({ code: 0, values: [{ id, resumeCount: 2 }] });
  expect(payloads(await history(place, id), 'message').map(({ text }) => text)).toEqual([
    ...['Done.', 'Again.', 'Once more.'],
  ]);
});

test('approve and deny answer what is open, and nothing else', patience, async () => {
  const place = await openPlace();
  const { run, id } = await waiting(place, ask('make'), ask('make install'));

  const wrong = await lulu(place, 'approve', id, 'no-such-request');
  const approved = await lulu(place, 'approve', id);
  await run.prints('stderr', /make install/);
  const denied = await lulu(place, 'deny', id, '--message', 'Not today');
  const { code } = await run.done;
  const late = await lulu(place, 'approve', id);

  expect(wrong).toMatchObject({ code: 2, values: [] });
  expect(wrong.stderr).toContain('has no open request no-such-request');
  expect(approved).toMatchObject({ code: 0, values: [{ id }] });
  expect(denied).toMatchObject({ code: 0, values: [{ id }] });
  expect(late).toMatchObject({ code: 2, values: [] });
  expect(late.stderr).toContain('is not waiting for an answer');
  expect(code).toBe(0);
  expect(payloads(await history(place, id), 'approval_resolved')).toMatchObject([
    { behavior: 'allow', by: 'user' },
    { behavior: 'deny', by: 'user', message: 'Not today' },
  ]);
});

test('a change that cannot be is refused, and nothing changes', patience, async () => {
  const place = await openPlace();
  await startEngine(place);
  const id = await finished(place);
  const other = id.startsWith('00000000') ? 'ffffffff' : '00000000';
  const before = await lulu(place, 'show', id);
  const refusals = [
    [['interrupt', id], 'is not running, so there is nothing to interrupt'],
    [['approve', id], 'is not waiting for an answer'],
    [['deny', id], 'is not waiting for an answer'],
    [['approve', id, ''], 'The request id is empty. `lulu show` lists what is open.'],
    [['deny', id, 'x'.repeat(300)], 'The request id is longer than 200 characters.'],
    [['answer', id, '', '--option', 'x'], 'The request id is empty.'],
    [['rename', id, ' '], 'The name is empty.'],
    [['rename', id, 'x'.repeat(10_000)], 'The name is longer than 200 characters.'],
    [['rename', id, 'a\nb'], 'The name holds control characters or line breaks.'],
    [['send', id, '--prompt', ' '], 'The prompt is empty.'],
    [['resume', id, '--prompt', ''], 'The prompt is empty.'],
    [['resume', id], 'Say what the agent is to do'],
    [['restore', id], 'is not in the trash'],
    [['rm', id.slice(0, 3)], 'is too short for a session id'],
    [['rm', other], `There is no session "${other}"`],
    [['show', '%'], 'is too short for a session id'],
    [['show', '____'], 'There is no session "____"'],
  ] as const;

  for (const [args, why] of refusals) {
    const { code, stdout, stderr } = await typed(place, args);
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
    expect(stderr).toContain(why);
  }
  expect((await lulu(place, 'show', id)).values).toEqual(before.values);
});

test(
  'rm moves a session with its files to the trash, and restore brings both back',
  patience,
  async () => {
    const place = await openPlace();
    const { run, id } = await waiting(
      place,
      { write: { path: 'work.txt', content: 'work' } },
      ask('make'),
    );
    const worktree = `${place.repository.path}/.lulu/worktrees/${id}`;

    const removed = await lulu(place, 'rm', id);
    expect(removed).toMatchObject({ code: 0, values: [{ id, status: 'Interrupted' }] });
    expect((await run.done).code).toBe(130);
    expect((await lulu(place, 'ls')).values).toEqual([[]]);
    expect(existsSync(worktree)).toBe(false);
    expect(existsSync(`${place.repository.path}/.lulu/trash/${id}/work.txt`)).toBe(true);
    expect((await lulu(place, 'rm', id)).stderr).toContain('is in the trash. Restore it first');

    const restored = await lulu(place, 'restore', id);

    expect(restored).toMatchObject({ code: 0, values: [{ id }] });
    expect(existsSync(`${worktree}/work.txt`)).toBe(true);
    expect((await lulu(place, 'ls')).values).toMatchObject([[{ id }]]);
  },
);

test('rename gives another name, also one that begins with a dash', patience, async () => {
  const place = await openPlace();
  const id = await finished(place);

  const said = await typed(place, ['rename', id.slice(0, 8), '--', '-x 日本']);

  expect(said).toEqual({ code: 0, stdout: 'Renamed to -x 日本\n', stderr: '' });
  expect((await lulu(place, 'ls')).values).toMatchObject([[{ name: '-x 日本' }]]);
});
