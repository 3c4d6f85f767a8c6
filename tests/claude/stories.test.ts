/** Lulu by its command line, with the real Claude Code CLI, from a prompt to what is on disk. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../src/contract/events.ts';
import {
  finalRow,
  history,
  lulu,
  payloads,
  startLulu,
  type LuluCommand,
  type Place,
} from '../helpers/lulu-command.ts';
import { createRepository, hermeticEnv, type TestRepository } from '../helpers/repository.ts';
import { claude, setStage } from './claude-cli.ts';

interface Shop extends Place {
  readonly repository: TestRepository;
}

/** Ten processes on two cores take their time. */
const patience = { timeout: 120_000 };

describe.skipIf(claude === undefined)('a session of the real Claude Code CLI', patience, () => {
  test('ends Completed with its message, its cost and a dense log', async () => {
    const shop = await openShop();

    const { row, events, code } = await play(shop, 'text');

    expect({ code, status: row.status }).toEqual({ code: 0, status: 'Completed' });
    expect(payloads(events, 'prompt')).toEqual([{ text: 'Please. script: text' }]);
    expect(payloads(events, 'message')).toEqual([{ text: 'Hello from the **scripted** API.' }]);
    expect(row.tokens).toMatchObject({ input: 100, output: 25 });
    expect(row.costUsd).toBeGreaterThan(0);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
  });

  test('keeps what the model thought', async () => {
    const { events } = await play(await openShop(), 'thinking');

    expect(payloads(events, 'thinking')).toEqual([{ text: 'Let me think about that.' }]);
    expect(payloads(events, 'message')).toEqual([{ text: 'I have thought.' }]);
  });

  test('writes into its worktree and leaves the checkout alone', async () => {
    const shop = await openShop();

    const { row, events } = await play(shop, 'write');

    expect(row.status).toBe('Completed');
    expect(await readFile(join(row.worktree, 'hello.txt'), 'utf8')).toBe('hello\n');
    expect(payloads(events, 'tool_call')).toMatchObject([{ name: 'Write' }]);
    expect(payloads(events, 'tool_result')).toMatchObject([{ isError: false }]);
    expect(shop.repository.git('status', '--porcelain')).toBe('');
  });

  test('waits for leave, and runs the command that was approved', async () => {
    const shop = await openShop();
    const running = start(shop, 'bash');

    const id = await waiting(running);
    const approved = await lulu(shop, 'approve', id);
    const row = finalRow(await running.done);

    expect(approved).toMatchObject({ code: 0, stderr: '' });
    expect(row.status).toBe('Completed');
    expect(await readFile(join(row.worktree, 'ran.txt'), 'utf8')).toBe('yes');
    expect(payloads(await history(shop, id), 'approval_resolved')).toMatchObject([
      { behavior: 'allow', by: 'user' },
    ]);
  });

  test('tells the model why a command was denied, and does not run it', async () => {
    const shop = await openShop();
    const running = start(shop, 'bash');

    const id = await waiting(running);
    await lulu(shop, 'deny', id, '--message', 'Not on my machine.');
    const row = finalRow(await running.done);

    expect(row.status).toBe('Completed');
    expect(existsSync(join(row.worktree, 'ran.txt'))).toBe(false);
    expect(payloads(await history(shop, id), 'message').at(-1)).toEqual({
      text: 'It did not happen: Not on my machine.',
    });
  });

  test('fails with the words of the API error', async () => {
    const { row, code } = await play(await openShop(), 'forbidden');

    expect({ code, status: row.status }).toEqual({ code: 1, status: 'Failed' });
    expect(row.failureReason).toContain('This key may not do that.');
  });

  test('fails when the model refuses', async () => {
    const { row, code, events } = await play(await openShop(), 'refusal');

    expect({ code, status: row.status }).toEqual({ code: 1, status: 'Failed' });
    expect(row.failureReason).not.toBe('');
    expect(payloads(events, 'error')).toHaveLength(1);
  });

  test('goes on in a second run, with what was said before', async () => {
    const shop = await openShop();
    const first = await play(shop, 'text');

    const second = await lulu(shop, 'resume', first.row.id, '--prompt', 'script: write');
    const row = finalRow(second);

    expect(row).toMatchObject({ id: first.row.id, status: 'Completed', resumeCount: 1 });
    expect(await readFile(join(row.worktree, 'hello.txt'), 'utf8')).toBe('hello\n');
    expect(row.costUsd).toBeGreaterThan(first.row.costUsd ?? 0);
  });
});

describe.skipIf(claude === undefined)('five sessions at once', patience, () => {
  test('each end as their own story does, in worktrees of their own', async () => {
    const shop = await openShop();
    const stories = ['text', 'write', 'forbidden', 'thinking', 'refusal'];

    const played = await Promise.all(stories.map((script) => play(shop, script)));

    expect(played.map(({ row }) => row.status)).toEqual([
      'Completed',
      'Completed',
      'Failed',
      'Completed',
      'Failed',
    ]);
    expect(new Set(played.map(({ row }) => row.worktree)).size).toBe(5);
    const written = played.filter(({ row }) => existsSync(join(row.worktree, 'hello.txt')));
    expect(written.map(({ row }) => row.id)).toEqual([played[1]?.row.id]);
    for (const { events } of played) {
      expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
    }
    expect(shop.repository.git('status', '--porcelain')).toBe('');
  });
});

/** A repository with one commit, a data directory, and the CLI's environment. */
async function openShop(): Promise<Shop> {
  const stage = await setStage();
  const repository = createRepository('shop');
  repository.commit('README.md', '# Shop\n');
  return {
    repository,
    dataDir: join(stage.folder, 'data'),
    env: { ...stage.env, ...hermeticEnv },
  };
}

function start(shop: Shop, script: string): LuluCommand {
  const repo = ['--repo', shop.repository.path];
  const prompt = ['--prompt', `Please. script: ${script}`];
  return startLulu(shop, 'run', ...repo, ...prompt, '--agent-bin', claude ?? '');
}

/** One session from its prompt to its end, and its log. */
async function play(
  shop: Shop,
  script: string,
): Promise<{ row: ReturnType<typeof finalRow>; code: number | null; events: SessionEvent[] }> {
  const outcome = await start(shop, script).done;
  const row = finalRow(outcome);
  return { row, code: outcome.code, events: await history(shop, row.id) };
}

/** The id of a session, once its `run` has said on stderr that it waits. */
async function waiting(running: LuluCommand): Promise<string> {
  const id = await running.sessionId();
  await running.prints('stderr', /lulu approve/);
  return id;
}
