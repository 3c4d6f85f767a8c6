/** The scripted API and the real CLI understand each other: what the stories stand on. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentProcess, Line } from '../helpers/agent-process.ts';
import { claude, setStage, startClaude } from './claude-cli.ts';

describe.skipIf(claude === undefined)('the real CLI', () => {
  test('says what the API said, and costs what the API counted', async () => {
    const { agent, api } = await play('text');

    const result = await agent.line('result');

    expect(agent.texts()).toEqual(['Hello from the **scripted** API.']);
    expect(result).toMatchObject({ is_error: false, usage: { output_tokens: 25 } });
    expect(api.requests).toMatchObject([{ streaming: true, script: 'text', step: 0 }]);
    expect(await agent.end()).toEqual({ code: 0, signal: null });
  });

  test('thinks before it speaks', async () => {
    const { agent } = await play('thinking');

    await agent.line('result');

    expect(blocks(agent)).toMatchObject([
      { type: 'thinking', thinking: 'Let me think about that.' },
      { type: 'text', text: 'I have thought.' },
    ]);
  });

  test('writes a file in its folder without asking', async () => {
    const { agent, cwd } = await play('write');

    await agent.line('result');

    expect(await readFile(join(cwd, 'hello.txt'), 'utf8')).toBe('hello\n');
    expect(agent.of('control_request')).toEqual([]);
    expect(agent.texts().at(-1)).toBe('It is done.');
  });

  test('asks before it runs a command, and runs it when allowed', async () => {
    const { agent, cwd } = await play('bash');

    await agent.allow();
    await agent.line('result');

    expect(await readFile(join(cwd, 'ran.txt'), 'utf8')).toBe('yes');
  });

  test('does not run a denied command, and tells the model why', async () => {
    const { agent, cwd } = await play('bash');

    const asked = await agent.line('control_request');
    agent.answer(asked, { behavior: 'deny', message: 'Not on my machine.' });
    const result = await agent.line('result');

    expect(agent.texts().at(-1)).toBe('It did not happen: Not on my machine.');
    expect(result).toMatchObject({ is_error: false, permission_denials: [{ tool_name: 'Bash' }] });
    expect(await readdir(cwd)).toEqual([]);
  });

  test.each([
    ['forbidden', 403, /This key may not do that/],
    ['overloaded', 529, /Overloaded/],
    ['rate-limited', 429, /Too many requests/],
  ])('reports an API error as a failed turn: %s', async (script, status, text) => {
    const { agent } = await play(script);

    const result = await agent.line('result');

    expect(result).toMatchObject({ is_error: true, api_error_status: status });
    expect(result['result']).toMatch(text);
    expect((await agent.end()).code).toBe(1);
  });

  test('reports a refusal as a failed turn', async () => {
    const { agent } = await play('refusal');

    expect(await agent.line('result')).toMatchObject({ is_error: true, stop_reason: 'refusal' });
  });

  test('is interrupted in the middle of a slow answer', async () => {
    const { agent, api } = await play('slow');

    await expect.poll(() => api.requests.length, { timeout: 10_000 }).toBe(1);
    agent.control('interrupt');
    const result = await agent.line('result');

    expect(result).toMatchObject({ is_error: true, terminal_reason: 'aborted_streaming' });
  });
});

async function play(script: string) {
  const stage = await setStage();
  const started = await startClaude(stage);
  started.agent.prompt(`Please. script: ${script}`);
  return { ...started, api: stage.api };
}

function blocks(agent: AgentProcess): unknown[] {
  return agent.of('assistant').flatMap((line) => (line['message'] as Line)['content']);
}
