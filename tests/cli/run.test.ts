import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  finalRow,
  history,
  lulu,
  payloads,
  startLulu,
  type Outcome,
} from '../helpers/lulu-command.ts';
import { processesWith } from '../helpers/processes.ts';
import { createRepository, plainGit } from '../helpers/repository.ts';
import { openPlace, playing, script, startEngine, typed, type CliPlace } from './place.ts';

const patience = { timeout: 60_000 };

/** Exactly the documented row: other programs read it. */
const rowKeys = [
  ...['activeRunId', 'agent', 'base', 'costUsd', 'createdAt', 'failureReason', 'id'],
  ...['lastActivityAt', 'lastResumeAt', 'model', 'name', 'queued', 'recoveryHint', 'repo'],
  ...['restored', 'resumeCount', 'status', 'tokens', 'waitingFor', 'worktree'],
];

const play = (place: CliPlace, ...steps: object[]): Promise<Outcome> =>
  lulu(place, ...playing(place, ...steps));

describe('lulu run', patience, () => {
  test('prints the id once it is stored and the documented row at the end', async () => {
    const place = await openPlace();

    const { code, values, stderr } = await play(place, { say: 'Done.' });

    const row = finalRow({ code, values, stderr });
    expect({ code, stderr, values: values.length }).toEqual({ code: 0, stderr: '', values: 2 });
    expect(values[0]).toEqual({ id: row.id });
    expect(Object.keys(values[1] as object).sort()).toEqual(rowKeys);
    expect(row).toMatchObject({ status: 'Completed', agent: 'demo', failureReason: null });
    expect(row.base).toEqual({ ref: 'main', commit: place.repository.git('rev-parse', 'HEAD') });
    expect(row.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('ends with 1 when the session failed, and says why', async () => {
    const place = await openPlace();

    const failed = await play(place, { result: { error: 'I give up' } });
    const crashed = await play(place, { crash: { signal: 'SIGKILL' } });

    expect([failed.code, crashed.code]).toEqual([1, 1]);
    expect(finalRow(failed)).toMatchObject({ status: 'Failed', failureReason: 'I give up' });
    expect(finalRow(crashed).failureReason).toMatch(/SIGKILL|killed/);
  });

  test('ends with 130 when the session was interrupted', async () => {
    const place = await openPlace();
    const run = startLulu(place, ...playing(place, { say: 'Here.' }, { hang: true }));
    const id = await run.sessionId();

    const interrupted = await lulu(place, 'interrupt', id);

    expect(interrupted).toMatchObject({ code: 0, values: [{ id, status: 'Interrupted' }] });
    const outcome = await run.done;
    expect({ code: outcome.code, status: finalRow(outcome).status }).toEqual({
      code: 130,
      status: 'Interrupted',
    });
  });

  test('says once that it waits for the user, with commands that answer', async () => {
    const place = await openPlace();
    const ask = { ask: { tool: 'Bash', input: { command: 'make' } } };
    const run = startLulu(place, ...playing(place, ask, { say: 'Went on.' }));
    const id = await run.sessionId();

    const [command = ''] = /lulu approve .*?(?= {3}or)/u.exec(
      await run.prints('stderr', /lulu approve .*\n/),
    ) ?? [''];
    const [, ...approve] = command.split(' ');
    expect(approve.slice(0, 2)).toEqual(['approve', id]);
    expect(approve.slice(-2)).toEqual(['--data-dir', place.dataDir]);
    expect((await typed(place, approve)).code).toBe(0);

    const { code, stderr } = await run.done;
    expect(code).toBe(0);
    expect(stderr.match(/Waiting for you/g)).toHaveLength(1);
  });

  test('returns at once with --detach, and a background engine goes on', async () => {
    const place = await openPlace();

    const { code, values } = await lulu(place, ...playing(place, { say: 'Done.' }), '--detach');

    const { id } = values[0] as { id: string };
    expect({ code, values }).toEqual({ code: 0, values: [{ id }] });
    const follower = await lulu(place, 'history', id, '--follow');
    expect(JSON.stringify(follower.values)).toContain('"to":"Completed"');
  });
});

describe('a prompt', patience, () => {
  test('reaches the agent as it was typed', async () => {
    const place = await openPlace();
    await startEngine(place);

    for (const beginning of ['-x', '--help', '/compact now', '~', '$(touch x) `touch y` %s \\n']) {
      const text = `${beginning}\n${script({ say: 'Read.' })}`;
      const outcome = await lulu(place, ...[...playing(place).slice(0, -1), text]);
      const events = await history(place, finalRow(outcome).id);
      expect(payloads(events, 'prompt')).toEqual([{ text }]);
      expect(payloads(events, 'message')).toEqual([{ text: 'Read.' }]);
    }
  });

  test('of a megabyte comes from standard input, whole', async () => {
    const place = await openPlace();
    const text = `${'Ünïcode 日本 😀 '.repeat(50_000)}\n${script({ say: 'Read.' })}`;
    expect(Buffer.byteLength(text)).toBeGreaterThan(1_000_000);
    const args = [...playing(place).slice(0, -2), '--prompt-file', '-', '--json'];

    const { code, stdout } = await typed(place, args, { input: text });

    const { id } = JSON.parse(stdout.split('\n')[0] ?? '') as { id: string };
    expect(code).toBe(0);
    expect(payloads(await history(place, id), 'prompt')).toEqual([{ text }]);
  });
});

describe('--env', patience, () => {
  const secret = 'v4lue-that-stays-in-one-file';
  const hash = createHash('sha256').update(secret).digest('hex');
  const reveal = { bash: 'printf %s "$TOKEN" | sha256sum' };

  test('reaches every run of the session, and no file but its own', async () => {
    const place = await openPlace();
    const options = ['--permission-mode', 'bypassPermissions', '--env', `TOKEN=${secret}`];

    const first = await lulu(place, ...playing(place, reveal), ...options);
    const { id } = finalRow(first);
    await lulu(place, 'resume', id, '--prompt', script(reveal));

    const results = payloads(await history(place, id), 'tool_result');
    expect(results.map(({ content }) => JSON.stringify(content).includes(hash))).toEqual([
      true,
      true,
    ]);
    const holding = filesWith(place.dataDir, secret);
    expect(holding).toEqual([join(place.dataDir, 'sessions', id, 'environment.json')]);
    expect(statSync(holding[0] ?? '').mode & 0o777).toBe(0o600);
    const exports = ['jsonl', 'md'].map((format) =>
      typed(place, ['export', id, '--format', format]),
    );
    for (const { stdout } of await Promise.all(exports)) expect(stdout).not.toContain(secret);
  });

  test('copies from the caller what has no value', async () => {
    const place = await openPlace();
    await startEngine(place);
    const args = [...playing(place, reveal), '--permission-mode', 'bypassPermissions'];
    const run = [...args, '--env', 'TOKEN', '--json'];

    const { stdout } = await typed(place, run, { env: { TOKEN: secret } });

    const { id } = JSON.parse(stdout.split('\n')[0] ?? '') as { id: string };
    expect(JSON.stringify(await history(place, id))).toContain(hash);
  });

  test('does not hand on the marks of an agent that runs Lulu', async () => {
    const place = await openPlace();
    const marks = [
      ...['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SESSION_ID', 'CLAUDE_PID'],
      ...['CLAUDE_CODE_CHILD_SESSION', 'CLAUDE_CODE_MESSAGING_SOCKET', 'AI_AGENT'],
    ];
    const env = Object.fromEntries([...marks, 'ANTHROPIC_API_KEY'].map((name) => [name, 'outer']));
    const run = startLulu(
      { ...place, env: { ...place.env, ...env } },
      ...playing(place, { say: 'Here.' }, { hang: true }),
    );
    const id = await run.sessionId();
    await run.prints('stdout', /\n/);
    const follower = startLulu(place, 'history', id, '--follow');
    await follower.prints('stdout', /"Here\."/);

    const pids = await processesWith(place.mark, 'LULU_RUN=');
    const outer = await processesWith(place.mark, 'LULU_RUN=', 'ANTHROPIC_API_KEY=outer');
    const marked = await Promise.all(
      marks.map((name) => processesWith(place.mark, 'LULU_RUN=', `${name}=outer`)),
    );

    expect(pids.length).toBeGreaterThan(1);
    expect(outer).toEqual(pids);
    expect(marked.flat()).toEqual([]);
  });
});

describe('a repository', patience, () => {
  test('may have spaces, newlines and any letters in its path', async () => {
    const place = await openPlace();
    const repository = createRepository('two words\nünïcode 日本 "quoted" $HOME');
    repository.commit('README.md', 'hello');
    await startEngine(place);
    const steps = [{ write: { path: 'new.txt', content: 'written' } }];

    const outcome = await lulu({ ...place }, ...playing({ ...place, repository }, ...steps));

    const { status, repo, worktree } = finalRow(outcome);
    expect({ status, repo }).toEqual({ status: 'Completed', repo: repository.path });
    expect(readFileSync(join(worktree, 'new.txt'), 'utf8')).toBe('written');
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  test('is found from a folder inside it, from a linked worktree, and from where one stands', async () => {
    const place = await openPlace();
    const { repository } = place;
    const inside = join(repository.path, 'some', 'folder');
    mkdirSync(inside, { recursive: true });
    const linked = repository.sibling('linked');
    plainGit(repository.path, 'worktree', 'add', '--quiet', '--detach', linked);
    await startEngine(place);
    const rest = playing(place, { say: 'Here.' }).slice(3);

    const outcomes = [
      await lulu(place, 'run', '--repo', inside, ...rest),
      await lulu(place, 'run', '--repo', linked, ...rest),
    ];
    const standing = await typed(place, ['run', ...rest, '--json'], { cwd: inside });

    expect(outcomes.map((outcome) => finalRow(outcome).repo)).toEqual([
      repository.path,
      repository.path,
    ]);
    expect(JSON.parse(standing.stdout.split('\n')[1] ?? '')).toMatchObject({
      repo: repository.path,
    });
  });

  test('is worked on from a branch, a tag or a commit', async () => {
    const place = await openPlace();
    const { repository } = place;
    const first = repository.git('rev-parse', 'HEAD');
    repository.git('tag', 'v1');
    repository.git('branch', 'old');
    repository.commit('later.txt', 'later');
    await startEngine(place);

    for (const base of ['v1', 'old', first]) {
      const outcome = await lulu(place, ...playing(place, { say: 'Here.' }), '--base', base);
      const row = finalRow(outcome);
      expect(row.base).toEqual({ ref: base, commit: first });
      expect(existsSync(join(row.worktree, 'later.txt'))).toBe(false);
    }
  });

  test('that cannot hold a worktree fails its session with the reason, and stays as it is', async () => {
    const place = await openPlace();
    const { repository } = place;
    repository.write('.lulu', 'a file of the user');

    const outcome = await play(place, { say: 'Never said.' });

    expect(outcome.code).toBe(1);
    expect(finalRow(outcome).failureReason).toMatch(
      /\.lulu\/worktrees cannot be made: a file is in its way/,
    );
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(readFileSync(join(repository.path, '.lulu'), 'utf8')).toBe('a file of the user');
    expect(await processesWith(place.mark, 'LULU_RUN=')).toEqual([]);
  });
});

describe("an agent's program", patience, () => {
  const run = (place: CliPlace, ...more: string[]): Promise<Outcome> =>
    lulu(place, 'run', '--repo', place.repository.path, '--prompt', 'Hello', ...more);

  test('that is not there fails the session, says where it was looked for, and leaves no worktree', async () => {
    const place = await openPlace();
    const path = `${place.repository.sibling('home')}/bin:/usr/bin:/bin`;

    const outcome = await run({ ...place, env: { ...place.env, PATH: path } });

    expect(outcome.code).toBe(1);
    const { failureReason } = finalRow(outcome);
    expect(failureReason).toContain('Claude Code was not found. Looked for "claude" in: ');
    expect(failureReason).toContain('--agent-bin');
    expect(failureReason).toContain('--agent demo');
    expect(existsSync(join(place.repository.path, '.lulu', 'worktrees'))).toBe(false);
  });

  test.each([
    ['does not exist', null, 'does not exist'],
    ['may not be executed', { text: 'hello', mode: 0o644 }, 'is not executable'],
    ['is a script of nothing', { text: '#!/no/such/program\n', mode: 0o755 }, 'not found'],
    [
      'fails in silence',
      { text: '#!/bin/sh\nexit 3\n', mode: 0o755 },
      'exited with code 3. It never',
    ],
    ['knows nothing we say', { text: '#!/bin/sh\necho usage >&2; exit 1\n', mode: 0o755 }, 'usage'],
    [
      'prints garbage',
      { text: '#!/bin/sh\nhead -c 3000 /dev/urandom; echo; echo {}\n', mode: 0o755 },
      'without finishing its turn',
    ],
  ])('that %s fails the session and says so', async (_, file, why) => {
    const place = await openPlace();
    const program = place.repository.sibling('agent');
    if (file !== null) writeFileSync(program, file.text, { mode: file.mode });

    const outcome = await run(place, '--agent-bin', program);

    expect({ code: outcome.code, status: finalRow(outcome).status }).toEqual({
      code: 1,
      status: 'Failed',
    });
    expect(finalRow(outcome).failureReason).toContain(why);
    expect(finalRow(outcome).failureReason).toContain('--agent-bin');
    expect(await processesWith(place.mark, 'LULU_RUN=')).toEqual([]);
  });

  test('that hangs in silence can be interrupted', async () => {
    const place = await openPlace();
    const program = place.repository.sibling('agent');
    writeFileSync(program, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
    const started = startLulu(
      place,
      ...['run', '--repo', place.repository.path, '--prompt', 'Hello', '--agent-bin', program],
    );
    const id = await started.sessionId();

    const { code } = await lulu(place, 'interrupt', id);

    expect([code, (await started.done).code]).toEqual([0, 130]);
    expect(await processesWith(place.mark, 'LULU_RUN=')).toEqual([]);
  });
});

/** Files below `folder` whose bytes hold `text`. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}
