/** Runs of the real CLI that somebody ends from outside, in the middle of whatever it does, and what resuming finds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { processesWith } from '../helpers/processes.ts';
import { until } from '../helpers/until.ts';
import { claude, plainClaude } from './claude-cli.ts';
import { openShop, type Shop } from './shop.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;

describe.each([
  ['the newest', claude],
  ['2.1.112', plainClaude],
] as const)('Claude Code, %s, ended by any signal', (_, program) => {
  // One session for each signal, all at once: what takes time is starting them.
  test.skipIf(program === undefined).each([
    ['while it waits for leave', 'bash', asking],
    ['while it writes', 'slow', writing],
    ['while a command of its own runs', 'long-tool', working],
  ] as const)('%s, leaves nothing behind and is resumed', async (_when, script, reached) => {
    const shop = await openShop(program ?? '');
    const ids = await Promise.all(
      signals.map(async (signal) => {
        const id = await shop.start(script);
        await reached(shop, id);
        // The CLI writes its transcript a moment later; what it had not written is lost to SIGKILL.
        await until('the transcript holds the prompt', () => transcript(shop, id).includes(script));
        const { runs } = await shop.engine.request('sessions.show', { id });
        process.kill(runs[0]?.pid ?? 0, signal);
        return id;
      }),
    );
    const killed = await Promise.all(ids.map((id) => shop.ended(id)));
    const left = await processesWith(`HOME=${shop.stage.env['HOME'] ?? ''}`, 'LULU_RUN=');

    const resumed = await Promise.all(ids.map((id) => shop.resume(id, 'Go on. script: text')));

    expect(left).toEqual([]);
    for (const { status, waitingFor } of killed) {
      expect(['Failed', 'Interrupted']).toContain(status);
      expect(waitingFor).toBeNull();
    }
    for (const row of resumed) expect(row).toMatchObject({ status: 'Completed', resumeCount: 1 });
    const heard = shop.stage.api.requests.filter(({ script }) => script === 'text');
    expect(heard.map(({ messages }) => messages > 1)).toEqual(signals.map(() => true));
  });
});

async function asking(shop: Shop, id: SessionId): Promise<void> {
  await shop.waiting(id);
  await until('the transcript holds the call', () => transcript(shop, id).includes('"tool_use"'));
}

async function writing(shop: Shop, id: SessionId): Promise<void> {
  await shop.writing(id);
}

async function working(shop: Shop, id: SessionId): Promise<void> {
  const { worktree } = await shop.waiting(id);
  await shop.approve(id);
  await until('the command runs', () => existsSync(join(worktree, 'started.txt')), 30);
}

/** What the CLI has written down of a conversation so far. */
function transcript(shop: Shop, id: string): string {
  const projects = join(shop.stage.env['CLAUDE_CONFIG_DIR'] ?? '', 'projects');
  if (!existsSync(projects)) return '';
  const files = readdirSync(projects, { recursive: true, encoding: 'utf8' });
  const file = files.find((name) => name.endsWith(`${id}.jsonl`));
  return file === undefined ? '' : readFileSync(join(projects, file), 'utf8');
}
