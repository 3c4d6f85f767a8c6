/** What a person says to an agent that runs: answers, prompts in the middle of its turn, changes. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../../src/contract/events.ts';
import type { SessionId } from '../../../src/contract/ids.ts';
import { until } from '../../helpers/until.ts';
import { openWorkplace, scripted, type Script, type Workplace } from '../../helpers/engine.ts';

const asked = { requestId: null, input: null, permissionMode: null, always: null } as const;

test('a request of a kind nobody knows is kept, and refused: the agent does not wait for ever', async () => {
  const place = await openWorkplace();
  place.repository.commit('README.md', 'hello');
  const request = { subtype: 'request_user_dialog' };
  const line = { type: 'control_request', request_id: 'dialog-1', request };
  const { id } = await place.create(scripted({ line }, { hang: true }));

  const inputs = join(place.folder, 'data', 'sessions', id);
  await until('the agent was told', () =>
    filesBelow(inputs, 'in.jsonl').some((text) => text.includes('"request_id":"dialog-1"')),
  );
  const { status } = await place.row(id);
  await place.engine.request('sessions.interrupt', { id });
  await place.ended(id);

  expect(status).toBe('Running');
  expect(payloads(await place.events(id), 'unrecognised')).toHaveLength(1);
});

describe('a question', () => {
  const database = { question: 'Which database?', options: ['SQLite', 'PostgreSQL'] };
  const checks = { question: 'Which checks?', options: ['Lint', 'Tests'], multiSelect: true };

  test('is answered by a label, and the agent is told', async () => {
    const { place, id } = await begin({ question: database });

    const answers = { 'Which database?': 'sqlite' };
    await place.engine.request('sessions.answer', { id, requestId: null, answers });
    await place.ended(id);

    const log = await place.events(id);
    expect(payloads(log, 'question_answered')).toMatchObject([
      { answers: { 'Which database?': 'SQLite' }, by: 'user' },
    ]);
    expect(payloads(log, 'tool_result')).toMatchObject([
      { content: expect.stringContaining('"Which database?"="SQLite"') as string },
    ]);
  });

  test('takes several answers where it says so, and words of one’s own', async () => {
    const { place, id } = await begin({ question: checks });

    const answers = { 'Which checks?': ['Tests', 'Spelling'] };
    await place.engine.request('sessions.answer', { id, requestId: null, answers });
    await place.ended(id);

    expect(payloads(await place.events(id), 'question_answered')).toMatchObject([
      { answers: { 'Which checks?': 'Tests, Spelling' } },
    ]);
  });

  test('is not answered by a yes, nor by an answer to something else, and stays open', async () => {
    const { place, id } = await begin({ question: database });

    const yes = place.engine.request('sessions.approve', { id, ...asked });
    await expect(yes).rejects.toMatchObject({ kind: 'rejected' });
    const answers = { 'Which colour?': 'Red' };
    const other = place.engine.request('sessions.answer', { id, requestId: null, answers });
    await expect(other).rejects.toMatchObject({ kind: 'bad-request', field: 'answers' });

    expect((await place.row(id)).status).toBe('Waiting');
    await place.engine.request('sessions.interrupt', { id });
    await place.ended(id);
  });

  test('may be talked about instead: the agent hears that, and goes on', async () => {
    const { place, id } = await begin({ question: database });

    const message = 'What would it cost?';
    await place.engine.request('sessions.deny', { id, requestId: null, message });
    const row = await place.ended(id);

    const log = await place.events(id);
    expect(row.status).toBe('Completed');
    expect(payloads(log, 'question_answered')).toMatchObject([{ answers: {}, message }]);
    expect(payloads(log, 'tool_result')).toMatchObject([{ isError: true, content: message }]);
  });
});

describe('an approval', () => {
  test('runs the tool with the input that was edited, and the log shows it', async () => {
    const { place, id } = await begin({ bash: 'echo asked > out.txt' });

    const input = { command: 'echo edited > out.txt', description: 'Run a command' };
    await place.engine.request('sessions.approve', { ...asked, id, input });
    const row = await place.ended(id);

    expect(await readFile(join(row.worktree, 'out.txt'), 'utf8')).toBe('edited\n');
    expect(payloads(await place.events(id), 'approval_resolved')).toEqual([
      { requestId: expect.any(String) as string, behavior: 'allow', by: 'user', input },
    ]);
  });
});

describe('a plan', () => {
  const steps: Script = [
    { plan: '# Plan\n\n1. Write' },
    { write: { path: 'a.txt', content: 'a' } },
  ];

  test('is shown as one, and approved with a mode: edits are not asked for', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted(...steps), { permissionMode: 'plan' });
    const waiting = await place.until(id, ({ status }) => status === 'Waiting');
    expect(waiting.waitingFor).toMatchObject({ kind: 'plan' });

    const permissionMode = 'acceptEdits';
    await place.engine.request('sessions.approve', { ...asked, id, permissionMode });
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Completed', permissionMode });
    expect(await readFile(join(row.worktree, 'a.txt'), 'utf8')).toBe('a');
    expect(payloads(await place.events(id), 'approval_resolved')).toMatchObject([
      { behavior: 'allow', permissionMode },
    ]);
  });

  test('that is sent back reaches the agent with the comment', async () => {
    const { place, id } = await begin({ plan: '# Plan' });

    const message = 'Tests first.';
    await place.engine.request('sessions.deny', { id, requestId: null, message });
    await place.ended(id);

    expect(payloads(await place.events(id), 'tool_result')).toMatchObject([{ content: message }]);
  });
});

describe('a prompt for the turn that is under way', () => {
  test('is written at once, and the run goes on until the agent has taken it up', async () => {
    const { place, id } = await begin({ bash: 'true' });

    const prompt = scripted({ say: 'and that too' });
    await place.engine.request('sessions.send', { id, prompt, now: true });
    expect(payloads(await place.events(id), 'prompt')).toHaveLength(2);
    await place.engine.request('sessions.approve', { ...asked, id });
    const row = await place.ended(id);

    const log = await place.events(id);
    expect(row).toMatchObject({ status: 'Completed', resumeCount: 0 });
    expect(payloads(log, 'message').at(-1)).toEqual({ text: 'and that too' });
    expect(log.some(isNotice('prompt-taken'))).toBe(true);
    expect(payloads(log, 'usage')).toHaveLength(2);
  });

  test('starts a run where none is under way', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ say: 'one' }));
    await place.ended(id);

    await place.engine.request('sessions.send', {
      id,
      prompt: scripted({ say: 'two' }),
      now: true,
    });
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Completed', resumeCount: 1 });
  });
});

describe('mode and model', () => {
  test('change while a run is under way, when the agent has confirmed it', async () => {
    const { place, id } = await begin(
      { bash: 'true' },
      { edit: { path: 'README.md', old: 'hello', new: 'bye' } },
    );

    const change = { id, permissionMode: 'default', model: 'other-model' } as const;
    const { row } = await place.engine.request('sessions.configure', change);

    expect(row).toMatchObject({ permissionMode: 'default', model: 'other-model' });
    await place.engine.request('sessions.approve', { ...asked, id });
    const waiting = await place.until(
      id,
      ({ waitingFor }) => waitingFor?.text.startsWith('Edit') === true,
    );
    expect(waiting.status).toBe('Waiting');
    await place.engine.request('sessions.approve', { ...asked, id });
    await place.ended(id);
    expect((await place.events(id)).filter(isNotice('mode-changed'))).toHaveLength(2);
  });

  test('stay as they are when the agent refuses, and the caller hears why', async () => {
    const { place, id } = await begin({ bash: 'true' });

    const change = { id, permissionMode: 'bypassPermissions', model: null } as const;
    const changing = place.engine.request('sessions.configure', change);

    await expect(changing).rejects.toMatchObject({ kind: 'rejected' });
    await expect(changing).rejects.toThrow('not launched with');
    expect((await place.row(id)).permissionMode).toBe('acceptEdits');
    expect((await place.events(id)).some(isNotice('change-refused'))).toBe(true);
    await place.engine.request('sessions.interrupt', { id });
    await place.ended(id);
  });

  test('count from the next run on where none is under way', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const { id } = await place.create(scripted({ say: 'one' }));
    await place.ended(id);

    const change = { id, permissionMode: 'default', model: 'other-model' } as const;
    await place.engine.request('sessions.configure', change);
    await place.engine.request('sessions.resume', { id, prompt: scripted({ say: 'two' }) });
    await place.ended(id);

    const starts = (await place.events(id)).filter(isNotice('agent-started'));
    expect(starts.at(-1)).toMatchObject({
      payload: { model: 'other-model', permissionMode: 'default' },
    });
  });
});

describe('a run in vain', () => {
  test('is stopped at the first word of a refused key, and says what to do', async () => {
    const place = await openWorkplace();
    place.repository.commit('README.md', 'hello');
    const retry = { type: 'system', subtype: 'api_retry', attempt: 1, max_retries: 10 };
    const { id } = await place.create(
      scripted({ line: { ...retry, error: 'authentication_failed' } }, { delay: 180_000 }),
    );

    const row = await place.ended(id);

    expect(row.status).toBe('Failed');
    expect(row.failureReason).toMatch(/`claude` in a terminal, then `\/login`/);
  });
});

test('a row says that it waits for the API, then what runs in the background', async () => {
  const place = await openWorkplace();
  place.repository.commit('README.md', 'hello');
  const retry = {
    ...{ type: 'system', subtype: 'api_retry', attempt: 3, max_retries: 10 },
    ...{ retry_delay_ms: 9000, error_status: 529, error: 'overloaded' },
  };
  const background = { ms: 600_000, description: 'npm run dev' };
  const { id } = await place.create(scripted({ line: retry }, { delay: 100 }, { background }));

  const retrying = await place.until(id, ({ note }) => note !== null);
  const held = await place.until(id, ({ note }) => note?.startsWith('Background') === true);

  expect(retrying.note).toBe('Waiting for the API, try 3 of 10 (529 overloaded), next in 9 s');
  expect(held).toMatchObject({ status: 'Running', note: 'Background task: npm run dev' });
  await place.engine.request('sessions.interrupt', { id });
  expect(await place.ended(id)).toMatchObject({ status: 'Interrupted', note: null });
});

/** A session that waits for its first answer. */
async function begin(...steps: Script): Promise<{ place: Workplace; id: SessionId }> {
  const place = await openWorkplace();
  place.repository.commit('README.md', 'hello');
  const { id } = await place.create(scripted(...steps));
  await place.until(id, ({ status }) => status === 'Waiting');
  return { place, id };
}

function payloads(log: readonly SessionEvent[], type: SessionEvent['type']): unknown[] {
  return log.filter((event) => event.type === type).map((event) => event.payload);
}

function isNotice(kind: string): (event: SessionEvent) => boolean {
  return (event) => event.type === 'notice' && event.payload.kind === kind;
}

/** What all files of that name say. */
function filesBelow(folder: string, name: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(name))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
}
