import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { flushInput } from '../../../src/engine/agents/input-file.ts';
import { posixHost, type Identity } from '../../../src/engine/agents/process-host.ts';
import { processTable } from '../../../src/engine/agents/process-host/this-machine.ts';
import { temporaryFolder } from '../../helpers/repository.ts';
import { until } from '../../helpers/until.ts';
import { endWithTest, fixture, readers, startLiveRun } from './live-run.ts';

const alive = (pid: number): boolean => processTable().read(pid) !== null;

describe('prepareRun', () => {
  test('keeps the folder and its files to their owner', async () => {
    const dir = join(temporaryFolder(), 'run');

    await posixHost.prepareRun(dir);

    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const name of ['in.jsonl', 'out.jsonl', 'err.log']) {
      expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    }
  });
});

describe('startRun', () => {
  test('gives the agent its arguments, environment and folder, and the marker', async () => {
    const args = [
      '-c',
      'pwd; echo "$1|$GREETING|$LULU_RUN"; echo to-stderr >&2',
      'sh',
      'two words',
    ];

    const run = await startLiveRun('/bin/sh', args, { GREETING: 'good day' });
    await posixHost.waitForEnd(run.identity, { deadlineMs: 10_000 });

    expect(run.output()).toBe(`${run.cwd}\ntwo words|good day|${run.runId}\n`);
    expect(run.errors()).toBe('to-stderr\n');
  });

  test('names processes that are there, in a session of their own', async () => {
    const { identity, runId } = await startLiveRun('/bin/cat');

    const { shim, feeder, agent } = identity;
    expect(new Set([shim.pid, feeder.pid, agent.pid]).size).toBe(3);
    expect(processTable().read(agent.pid)).toMatchObject({ ...agent, group: shim.pid });
    expect(readFileSync(`/proc/${String(feeder.pid)}/cmdline`, 'utf8')).toMatch(/^tail\0/);
    expect(identity).toMatchObject({ marker: runId, bootId: processTable().bootId() });
    expect(posixHost.markedProcesses(runId)).toHaveLength(3);
    expect(posixHost.allMarked().get(runId)).toHaveLength(3);
    expect(posixHost.isAlive(identity)).toBe(true);
  });

  test.each([
    ['a program that does not exist', '/no/such/agent', 127, 'not found'],
    ['a folder', '/usr', 126, 'denied'],
  ])('ends with an exit code and a reason for %s', async (_, file, code, words) => {
    const run = await startLiveRun(file);

    expect(await posixHost.waitForEnd(run.identity, { deadlineMs: 10_000 })).toMatchObject({
      code,
    });
    expect(run.errors()).toContain(words);
    await until('the shim has ended too', () => !posixHost.isAlive(run.identity));
  });

  test('ends with an exit code for a script whose interpreter is missing', async () => {
    const script = join(temporaryFolder(), 'agent');
    await writeFile(script, '#!/no/such/interpreter\n', { mode: 0o755 });

    const run = await startLiveRun(script);

    const exit = await posixHost.waitForEnd(run.identity, { deadlineMs: 10_000 });
    expect(exit?.code).toBe(127);
    expect(run.errors()).not.toBe('');
  });

  test.each(['cwd', 'dir'] as const)('refuses to start when %s is gone', async (which) => {
    const folder = temporaryFolder();
    const dir = join(folder, 'run');
    await posixHost.prepareRun(dir);
    const place = { dir, cwd: folder, [which]: join(folder, 'gone') };

    const starting = posixHost.startRun({
      ...place,
      runId: randomUUID(),
      file: '/bin/cat',
      args: [],
      env: {},
    });

    await expect(starting).rejects.toMatchObject({ name: 'AgentError', kind: 'gone' });
  });

  test('says that the system refused arguments that are too long', async () => {
    const starting = startLiveRun('/bin/true', ['x'.repeat(200_000)]);

    await expect(starting).rejects.toMatchObject({ name: 'AgentError', kind: 'spawn' });
  });

  test('refuses a platform it knows nothing of', () => {
    expect(() => processTable('win32')).toThrow(
      expect.objectContaining({ kind: 'unsupported-platform' }),
    );
  });
});

