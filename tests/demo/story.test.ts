import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRepository, type TestRepository } from '../helpers/repository.ts';
import { startDemoAgent } from './demo-agent.ts';

const acceptEdits = ['--permission-mode', 'acceptEdits'];

function createShop(): TestRepository {
  const shop = createRepository('shop');
  shop.commit('README.md', '# Shop\n');
  return shop;
}

describe('an ordinary prompt', () => {
  test('is worked on for real, with one approval, and says it is a demo', async () => {
    const { path: cwd } = createShop();
    const agent = startDemoAgent({ cwd });

    agent.prompt('Fix the login');
    await agent.allow();
    const result = await agent.line('result');

    expect(await readFile(join(cwd, 'NOTES.md'), 'utf8')).toContain('- Turn 1: Fix the login');
    expect(agent.texts()[0]).toMatch(/^\*\*This is the Lulu demo agent\.\*\*/);
    expect(agent.texts().at(-1)).toContain('?? NOTES.md');
    expect(result).toMatchObject({ subtype: 'success', is_error: false, queued_turn_count: 0 });
    expect(await agent.end()).toEqual({ code: 0, signal: null });
  });

  test('goes on without the command when it is denied', async () => {
    const agent = startDemoAgent({ cwd: createShop().path });

    agent.prompt('Fix the login');
    agent.answer(await agent.line('control_request'), { behavior: 'deny', message: 'Not today.' });
    const result = await agent.line('result');

    expect(agent.texts().at(-1)).toContain('I did not run `git status`: Not today.');
    expect(result).toMatchObject({ is_error: false, permission_denials: [{ tool_name: 'Bash' }] });
  });

  test('asks nothing when everything is allowed', async () => {
    const agent = startDemoAgent({
      cwd: createShop().path,
      flags: ['--permission-mode', 'bypassPermissions'],
    });

    agent.prompt('Fix the login');
    await agent.line('result');

    expect(agent.of('control_request')).toEqual([]);
    expect(agent.texts().at(-1)).toContain('?? NOTES.md');
  });

  test('asks before it writes in the default mode', async () => {
    const agent = startDemoAgent({ cwd: createShop().path, flags: [] });

    agent.prompt('Fix the login');

    expect(await agent.line('control_request')).toMatchObject({
      request: { subtype: 'can_use_tool', tool_name: 'Write' },
    });
  });

  test('is told in pieces that add up to the messages', async () => {
    const flags = ['--include-partial-messages', '--permission-mode', 'bypassPermissions'];
    const agent = startDemoAgent({ cwd: createShop().path, flags });

    agent.prompt('Fix the login');
    await agent.line('result');

    const pieces = agent.of('stream_event').flatMap((line) => {
      const { delta } = line['event'] as { delta?: { text?: string } };
      return delta?.text ?? [];
    });
    expect(pieces.join('')).toBe(agent.texts().join(''));
    expect(pieces.length).toBeGreaterThan(20);
  });
});

test('a prompt that only speaks of a demo is an ordinary one', async () => {
  const agent = startDemoAgent({ cwd: createShop().path });

  agent.prompt('Plan this.\ndemo: the login page, on Friday');

  expect(await agent.line('control_request')).toMatchObject({ request: { tool_name: 'Bash' } });
});

describe('a session', () => {
  test('is continued by a new process, costs and all, and leaves the worktree clean', async () => {
    const shop = createShop();
    const cwd = shop.path;
    const id = randomUUID();
    const env = { LULU_DEMO_STATE: '' };
    const first = startDemoAgent({ cwd, flags: [...acceptEdits, '--session-id', id], env });
    first.script({ say: 'One.' });
    const before = await first.line('result');
    await first.end();

    const second = startDemoAgent({ cwd, flags: [...acceptEdits, '--resume', id], env });
    second.prompt('And now?');
    await second.allow();
    const after = await second.line('result');
    await second.end();

    expect(second.texts()[0]).toContain('turn 2 of our conversation');
    expect(after['session_id']).toBe(id);
    expect(after['total_cost_usd']).toBeGreaterThan(Number(before['total_cost_usd']));
    expect(shop.git('status', '--short')).toBe('?? NOTES.md');
  });

  test('that nobody knows is not resumed', async () => {
    const id = randomUUID();
    const agent = startDemoAgent({ cwd: createShop().path, flags: ['--resume', id] });

    expect(await agent.exit).toEqual({ code: 1, signal: null });
    expect(agent.stderr).toBe(`No conversation found with session ID: ${id}\n`);
  });

  test('is not begun twice', async () => {
    const { path: cwd } = createShop();
    const flags = ['--session-id', randomUUID()];
    const first = startDemoAgent({ cwd, flags });
    first.script({ say: 'One.' });
    await first.line('result');

    const second = startDemoAgent({ cwd, flags });

    expect((await second.exit).code).toBe(1);
    expect(second.stderr).toContain('is already in use.');
  });
});

test('says its version and that it is the demo agent', async () => {
  const agent = startDemoAgent({ cwd: createShop().path, flags: ['--version'] });
  let said = '';
  agent.process.stdout?.on('data', (text: string) => (said += text));

  await agent.exit;

  expect(said).toMatch(/^\d+\.\d+\.\d+ \(Lulu demo agent\)\n$/);
});
