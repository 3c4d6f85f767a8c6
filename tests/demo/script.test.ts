import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Line } from '../helpers/agent-process.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';
import { startDemoAgent, type DemoAgent } from './demo-agent.ts';

async function workplace(): Promise<string> {
  const cwd = join(temporaryFolder(), 'work');
  await mkdir(cwd);
  return cwd;
}

/** Plays a script to the end of the process. */
async function play(...steps: Line[]): Promise<DemoAgent> {
  const agent = startDemoAgent({ cwd: await workplace() });
  agent.script(...steps);
  await agent.end();
  return agent;
}

describe('a script', () => {
  test('writes, edits and runs for real', async () => {
    const cwd = await workplace();
    const agent = startDemoAgent({ cwd, flags: ['--permission-mode', 'bypassPermissions'] });
    agent.script(
      { write: { path: 'a/b.txt', content: 'one\n' } },
      { edit: { path: 'a/b.txt', old: 'one', new: 'two' } },
      { bash: 'cat a/b.txt && echo three > c.txt' },
    );
    await agent.end();

    expect(await readFile(join(cwd, 'a/b.txt'), 'utf8')).toBe('two\n');
    expect(await readFile(join(cwd, 'c.txt'), 'utf8')).toBe('three\n');
    expect(agent.of('user').at(-1)).toMatchObject({
      message: { content: [{ type: 'tool_result', content: 'two', is_error: false }] },
    });
  });

  test('comes from a file where the prompt has none', async () => {
    const cwd = await workplace();
    const script = join(cwd, 'script.json');
    await writeFile(script, JSON.stringify([{ say: 'From the file, {n}.' }]));
    const agent = startDemoAgent({ cwd, env: { LULU_DEMO_SCRIPT: script } });
    agent.prompt('Anything');
    await agent.end();

    expect(agent.texts()).toEqual(['From the file, 1.']);
  });

  test('waits for a file before it goes on', async () => {
    const cwd = await workplace();
    const agent = startDemoAgent({ cwd });
    agent.script({ say: 'before' }, { await: 'go' }, { say: 'after' });
    await until('it waits', () => agent.texts().length === 1);
    await writeFile(join(cwd, 'go'), '');
    await agent.end();

    expect(agent.texts()).toEqual(['before', 'after']);
  });

  test('that makes no sense fails the turn and says why', async () => {
    const agent = await play({ dance: true });

    expect(agent.of('result')).toMatchObject([
      { is_error: true, errors: ['There is no step called "dance"'] },
    ]);
  });

  test('fails when told to, and the process with it', async () => {
    const agent = await play({ result: { error: 'I give up' } });

    expect(agent.of('result')).toMatchObject([
      { subtype: 'error_during_execution', is_error: true, errors: ['I give up'] },
    ]);
    expect((await agent.exit).code).toBe(1);
  });

  test('crashes by signal and by code, without a result', async () => {
    const killed = await play({ say: 'Going.' }, { crash: { signal: 'SIGKILL' } });
    const left = await play({ say: 'Going.' }, { crash: { code: 3 } });

    expect(await killed.exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await left.exit).toEqual({ code: 3, signal: null });
    expect([...killed.of('result'), ...left.of('result')]).toEqual([]);
  });

  test('prints garbage and goes on', async () => {
    const agent = await play(
      { garbage: { kind: 'text', bytes: 30 } },
      { garbage: { kind: 'broken-json' } },
      { garbage: { kind: 'binary', bytes: 500 } },
      { line: { type: 'from-the-future', what: 1 } },
      { say: 'Still here.' },
    );

    expect(agent.unreadable.slice(0, 3)).toEqual([
      'This is not JSON.',
      'This is not JSON.',
      '{"type":"assistant","message":{"role":"assi',
    ]);
    expect(agent.of('from-the-future')).toMatchObject([{ what: 1 }]);
    expect(agent.texts()).toEqual(['Still here.']);
    expect((await agent.exit).code).toBe(0);
  });

  test('asks a question and is given the answer', async () => {
    const agent = startDemoAgent({ cwd: await workplace() });
    agent.script({ question: { question: 'Tabs?', options: ['Yes', 'No'] } });
    const asked = await agent.line('control_request');
    const { input } = asked['request'] as { input: Line };
    const updatedInput = { ...input, answers: { 'Tabs?': 'No' } };
    agent.answer(asked, { behavior: 'allow', updatedInput });
    await agent.end();

    expect(JSON.stringify(agent.of('user'))).toContain('\\"Tabs?\\"=\\"No\\"');
  });

  test('makes another turn when its background task ends', async () => {
    const agent = await play({ background: { ms: 50 } }, { say: 'Meanwhile.' });

    const tasks = agent.of('system', 'background_tasks_changed').map((line) => line['tasks']);
    expect(tasks).toMatchObject([[{ task_type: 'local_bash' }], []]);
    expect(agent.of('system', 'init')).toHaveLength(2);
    expect(agent.of('result')).toMatchObject([
      { result_index: 0 },
      { result_index: 1, origin: { kind: 'task-notification' } },
    ]);
  });
});

describe('a flood of ten thousand messages', () => {
  const expected = Array.from({ length: 10_000 }, (_, at) => `message ${String(at + 1)}`);

  test('comes through a pipe whole and in order', async () => {
    const agent = await play({ flood: { count: 10_000 } });

    expect(agent.texts()).toEqual(expected);
  });

  test('goes to a file, and the log is its twin', async () => {
    const cwd = await workplace();
    const path = join(cwd, 'spool');
    const log = join(cwd, 'log');
    const spool = await open(path, 'a');
    const agent = startDemoAgent({ cwd, stdout: spool.fd, env: { LULU_DEMO_LOG: log } });
    await spool.close();
    agent.script({ flood: { count: 10_000, bytes: 200 } });
    await agent.end();

    const written = await readFile(path, 'utf8');
    expect(written.match(/"text":"message \d+ /g)).toEqual(
      expected.map((text) => `"text":"${text} `),
    );
    expect(await readFile(log, 'utf8')).toBe(written);
  });
});