describe('the exit file', () => {
  test.each([
    ['exit 0', { code: 0, signal: null }],
    ['exit 3', { code: 3, signal: null }],
    ['kill -TERM $$', { code: 143, signal: 'SIGTERM' }],
    ['kill -KILL $$', { code: 137, signal: 'SIGKILL' }],
  ])('records %s', async (command, exit) => {
    const { identity, dir } = await startLiveRun('/bin/sh', ['-c', command]);

    expect(await posixHost.waitForEnd(identity, { deadlineMs: 10_000 })).toEqual(exit);
    expect(posixHost.readExit(dir)).toEqual(exit);
    await until('nothing of the run is left', () => !posixHost.isAlive(identity));
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'is written after a %s to the group',
    async (signal) => {
      const { identity } = await startLiveRun('/bin/cat');

      expect(posixHost.signalGroup(identity, signal)).toBe(true);

      const exit = await posixHost.waitForEnd(identity, { deadlineMs: 10_000 });
      expect(exit?.signal).toBe(signal);
    },
  );

  test('is not waited for where the shim was killed', async () => {
    const { identity } = await startLiveRun('/bin/cat');
    process.kill(identity.shim.pid, 'SIGKILL');
    await until('the shim has ended', () => !alive(identity.shim.pid));
    expect(posixHost.isAlive(identity)).toBe(true);

    const waiting = posixHost.waitForEnd(identity, { deadlineMs: 10_000 });
    process.kill(identity.agent.pid, 'SIGKILL');

    expect(await waiting).toEqual({ code: null, signal: null });
  });

  test('is waited for no longer than asked', async () => {
    const { identity, dir } = await startLiveRun('/bin/cat');

    expect(await posixHost.waitForEnd(identity, { deadlineMs: 1 })).toBeNull();
    expect(await posixHost.waitForEnd(dir, { signal: AbortSignal.abort() })).toBeNull();
    expect(posixHost.readExit(dir)).toBeNull();
  });
});

describe('endInput', () => {
  test('is an end of file for the agent', async () => {
    const run = await startLiveRun('/bin/cat');
    await flushInput(run.dir, [{ offset: 0, line: 'hello' }]);
    await until('the line came back', () => run.output() === 'hello\n');

    expect(posixHost.endInput(run.identity)).toBe(true);

    const exit = await posixHost.waitForEnd(run.identity, { deadlineMs: 10_000 });
    expect(exit).toEqual({ code: 0, signal: null });
    await until('the feeder has ended', () => !posixHost.endInput(run.identity));
  });
});

describe('an agent', () => {
  test('outlives its starter, and answers the next one', async () => {
    const cwd = temporaryFolder();
    const [dir, runId] = [join(cwd, 'run'), randomUUID()];
    endWithTest(runId);
    const starter = spawn(process.execPath, [fixture('starter.ts'), dir, runId, cwd], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(starter.stdout, 'data')) as [Buffer];
    const identity = JSON.parse(said.toString()) as Identity;

    const ended = once(starter, 'exit');
    starter.kill('SIGKILL');
    await ended;

    expect(posixHost.isAlive(identity)).toBe(true);
    await flushInput(dir, [{ offset: 0, line: 'still there?' }]);
    await until('it answered', () => readers(dir).output() === 'still there?\n');
    posixHost.endInput(identity);
    const exit = await posixHost.waitForEnd(identity, { deadlineMs: 10_000 });
    expect(exit).toEqual({ code: 0, signal: null });
  });

  test('is not taken for alive after another boot', async () => {
    const { identity } = await startLiveRun('/bin/cat');

    expect(posixHost.isAlive({ ...identity, bootId: 'another' })).toBe(false);
    expect(posixHost.signalGroup({ ...identity, bootId: 'another' }, 'SIGTERM')).toBe(false);
  });

  test('is not kept alive by its feeder alone', async () => {
    const { identity } = await startLiveRun('/bin/cat');
    process.kill(identity.feeder.pid, 'SIGSTOP');
    process.kill(identity.shim.pid, 'SIGKILL');
    process.kill(identity.agent.pid, 'SIGKILL');
    await until('shim and agent have ended', () => {
      return !alive(identity.shim.pid) && !alive(identity.agent.pid);
    });

    expect(alive(identity.feeder.pid)).toBe(true);
    expect(posixHost.isAlive(identity)).toBe(false);
    expect(await posixHost.sweep(identity.marker, 'SIGKILL')).toEqual([]);
  });
});

describe('sweep', () => {
  test('reaches what left the group, the session and its parent', async () => {
    const run = await startLiveRun(fixture('hide.sh'));
    await until('everything hides', () => {
      // Shim, feeder, agent, its cat, and three that sleep.
      return run.output() === 'hidden\n' && posixHost.markedProcesses(run.runId).length === 7;
    });
    posixHost.signalGroup(run.identity, 'SIGKILL');
    await posixHost.waitForEnd(run.identity, { deadlineMs: 10_000 });
    expect(posixHost.isAlive(run.identity)).toBe(true);

    expect(await posixHost.sweep(run.runId, 'SIGKILL')).toEqual([]);

    expect(posixHost.isAlive(run.identity)).toBe(false);
    expect(posixHost.markedProcesses(run.runId)).toEqual([]);
  });

  test('catches what is started while it sweeps', async () => {
    const run = await startLiveRun(fixture('fork-on-term.sh'));
    await until('it is ready', () => run.output() === 'ready\n');

    expect(await posixHost.sweep(run.runId, 'SIGTERM')).toEqual([]);
  });

  test('leaves the shim the time to record the exit', async () => {
    const run = await startLiveRun('/bin/cat');

    const left = await posixHost.sweep(run.runId, 'SIGKILL', { shim: run.identity.shim });

    expect(left).toEqual([]);
    expect(posixHost.readExit(run.dir)).toEqual({ code: 137, signal: 'SIGKILL' });
  });

  test('names what does not end', async () => {
    const run = await startLiveRun('/bin/sh', ['-c', 'trap "" TERM; echo ready; exec sleep 600']);
    await until('it is ready', () => run.output() === 'ready\n');

    const left = await posixHost.sweep(run.runId, 'SIGTERM', { deadlineMs: 100 });

    expect(left).toContainEqual(expect.objectContaining(run.identity.agent));
  });

  test('does not touch another run', async () => {
    const [one, other] = [await startLiveRun('/bin/cat'), await startLiveRun('/bin/cat')];

    await posixHost.sweep(one.runId, 'SIGKILL');

    expect(posixHost.isAlive(other.identity)).toBe(true);
  });
});

describe('a process with another start time', () => {
  test('is never signalled and never counts as alive', async () => {
    const stranger = spawn('/bin/sleep', ['600'], { detached: true });
    onTestFinished(() => {
      stranger.kill('SIGKILL');
    });
    await once(stranger, 'spawn');
    const who = { pid: stranger.pid ?? 0, startedAt: '1' };
    const identity: Identity = {
      shim: who,
      feeder: who,
      agent: who,
      bootId: processTable().bootId(),
      marker: randomUUID(),
      dir: temporaryFolder(),
    };

    expect(posixHost.isAlive(identity)).toBe(false);
    expect(posixHost.endInput(identity)).toBe(false);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      expect(posixHost.signalGroup(identity, signal)).toBe(false);
    }
    const exit = await posixHost.waitForEnd(identity, { deadlineMs: 10_000 });
    expect(exit).toEqual({ code: null, signal: null });
    expect(alive(who.pid)).toBe(true);
  });
});

test('a run whose folder was removed is still found and ended', async () => {
  const run = await startLiveRun('/bin/cat');
  await rm(run.dir, { recursive: true });

  expect(posixHost.isAlive(run.identity)).toBe(true);
  await posixHost.sweep(run.runId, 'SIGKILL');
  expect(posixHost.isAlive(run.identity)).toBe(false);
});
