/** Everything the CLI can ask, answered, by the newest version and by the last plain-JavaScript one. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../src/contract/events.ts';
import type { RequestId, SessionId } from '../../src/contract/ids.ts';
import { claude, plainClaude } from './claude-cli.ts';
import { openShop, type Shop } from './shop.ts';

const versions = [
  ['the newest', claude],
  ['2.1.112', plainClaude],
] as const;

describe.each(versions)('Claude Code, %s', (_, found) => {
  const program = found ?? '';
  const claims = test.skipIf(found === undefined);

  claims('asks a question and hears the answer', async () => {
    const shop = await openShop(program);
    const id = await shop.start('question');
    const { waitingFor } = await shop.waiting(id);

    const answers = { 'Which database should I use?': 'sqlite' };
    await shop.engine.request('sessions.answer', { id, requestId: null, answers });
    const row = await shop.ended(id);

    expect(waitingFor).toMatchObject({ kind: 'question', text: 'Which database should I use?' });
    expect(row.status).toBe('Completed');
    expect((await shop.payloads(id, 'message')).at(-1)?.text).toContain('"="SQLite"');
  });

  claims('hears several answers to several questions', async () => {
    const shop = await openShop(program);
    const id = await shop.start('multi-select');
    await shop.waiting(id);

    const answers = {
      'Which database should I use?': 'A flat file',
      'Which checks should run?': ['Lint', 'Types'],
    };
    await shop.engine.request('sessions.answer', { id, requestId: null, answers });
    await shop.ended(id);

    const said = (await shop.payloads(id, 'message')).at(-1)?.text ?? '';
    expect(said).toContain('"="A flat file"');
    expect(said).toContain('"="Lint, Types"');
  });

  claims('proposes a plan and carries it out unasked when approved so', async () => {
    const shop = await openShop(program);
    const id = await shop.start('plan', { permissionMode: 'plan' });
    const { waitingFor } = await shop.waiting(id);

    await shop.approve(id, { permissionMode: 'acceptEdits' });
    const row = await shop.ended(id);

    expect(waitingFor).toMatchObject({ kind: 'plan' });
    expect(row).toMatchObject({ status: 'Completed', permissionMode: 'acceptEdits' });
    expect(await readFile(join(row.worktree, 'planned.txt'), 'utf8')).toBe('planned');
  });

  claims('hears why its plan is sent back', async () => {
    const shop = await openShop(program);
    const id = await shop.start('plan', { permissionMode: 'plan' });
    await shop.waiting(id);

    const message = 'Tests first, please.';
    await shop.engine.request('sessions.deny', { id, requestId: null, message });
    const row = await shop.ended(id);

    expect((await shop.payloads(id, 'message')).at(-1)?.text).toContain(message);
    expect(existsSync(join(row.worktree, 'planned.txt'))).toBe(false);
  });

  claims('runs the command that was edited, not the one it asked for', async () => {
    const shop = await openShop(program);
    const id = await shop.start('bash');
    await shop.waiting(id);

    const command = `node -e "require('fs').writeFileSync('edited.txt', 'yes')"`;
    await shop.approve(id, { input: { command, description: 'Edited' } });
    const row = await shop.ended(id);

    expect(row.status).toBe('Completed');
    expect(existsSync(join(row.worktree, 'edited.txt'))).toBe(true);
    expect(existsSync(join(row.worktree, 'ran.txt'))).toBe(false);
  });

  claims('hears why a command was denied, and does not run it', async () => {
    const shop = await openShop(program);
    const id = await shop.start('bash');
    await shop.waiting(id);

    const message = 'Not on my machine.';
    await shop.engine.request('sessions.deny', { id, requestId: null, message });
    const row = await shop.ended(id);

    expect((await shop.payloads(id, 'message')).at(-1)?.text).toContain(message);
    expect(existsSync(join(row.worktree, 'ran.txt'))).toBe(false);
  });

  claims('is answered by a rule from then on, which is kept by Lulu alone', async () => {
    const shop = await openShop(program);
    const id = await shop.start('two-commands');
    await shop.waiting(id);

    const scope = { kind: 'repository', path: shop.repository.path } as const;
    const rule = { tool: 'Bash', pattern: 'node', match: 'prefix', behavior: 'allow' } as const;
    await shop.approve(id, { always: { ...rule, scope } });
    const { status, worktree } = await shop.ended(id);

    expect(status).toBe('Completed');
    expect(['ran-0.txt', 'ran-1.txt'].map((name) => existsSync(join(worktree, name)))).toEqual([
      true,
      true,
    ]);
    expect(await shop.payloads(id, 'approval_resolved')).toMatchObject([
      { by: 'user' },
      { by: 'rule', rule: 'allow Bash node… in this repository' },
    ]);
    const settings = join(shop.stage.env['CLAUDE_CONFIG_DIR'] ?? '', 'settings.json');
    const written = [settings, join(worktree, '.claude'), join(shop.repository.path, '.claude')];
    expect(written.filter((path) => existsSync(path))).toEqual([]);
    expect(shop.repository.git('status', '--porcelain')).toBe('');
  });

  claims('asks two things at once, and each has its own answer', async () => {
    const shop = await openShop(program);
    const id = await shop.start('two-reads', { permissionMode: 'default' });
    const open = await bothOpen(shop, id);

    const any = shop.approve(id);
    await expect(any).rejects.toMatchObject({ kind: 'ambiguous' });
    const [first, second] = open;
    await shop.engine.request('sessions.deny', {
      ...{ id, requestId: second ?? null, message: 'Not that one.' },
    });
    await shop.approve(id, { requestId: first ?? null });
    const row = await shop.ended(id);

    expect(row.status).toBe('Completed');
    const contents = (await shop.payloads(id, 'tool_result')).map(({ content }) => content);
    expect(contents).toContainEqual('Not that one.');
  });

  claims('takes its request back when it is interrupted', async () => {
    const shop = await openShop(program);
    const id = await shop.start('bash');
    await shop.waiting(id);

    await shop.engine.request('sessions.interrupt', { id });
    const row = await shop.ended(id);

    expect(row).toMatchObject({ status: 'Interrupted', waitingFor: null });
    expect(await shop.payloads(id, 'approval_resolved')).toMatchObject([{ behavior: 'withdrawn' }]);
    expect(existsSync(join(row.worktree, 'ran.txt'))).toBe(false);
  });

  claims('takes up what is sent into its turn', async () => {
    const shop = await openShop(program);
    const id = await shop.start('slow-tool');
    await shop.waiting(id);
    await shop.approve(id);

    const prompt = 'And this.';
    await shop.engine.request('sessions.send', { id, prompt, now: true });
    const row = await shop.ended(id);

    expect(row).toMatchObject({ status: 'Completed', resumeCount: 0 });
    expect((await shop.payloads(id, 'message')).at(-1)?.text).toBe('You also said: And this.');
    expect((await shop.events(id)).some(isNotice('prompt-taken'))).toBe(true);
  });

  claims('changes its mode and model while it runs', async () => {
    const shop = await openShop(program);
    const id = await shop.start('bash');
    await shop.waiting(id);

    const change = { id, permissionMode: 'plan', model: 'claude-haiku-4-5' } as const;
    const { row } = await shop.engine.request('sessions.configure', change);
    await shop.approve(id);
    await shop.ended(id);
    await shop.engine.request('sessions.resume', { id, prompt: 'script: text' });
    const resumed = await shop.ended(id);

    expect(row).toMatchObject({ permissionMode: 'plan', model: 'claude-haiku-4-5' });
    expect(resumed).toMatchObject({ status: 'Completed', permissionMode: 'plan' });
    expect(shop.stage.api.requests.at(-1)?.model).toContain('haiku');
  });

  claims('refuses to bypass permissions when it was not started so', async () => {
    const shop = await openShop(program);
    const id = await shop.start('bash');
    await shop.waiting(id);

    const change = { id, permissionMode: 'bypassPermissions', model: null } as const;
    const changing = shop.engine.request('sessions.configure', change);

    await expect(changing).rejects.toMatchObject({ kind: 'rejected' });
    await shop.engine.request('sessions.interrupt', { id });
    expect((await shop.ended(id)).permissionMode).toBe('acceptEdits');
  });
});

/** The ids of both requests, once both are open. */
async function bothOpen(shop: Shop, id: SessionId): Promise<RequestId[]> {
  const open = await shop.eventually(id, ({ open }) => open.length === 2);
  return open.open.map(({ requestId }) => requestId);
}

function isNotice(kind: string): (event: SessionEvent) => boolean {
  return (event) => event.type === 'notice' && event.payload.kind === kind;
}
