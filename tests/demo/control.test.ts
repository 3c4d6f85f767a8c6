import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Line } from '../helpers/agent-process.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { startDemoAgent, type DemoAgent } from './demo-agent.ts';

async function start(...steps: Line[]): Promise<DemoAgent> {
  const cwd = join(temporaryFolder(), 'work');
  await mkdir(cwd);
  const agent = startDemoAgent({ cwd });
  if (steps.length > 0) agent.script(...steps);
  return agent;
}

const types = (agent: DemoAgent, count: number): unknown[] =>
  agent.lines.slice(-count).map((line) => line['type']);

describe('an interrupt', () => {
  test('ends the turn and leaves the process usable', async () => {
    const agent = await start({ say: 'Here.' }, { hang: true });
    await agent.line('assistant');
    agent.control('interrupt');
    const result = await agent.line('result');

    expect(result).toMatchObject({ is_error: true, terminal_reason: 'aborted_streaming' });
    expect(types(agent, 3)).toEqual(['control_response', 'user', 'result']);
    agent.script({ say: 'Alive.' });
    await agent.line('result', 'success');
    expect(agent.texts()).toEqual(['Here.', 'Alive.']);
  });

  test('takes an open request back first', async () => {
    const agent = await start({ bash: 'echo never' });
    const asked = await agent.line('control_request');
    agent.control('interrupt');
    const result = await agent.line('result');

    expect(result).toMatchObject({ terminal_reason: 'aborted_tools' });
    expect(agent.of('control_cancel_request')).toMatchObject([{ request_id: asked['request_id'] }]);
    expect(types(agent, 5)).toEqual([
      'control_cancel_request',
      'control_response',
      'user',
      'user',
      'result',
    ]);
  });

  test('kills the command that is running', async () => {
    const agent = await start({ bash: 'echo $$ > pid; exec sleep 600' });
    const asked = await agent.line('control_request');
    agent.answer(asked, { behavior: 'allow' });
    const pid = Number(await contentOf(join(String(cwdOf(agent)), 'pid')));
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    });
    agent.control('interrupt');
    await agent.line('result');

    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });

  test('is not answered by an agent gone deaf, which a signal still ends', async () => {
    const agent = await start({ say: 'Here.' }, { hang: 'deaf' });
    await agent.line('assistant');
    agent.control('interrupt');
    agent.process.kill('SIGTERM');

    expect(await agent.exit).toEqual({ code: 143, signal: null });
    expect(agent.of('control_response')).toEqual([]);
  });

  test('by signal ends turn and process', async () => {
    const agent = await start({ say: 'Here.' }, { hang: true });
    await agent.line('assistant');
    agent.process.kill('SIGINT');

    expect(await agent.exit).toEqual({ code: 0, signal: null });
    expect(agent.of('result')).toMatchObject([{ terminal_reason: 'aborted_streaming' }]);
  });
});

describe('end of input', () => {
  test('lets the turn and the queue finish', async () => {
    const agent = await start({ delay: 20 }, { say: 'One.' });
    agent.script({ say: 'Two.' });

    expect(await agent.end()).toEqual({ code: 0, signal: null });
    expect(agent.texts()).toEqual(['One.', 'Two.']);
    expect(agent.of('result')).toMatchObject([{ queued_turn_count: 1 }, { queued_turn_count: 0 }]);
  });

  test('denies what nobody can answer any more', async () => {
    const agent = await start({ bash: 'echo never' }, { say: 'Then not.' });
    await agent.line('control_request');
    await agent.end();

    expect(JSON.stringify(agent.of('user'))).toContain('stream closed before response received');
    expect(agent.texts()).toEqual(['Then not.']);
  });

  test('before any message prints nothing', async () => {
    const agent = await start();

    expect(await agent.end()).toEqual({ code: 0, signal: null });
    expect(agent.lines).toEqual([]);
  });
});

test('answers the requests of its host', async () => {
  const agent = await start();
  agent.control('initialize');
  agent.control('set_permission_mode', { mode: 'plan' });
  agent.control('set_permission_mode', { mode: 'bypassPermissions' });
  agent.control('bogus');
  agent.control('end_session');
  await agent.exit;

  expect(agent.of('control_response')).toMatchObject([
    { response: { subtype: 'success', request_id: 'test-initialize' } },
    { response: { subtype: 'success', response: { mode: 'plan' } } },
    { response: { subtype: 'error' } },
    { response: { subtype: 'error', error: 'Unsupported control request subtype: bogus' } },
    { response: { subtype: 'success', request_id: 'test-end_session' } },
  ]);
});

test('ends at a line that is not JSON', async () => {
  const agent = await start();
  agent.process.stdin?.write('hello\n');

  expect((await agent.exit).code).toBe(1);
});

function cwdOf(agent: DemoAgent): unknown {
  return agent.of('system', 'init')[0]?.['cwd'];
}

/** The content of a file that is about to be written. */
async function contentOf(path: string): Promise<string> {
  await expect.poll(() => readFile(path, 'utf8').catch(() => ''), { timeout: 5000 }).toMatch(/\n$/);
  return readFile(path, 'utf8');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
