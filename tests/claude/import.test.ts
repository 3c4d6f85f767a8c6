/** Conversations the CLI had by itself, brought in and gone on with. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AgentProcess } from '../helpers/agent-process.ts';
import { programCommand } from '../../src/engine/agents/claude/command.ts';
import { claude, plainClaude } from './claude-cli.ts';
import { openShop, type Shop } from './shop.ts';

describe.each([
  ['the newest', claude],
  ['2.1.112', plainClaude],
] as const)('a conversation of Claude Code, %s', (_, found) => {
  const program = found ?? '';
  const claims = test.skipIf(found === undefined);

  claims('is listed once, brought in as history, and resumed where it ended', async () => {
    const shop = await openShop(program);
    await converse(shop, program, 'Add a greeting. script: write');
    const repo = shop.repository.path;

    const { conversations } = await shop.engine.request('import.list', { repo });
    const id = conversations[0]?.id ?? '';
    const { row } = await shop.engine.request('import.take', { repo, id });
    const messages = await shop.payloads(row.id, 'message');

    expect(conversations).toMatchObject([
      { title: 'Add a greeting. script: write', alreadyImported: false, sessionId: null },
    ]);
    expect(row).toMatchObject({ status: 'Completed', name: conversations[0]?.title });
    expect(messages.at(-1)).toEqual({ text: 'It is done.' });
    expect(await shop.payloads(row.id, 'tool_call')).toMatchObject([{ name: 'Write' }]);

    await shop.engine.request('settings.set', { patch: { claudePath: program } });
    const original = await transcripts(shop);
    const resumed = await shop.resume(row.id, 'Go on. script: text');

    expect(resumed).toMatchObject({ status: 'Completed', resumeCount: 1, failureReason: null });
    expect(shop.stage.api.requests.at(-1)?.messages).toBeGreaterThan(3);
    expect((await transcripts(shop)).get(id)).toBe(original.get(id));
  });

  claims('is not brought in twice', async () => {
    const shop = await openShop(program);
    await converse(shop, program, 'script: text');
    const repo = shop.repository.path;
    const [first] = (await shop.engine.request('import.list', { repo })).conversations;
    const id = first?.id ?? '';
    const { row } = await shop.engine.request('import.take', { repo, id });

    const again = shop.engine.request('import.take', { repo, id });

    await expect(again).rejects.toMatchObject({ kind: 'rejected', field: 'id' });
    expect((await shop.engine.request('import.list', { repo })).conversations).toMatchObject([
      { id, alreadyImported: true, sessionId: row.id },
    ]);
  });
});

/** One turn of the CLI in the user's own checkout, without Lulu. */
async function converse(shop: Shop, program: string, prompt: string): Promise<void> {
  const { file, args } = programCommand(program, [
    ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    ...['--permission-prompt-tool', 'stdio', '--permission-mode', 'acceptEdits'],
  ]);
  const child = spawn(file, args, {
    ...{ cwd: shop.repository.path, env: shop.stage.env, stdio: ['pipe', 'pipe', 'pipe'] },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const agent = new AgentProcess(child);
  const exited = once(child, 'exit');
  agent.prompt(prompt);
  await agent.line('result');
  await agent.end();
  await exited;
}

/** What the files of the user's own conversations in the checkout hold, by id. */
async function transcripts(shop: Shop): Promise<Map<string, string>> {
  const projects = join(shop.stage.env['CLAUDE_CONFIG_DIR'] ?? '', 'projects');
  const slug = shop.repository.path.replaceAll(/[^A-Za-z0-9]/gu, '-');
  const found = new Map<string, string>();
  for (const name of await readdir(join(projects, slug))) {
    if (!name.endsWith('.jsonl')) continue;
    const text = await readFile(join(projects, slug, name), 'utf8');
    found.set(name.slice(0, -'.jsonl'.length), text);
  }
  return found;
}
