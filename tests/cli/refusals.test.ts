/** Bad input: a message that says what, why and what to do, code 2, and nothing left behind. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lulu } from '../helpers/lulu-command.ts';
import { processesWith } from '../helpers/processes.ts';
import { createRepository, plainGit } from '../helpers/repository.ts';
import { openPlace, playing, script, startEngine, typed, type CliPlace } from './place.ts';

const patience = { timeout: 60_000 };
const prompt = script({ say: 'Never said.' });

/** What was typed after `lulu run --agent demo`, and what has to be in the answer. */
type Refusal = readonly [args: readonly string[], why: string];

const prompts = (place: CliPlace): readonly Refusal[] => {
  const file = (name: string, content: string | Uint8Array): string => {
    const path = place.repository.sibling(name);
    writeFileSync(path, content);
    return path;
  };
  return [
    [['--prompt', ''], 'The prompt is empty. Say what'],
    [['--prompt', ' \n\t '], 'The prompt is empty. Say what'],
    [[], 'Say what the agent is to do: --prompt TEXT, or --prompt-file FILE.'],
    [['--prompt', 'a', '--prompt-file', 'b'], 'Give --prompt or --prompt-file, not both.'],
    [['--prompt-file', '/no/such/file'], 'there is no such file'],
    [['--prompt-file', place.repository.path], 'it is a folder'],
    [['--prompt-file', file('latin1', Buffer.from([0x61, 0xff]))], 'is not UTF-8 text'],
    [['--prompt-file', file('surrogate', Buffer.from([0xed, 0xa0, 0x80]))], 'is not UTF-8 text'],
    [['--prompt-file', file('nul', 'a\0b')], 'The prompt holds a NUL character'],
    [['--prompt-file', file('huge', 'x'.repeat(5_000_000))], 'The prompt is longer than 4 MiB'],
    [['--prompt-file', '/dev/zero'], '--prompt-file /dev/zero is longer than any prompt can be'],
  ];
};

const options: readonly Refusal[] = [
  [['--name', 'x'.repeat(10_000)], 'The name is longer than 200 characters.'],
  [['--name', 'a\nb'], 'The name holds control characters or line breaks.'],
  [['--name', 'a\u001b[2Jb'], 'The name holds control characters'],
  [['--name', 'a\u202eb'], 'The name holds characters that turn the direction'],
  [['--name', '  '], 'The name is empty.'],
  [['--base', '-x'], '--base begins with "-"'],
  [['--base', '--help'], '--base begins with "-"'],
  [['--base', 'no-such-branch'], '"no-such-branch" is not a branch, tag or commit of'],
  [['--base', 'HEAD~1'], '"HEAD~1" is not a branch, tag or commit of'],
  [['--base', 'a b'], '--base holds spaces'],
  [['--base', ''], '--base is empty.'],
  [['--model', '--dangerously-skip-permissions'], '--model begins with "-".'],
  [['--permission-mode', 'all'], '--permission-mode is not a permission mode (default,'],
  [['--agent', 'gpt'], '--agent is not an agent Lulu knows (claude, demo).'],
  [['--env', 'A-B=1'], '--env "A-B" is not a variable name.'],
  [['--env', '=1'], '--env "" is not a variable name.'],
  [['--env', 'NO_SUCH_VARIABLE'], 'there is no such variable here'],
];

const repositories = (place: CliPlace): readonly Refusal[] => {
  const bare = place.repository.sibling('bare');
  plainGit(place.repository.path, 'init', '--quiet', '--bare', bare);
  const empty = createRepository('empty').path;
  const repo = (path: string): readonly string[] => ['--repo', path, '--prompt', prompt];
  return [
    [repo(''), '--repo is empty.'],
    [repo(place.repository.sibling('nowhere')), 'nowhere does not exist'],
    [repo(place.repository.sibling('')), 'is not a git repository. Name a folder inside one'],
    [repo(join(place.repository.path, 'README.md')), 'README.md is a file. Name the repository'],
    [repo(bare), 'is a bare repository: it has no files to work on. Clone it'],
    [repo(empty), 'has no commits yet'],
  ];
};

/** Nothing was stored, made or started. */
async function expectNothing(place: CliPlace): Promise<void> {
  expect((await lulu(place, 'ls')).values).toEqual([[]]);
  expect(readdirSync(join(place.dataDir, 'sessions'))).toEqual([]);
  expect(existsSync(join(place.repository.path, '.lulu'))).toBe(false);
  expect(place.repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  expect(await processesWith(place.mark, 'LULU_RUN=')).toEqual([]);
}

test.each([
  ['prompts', prompts],
  ['options', (): readonly Refusal[] => options],
  ['repositories', repositories],
] as const)('run refuses %s it cannot use, by name', patience, async (_, refusalsOf) => {
  const place = await openPlace();
  await startEngine(place);

  for (const [args, why] of refusalsOf(place)) {
    const whole = ['run', '--agent', 'demo'];
    if (!args.includes('--repo')) whole.push('--repo', place.repository.path);
    if (refusalsOf !== prompts && !args.includes('--prompt')) whole.push('--prompt', prompt);
    const { code, stdout, stderr } = await typed(place, [...whole, ...args]);
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
    expect(stderr).toMatch(/^lulu: [^\n]+[.]\n$/);
    expect(stderr).toContain(why);
  }
  await expectNothing(place);
});

test('run refuses the same without an engine, waiting and detached', patience, async () => {
  const place = await openPlace();

  for (const detach of [[], ['--detach']]) {
    const { code, values, stderr } = await lulu(
      place,
      ...playing(place),
      '--base',
      'no',
      ...detach,
    );
    expect({ code, values }).toEqual({ code: 2, values: [] });
    expect(stderr).toContain('"no" is not a branch, tag or commit of');
  }
  await expectNothing(place);
});

test('run refuses to work without git, and with one that is too old', patience, async () => {
  const place = await openPlace();
  const programs = place.repository.sibling('programs');
  const env = { PATH: programs };

  const without = await typed(place, playing(place), { env });
  plainGit(place.repository.path, 'init', '--quiet', programs);
  writeFileSync(join(programs, 'git'), '#!/bin/sh\necho git version 2.30.1\n', { mode: 0o755 });
  const old = await typed(place, playing(place), { env });

  expect(without).toEqual({
    code: 2,
    stdout: '',
    stderr: 'lulu: git was not found on PATH. Install git 2.38 or newer.\n',
  });
  expect(old).toEqual({
    code: 2,
    stdout: '',
    stderr: 'lulu: git 2.30.1 is too old: Lulu needs git 2.38 or newer. Update git.\n',
  });
  await expectNothing(place);
});
