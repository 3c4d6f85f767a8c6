/** What an agent asks, answered on the command line. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finalRow, history, lulu, payloads, startLulu } from '../helpers/lulu-command.ts';
import { openPlace, playing, type CliPlace } from './place.ts';

const patience = { timeout: 60_000 };
const database = { question: 'Which database?', options: ['SQLite', 'PostgreSQL'] };
const checks = { question: 'Which checks?', options: ['Lint', 'Tests'], multiSelect: true };

/** A run that plays `steps`, and its session's id once it waits for an answer. */
async function waiting(place: CliPlace, steps: readonly object[], ...more: readonly string[]) {
  const run = startLulu(place, ...playing(place, ...steps), ...more);
  const id = await run.sessionId();
  await run.prints('stderr', /lulu (?:approve|answer)/);
  return { run, id };
}

test('approve runs what it is given instead of what was asked', patience, async () => {
  const place = await openPlace();
  const { run, id } = await waiting(place, [{ bash: 'touch asked' }]);

  const wrong = await lulu(place, 'approve', id, '--input', 'touch edited');
  const approved = await lulu(place, 'approve', id, '--input', '{"command":"touch edited"}');
  const { worktree } = finalRow(await run.done);

  expect(wrong).toMatchObject({ code: 2, values: [] });
  expect(approved).toMatchObject({ code: 0, values: [{ id }] });
  const made = ['asked', 'edited'].filter((name) => existsSync(join(worktree, name)));
  expect(made).toEqual(['edited']);
});

test('answer takes a label, several of them, and words of one’s own', patience, async () => {
  const place = await openPlace();
  const asked = ['First?', 'Second?'].map((question) => ({ question: { ...database, question } }));
  const { run, id } = await waiting(place, [{ question: checks }, ...asked]);

  const yes = await lulu(place, 'approve', id);
  const two = await lulu(place, 'answer', id, '--option', 'tests', '--option', 'Spelling');
  await run.prints('stderr', /First\?/);
  const tooMany = await lulu(place, 'answer', id, '--option', 'SQLite', '--option', 'PostgreSQL');
  const one = await lulu(place, 'answer', id, '--option', 'sqlite');
  await run.prints('stderr', /Second\?/);
  const talk = await lulu(place, 'deny', id, '--message', 'What would it cost?');
  const { code } = await run.done;
  const late = await lulu(place, 'answer', id, '--option', 'SQLite');

  expect([yes, two, tooMany, one, talk, late].map((outcome) => outcome.code)).toEqual([
    ...[2, 0, 2, 0, 0, 2],
  ]);
  expect(code).toBe(0);
  expect(payloads(await history(place, id), 'question_answered')).toMatchObject([
    { answers: { 'Which checks?': 'Tests, Spelling' }, by: 'user' },
    { answers: { 'First?': 'SQLite' } },
    { answers: {}, message: 'What would it cost?' },
  ]);
});

test('a plan is sent back with words, and approved with the edits it takes', patience, async () => {
  const place = await openPlace();
  const steps = [
    { plan: '# First' },
    { plan: '# Second' },
    { write: { path: 'planned.txt', content: 'planned\n' } },
  ];
  const { run, id } = await waiting(place, steps, '--permission-mode', 'plan');

  const sentBack = await lulu(place, 'deny', id, '--message', 'Shorter, please.');
  await run.prints('stderr', /(?:Approve the plan[^]*){2}/);
  const approved = await lulu(place, 'approve', id, '--mode', 'acceptEdits');
  const row = finalRow(await run.done);

  expect([sentBack.code, approved.code]).toEqual([0, 0]);
  expect(row).toMatchObject({ status: 'Completed', waitingFor: null });
  expect(existsSync(join(row.worktree, 'planned.txt'))).toBe(true);
  expect(payloads(await history(place, id), 'approval_resolved')).toMatchObject([
    { behavior: 'deny', message: 'Shorter, please.' },
    { behavior: 'allow', permissionMode: 'acceptEdits' },
  ]);
});

test('rules are added, listed, kept to, and removed', patience, async () => {
  const place = await openPlace();
  const prefix = ['--pattern', 'echo', '--match', 'prefix', '--everywhere'];

  const added = await lulu(place, 'rules', 'add', ...prefix);
  const denied = await lulu(
    place,
    'rules',
    'add',
    '--pattern',
    'echo no',
    '--everywhere',
    '--deny',
  );
  const listed = await lulu(place, 'rules', 'ls');
  const ran = await lulu(place, ...playing(place, { bash: 'echo yes' }, { bash: 'echo no' }));
  const [rule] = added.values as { id: string }[];
  const removed = await lulu(place, 'rules', 'rm', rule?.id ?? '');
  const again = await lulu(place, 'rules', 'rm', rule?.id ?? '');

  expect([added, denied, listed, ran, removed].map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  expect(listed.values).toMatchObject([
    [
      { pattern: 'echo', match: 'prefix', behavior: 'allow', scope: { kind: 'everywhere' } },
      { pattern: 'echo no', match: 'exact', behavior: 'deny' },
    ],
  ]);
  expect(payloads(await history(place, finalRow(ran).id), 'approval_resolved')).toMatchObject([
    { behavior: 'allow', by: 'rule', rule: 'allow Bash echo… everywhere' },
    { behavior: 'deny', by: 'rule', rule: 'deny Bash echo no everywhere' },
  ]);
  expect(removed.values).toMatchObject([[{ pattern: 'echo no' }]]);
  expect(again).toMatchObject({ code: 2, values: [] });
});
