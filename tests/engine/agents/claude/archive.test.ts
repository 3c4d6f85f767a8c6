import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claudeArchive } from '../../../../src/engine/agents/claude/archive/archive.ts';
import { temporaryFolder } from '../../../helpers/repository.ts';

const transcripts = join(import.meta.dirname, '../../../fixtures/claude/transcripts');

interface Entry {
  readonly uuid: string;
  readonly parentUuid?: string | null;
  readonly type?: string;
  readonly content?: unknown;
  readonly [more: string]: unknown;
}

let minute = 0;

/** One line of a transcript, a minute after the one before. */
function line({ content, type = 'user', ...entry }: Entry): string {
  minute += 1;
  const role = type === 'assistant' ? 'assistant' : 'user';
  const timestamp = new Date(Date.UTC(2026, 0, 2, 12, minute)).toISOString();
  const message = content === undefined ? {} : { message: { role, content, model: 'opus' } };
  const place = { cwd: '/repo', isSidechain: false, timestamp };
  return JSON.stringify({ parentUuid: null, type, ...place, ...message, ...entry });
}

const said = (text: string) => [{ type: 'text', text }];
const call = (id: string) => [{ type: 'tool_use', id, name: 'Read', input: {} }];
const result = (id: string) => [{ type: 'tool_result', tool_use_id: id, content: id }];

