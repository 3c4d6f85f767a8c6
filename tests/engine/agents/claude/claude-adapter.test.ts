import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { SessionId } from '../../../../src/contract/ids.ts';
import { agentAdapters } from '../../../../src/engine/agents/adapters.ts';
import { checkProgram } from '../../../../src/engine/agents/claude/check.ts';
import { claudeAdapter } from '../../../../src/engine/agents/claude/claude-adapter.ts';
import { temporaryFolder } from '../../../helpers/repository.ts';

const sessionId = v.parse(SessionId, '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10');
const launch = {
  program: '/usr/bin/claude',
  conversationId: sessionId,
  resume: false,
  permissionMode: 'acceptEdits',
  model: null,
} as const;

async function script(body: string): Promise<string> {
  const path = join(temporaryFolder(), 'claude');
  await writeFile(path, body, { mode: 0o755 });
  return path;
}

describe('command', () => {
  test('starts a session by its id, and resumes it by the same', () => {
    const first = claudeAdapter.command(launch);
    const later = claudeAdapter.command({ ...launch, resume: true, model: 'opus' });

    expect(first.file).toBe('/usr/bin/claude');
    expect(first.args.join(' ')).toBe(
      '-p --input-format stream-json --output-format stream-json --verbose --include-partial-messages ' +
        '--replay-user-messages ' +
        `--permission-prompt-tool stdio --permission-mode acceptEdits --session-id ${sessionId}`,
    );
    expect(later.args.slice(-4)).toEqual(['--resume', sessionId, '--model', 'opus']);
  });

  test('runs a script on the Node that runs us', () => {
    const { file, args } = claudeAdapter.command({ ...launch, program: '/opt/claude/cli.js' });

    expect([file, args[0], args[1]]).toEqual([process.execPath, '/opt/claude/cli.js', '-p']);
  });
});

describe('environment', () => {
  test('drops the marks of a surrounding agent and keeps how to log in', () => {
    const base = {
      PATH: '/bin',
      ANTHROPIC_API_KEY: 'key',
      CLAUDE_CONFIG_DIR: '/claude',
      CLAUDECODE: '1',
      CLAUDE_CODE_SESSION_ID: 'outer',
      AI_AGENT: 'outer',
      NOTHING: undefined,
    };

    expect(claudeAdapter.environment(base, { PATH: '/usr/bin', EXTRA: 'x' })).toEqual({
      PATH: '/usr/bin',
      ANTHROPIC_API_KEY: 'key',
      CLAUDE_CONFIG_DIR: '/claude',
      EXTRA: 'x',
    });
  });
});

test.each([
  'CLAUDECODE',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_SESSION_ID',
  'CLAUDE_PID',
  'CLAUDE_CODE_CHILD_SESSION',
  'CLAUDE_CODE_MESSAGING_SOCKET',
  'AI_AGENT',
])('no agent inherits %s', (name) => {
  expect(claudeAdapter.environment({ [name]: 'outer' }, {})).toEqual({});
});

test.each([
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_BASE_URL',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CONFIG_DIR',
])('every agent inherits %s', (name) => {
  expect(claudeAdapter.environment({ [name]: 'mine' }, {})).toEqual({ [name]: 'mine' });
});

describe('check', () => {
  test('tells the version', async () => {
    const program = await script('#!/bin/sh\necho "2.1.329 (Claude Code)"\n');

    expect(await claudeAdapter.check(program, {})).toEqual({ version: '2.1.329' });
  });

  test.each([
    ['fails', '#!/bin/sh\necho "libc is too old" >&2\nexit 1\n', 'broken', 'libc is too old'],
    ['says something else', '#!/bin/sh\necho "usage: what"\n', 'broken', 'usage: what'],
    ['has no interpreter', '#!/no/such/interpreter\n', 'not-executable', 'cannot be run'],
    ['is garbage', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]).toString('latin1'), '', 'claude'],
  ])('names a program that %s', async (_, body, kind, words) => {
    const program = await script(body);
    const checking = claudeAdapter.check(program, {});

    await expect(checking).rejects.toMatchObject({ name: 'AgentError' });
    if (kind !== '') await expect(checking).rejects.toMatchObject({ kind });
    await expect(checking).rejects.toThrow(words);
    await expect(checking).rejects.toThrow(program);
  });
});

test('a program that hangs is given up, and what it started with it', async () => {
  const program = await script('#!/bin/sh\nsleep 600\necho never\n');

  await expect(checkProgram(program, { PATH: '/usr/bin:/bin' }, 200)).rejects.toMatchObject({
    kind: 'broken',
    message: expect.stringContaining('did not give its version') as string,
  });
});

describe('the demo agent', () => {
  const program = join(import.meta.dirname, '../../../../src/demo/main.ts');
  const { demo } = agentAdapters(program);

  test('is found, runs, and is driven like Claude Code', async () => {
    const found = await demo.locate({ env: {}, agentBin: null, setting: '/not/for/the/demo' });
    const { file, args } = demo.command({ ...launch, program: found });

    expect(await demo.check(found, {})).toEqual({ version: expect.any(String) as string });
    expect([file, args[0]]).toEqual([process.execPath, program]);
    expect(args.slice(1)).toEqual(claudeAdapter.command(launch).args);
  });

  test('says when a part of Lulu is missing', async () => {
    const locating = agentAdapters('/no/such/demo.mjs').demo.locate({
      env: {},
      agentBin: null,
      setting: null,
    });

    await expect(locating).rejects.toMatchObject({ kind: 'missing' });
  });
});