async function written(...lines: string[]): Promise<string> {
  const path = join(temporaryFolder(), 'a.jsonl');
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

async function told(path: string) {
  const { events, ...rest } = await claudeArchive.read(path);
  const texts = events.map(({ event }) => {
    const { payload } = event;
    if ('text' in payload) return `${event.type} ${payload.text}`;
    return 'toolUseId' in payload ? `${event.type} ${payload.toolUseId}` : event.type;
  });
  return { texts, ...rest };
}

describe('a conversation', () => {
  test.each([
    ['edit-session', true, 0.035036],
    ['multi-resume-compact', true, 0.058732],
    ['subagent-parent', true, 0.059696],
  ])('recorded by the CLI is read to its end: %s', async (name, finished, cost) => {
    const history = await claudeArchive.read(join(transcripts, `${name}.jsonl`));

    expect(history).toMatchObject({ finished, model: 'claude-opus-5-5' });
    expect(history.totalCostUsd).toBeCloseTo(cost, 6);
    await expect(
      `${history.events.map(({ at, event }) => JSON.stringify([new Date(at).toISOString(), event])).join('\n')}\n`,
    ).toMatchFileSnapshot(join(transcripts, 'expected', `${name}.jsonl`));
  });

  test('is the branch that leads to its last entry', async () => {
    const path = await written(
      line({ uuid: 'p', content: 'Do it' }),
      line({ uuid: 'dead', parentUuid: 'p', type: 'assistant', content: said('Given up') }),
      line({ uuid: 'a', parentUuid: 'p', type: 'assistant', content: said('Done') }),
    );

    expect(await told(path)).toMatchObject({
      texts: ['prompt Do it', 'message Done'],
      finished: true,
    });
  });

  test('has the results of all tools that were called at once', async () => {
    const path = await written(
      line({ uuid: 'p', content: 'Read both' }),
      line({ uuid: 'c1', parentUuid: 'p', type: 'assistant', content: call('t1') }),
      line({ uuid: 'c2', parentUuid: 'c1', type: 'assistant', content: call('t2') }),
      line({ uuid: 'r1', parentUuid: 'c1', content: result('t1') }),
      line({ uuid: 'r2', parentUuid: 'c2', content: result('t2') }),
    );

    expect(await told(path)).toMatchObject({
      texts: [
        'prompt Read both',
        'tool_call t1',
        'tool_call t2',
        'tool_result t1',
        'tool_result t2',
      ],
      finished: false,
    });
  });

  test('leaves out what nobody said: subagents, commands, reminders, bookkeeping, torn lines', async () => {
    const path = await written(
      JSON.stringify({ type: 'queue-operation', content: 'Do it' }),
      line({ uuid: 'p', content: 'Do it' }),
      line({
        uuid: 's',
        parentUuid: 'p',
        isSidechain: true,
        type: 'assistant',
        content: said('No'),
      }),
      line({ uuid: 'm', parentUuid: 'p', isMeta: true, content: 'caveat' }),
      line({ uuid: 'k', parentUuid: 'm', content: '<command-name>/cost</command-name>' }),
      line({ uuid: 'x', parentUuid: 'k', type: 'attachment' }),
      line({ uuid: 'a', parentUuid: 'x', type: 'assistant', content: said('Done') }),
      '{"type":"assistant","uuid":"torn',
    );

    expect((await told(path)).texts).toEqual(['prompt Do it', 'message Done']);
  });

  test('that was interrupted is not finished', async () => {
    const path = await written(
      line({ uuid: 'p', content: 'Do it' }),
      line({ uuid: 'a', parentUuid: 'p', type: 'assistant', content: said('I beg') }),
      line({ uuid: 'i', parentUuid: 'a', content: said('[Request interrupted by user]') }),
    );

    expect(await told(path)).toMatchObject({ finished: false });
  });

  test('that cannot be read says which', async () => {
    await expect(claudeArchive.read('/no/such.jsonl')).rejects.toMatchObject({
      kind: 'gone',
      message: expect.stringContaining('/no/such.jsonl') as string,
    });
  });
});

describe('the list', () => {
  test('has what took place in the folders, newest first, by its title or its first prompt', async () => {
    const { env, keep } = configured();
    await keep('-repo', id(1), line({ uuid: 'p', content: '# Fix the login\nplease' }));
    await keep(
      ...(['-repo--lulu-worktrees-x', id(2)] as const),
      line({ uuid: 'p', cwd: '/repo/.lulu/worktrees/x', content: 'Later' }),
      JSON.stringify({ type: 'custom-title', customTitle: 'Called so' }),
    );

    const found = await claudeArchive.list({ env, folders: ['/repo'] });

    expect(found).toMatchObject([
      { id: id(2), title: 'Called so' },
      { id: id(1), title: 'Fix the login', cwd: '/repo' },
    ]);
    expect(found[0]?.bytes).toBeGreaterThan(100);
  });

  test('trusts where an entry says it was said, not the name of its folder', async () => {
    const { env, keep } = configured();
    await keep('-repo-b', id(1), line({ uuid: 'p', cwd: '/repo-b', content: 'Elsewhere' }));
    await keep('-repo-c', id(2), line({ uuid: 'p', cwd: '/repo/c', content: 'Below' }));

    const found = await claudeArchive.list({ env, folders: ['/repo'] });

    expect(found.map(({ title }) => title)).toEqual(['Below']);
  });

  test('leaves out what is no conversation, and is empty where nothing is kept', async () => {
    const { env, keep } = configured();
    await keep('-repo', 'agent-1', line({ uuid: 'p', content: 'Warmup' }));
    await keep('-repo', id(1), JSON.stringify({ type: 'queue-operation' }));
    await keep('-repo', id(2), 'garbage');

    expect(await claudeArchive.list({ env, folders: ['/repo'] })).toEqual([]);
    expect(await claudeArchive.list({ env: { HOME: '/nowhere' }, folders: ['/repo'] })).toEqual([]);
  });
});

test('a conversation is brought to another folder once, and stays where it was', async () => {
  const { env, keep } = configured();
  const path = await keep('-repo', id(1), line({ uuid: 'p', content: 'Do it' }));
  const cwd = temporaryFolder();
  const slug = cwd.replaceAll(/[^A-Za-z0-9]/gu, '-');
  const copy = join(env.CLAUDE_CONFIG_DIR, 'projects', slug, `${id(1)}.jsonl`);

  await claudeArchive.bring({ env, id: id(1), path, cwd });
  await writeFile(copy, 'gone on');
  await claudeArchive.bring({ env, id: id(1), path, cwd });

  expect(await readFile(copy, 'utf8')).toBe('gone on');
  expect(await readFile(path, 'utf8')).toContain('Do it');
});

function id(number: number): string {
  return `6f1c0f0e-9f5e-4b0e-8c57-${String(number).padStart(12, '0')}`;
}

function configured() {
  const env = { CLAUDE_CONFIG_DIR: temporaryFolder() };
  const keep = async (slug: string, name: string, ...lines: string[]): Promise<string> => {
    const folder = join(env.CLAUDE_CONFIG_DIR, 'projects', slug);
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.jsonl`);
    await writeFile(path, `${lines.join('\n')}\n`);
    return path;
  };
  return { env, keep };
}
