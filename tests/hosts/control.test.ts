import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Push } from '../../src/contract/pushes.ts';
import { EngineError } from '../../src/engine/engine.ts';
import { connectControl, type ControlClient } from '../../src/hosts/control/control-client.ts';
import { rotateToken, writeKeys } from '../../src/hosts/serve/serve-keys.ts';
import { chooseSocketPath, readPlace } from '../../src/hosts/control/control-place.ts';
import { startControlServer } from '../../src/hosts/control/control-server.ts';
import { messageEvent, sessionId, viewOf } from '../helpers/fake-engine.ts';
import { startTestHost } from '../helpers/host.ts';
import { quietLog } from '../helpers/quiet-log.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

async function connected(dataDir: string): Promise<ControlClient> {
  const client = await connectControl(dataDir);
  if (client === null) throw new Error('nobody listens');
  onTestFinished(() => {
    client.close();
  });
  return client;
}

async function rawSocket(dataDir: string): Promise<Socket> {
  const socket = connect(readPlace(dataDir)?.path ?? '');
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

describe('the control socket', () => {
  test('is for its user alone, and its place is recorded for its user alone', async () => {
    const { dataDir } = await startTestHost();
    const place = readPlace(dataDir);
    expect(place).toEqual({ path: join(dataDir, 'control.sock'), pid: process.pid });
    expect(statSync(place?.path ?? '').mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'control.json')).mode & 0o777).toBe(0o600);
  });

  test('carries requests, replies and refusals', async () => {
    const { dataDir, engine } = await startTestHost();
    const client = await connected(dataDir);
    engine.answer = (method) => {
      if (method === 'sessions.list') return { rows: [viewOf()] };
      throw new EngineError('rejected', 'It is running already', { field: 'id' });
    };
    expect(await client.request('sessions.list', {})).toEqual({ rows: [viewOf()] });
    await expect(
      client.request('sessions.resume', { id: sessionId, prompt: 'x' }),
    ).rejects.toMatchObject({
      name: 'EngineError',
      kind: 'rejected',
      message: 'It is running already',
      field: 'id',
    });
    expect(await client.request('hello', {})).toMatchObject({ host: 'control', dataDir });
  });

  test('carries a prompt of a megabyte and a reply of many', async () => {
    const { dataDir, engine } = await startTestHost();
    const client = await connected(dataDir);
    const text = 'é'.repeat(4_000_000);
    engine.answer = () => ({ event: messageEvent(1, text) });
    const prompt = 'y'.repeat(1_000_000);
    await client.ask('sessions.send', { id: sessionId, prompt });
    expect(engine.asked[0]?.params).toEqual({ id: sessionId, prompt, now: false });
    expect(await client.request('events.get', { id: sessionId, seq: 1 })).toEqual({
      event: messageEvent(1, text),
    });
  });

  test('pushes what is committed', async () => {
    const { dataDir, engine } = await startTestHost();
    const client = await connected(dataDir);
    engine.answer = () => ({ events: [], first: 0, last: 0 });
    const pushed = new Promise<Push>((resolve) => {
      client.onPush(resolve);
    });
    await client.request('events.watch', { id: sessionId });
    engine.say(messageEvent(1, 'Done.'));
    expect(await pushed).toEqual({
      rows: [viewOf({ lastSeq: 1 })],
      tail: { id: sessionId, last: 1, events: [messageEvent(1, 'Done.')] },
    });
  });

  test('names a reply of another version instead of handing it on', async () => {
    const { dataDir, engine } = await startTestHost();
    const client = await connected(dataDir);
    engine.answer = () => ({ rows: 'none' });
    await expect(client.request('sessions.list', {})).rejects.toMatchObject({ kind: 'internal' });
  });

  test('tells everybody who waits when the engine leaves', async () => {
    const { dataDir, engine, host, released } = await startTestHost();
    const client = await connected(dataDir);
    engine.answer = () => new Promise(() => undefined);
    const waiting = client.request('doctor', {});
    await until('the request has come', () => engine.asked.length === 1);
    const refused = expect(waiting).rejects.toMatchObject({ kind: 'unavailable' });
    await host.close();
    await refused;
    await client.closed;
    await expect(client.request('doctor', {})).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await connectControl(dataDir)).toBeNull();
    expect([engine.stopped, released()]).toEqual([true, true]);
  });

  test('is nobody where no engine ever ran', async () => {
    expect(await connectControl(temporaryFolder())).toBeNull();
  });

  test('takes the place of a socket whose engine was killed', async () => {
    const dataDir = temporaryFolder();
    const path = join(dataDir, 'control.sock');
    const program = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    await once(spawn(process.execPath, ['-e', program, path]), 'exit');
    expect(statSync(path).isSocket()).toBe(true);
    writeFileSync(join(dataDir, 'control.json'), JSON.stringify({ path, pid: 1 }));
    expect(await connectControl(dataDir)).toBeNull();

    await startTestHost({ dataDir });
    const client = await connected(dataDir);
    expect(await client.request('hello', {})).toMatchObject({ dataDir });
  });

  test('does not remove a file that is no socket', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'control.sock'), 'mine');
    const starting = startControlServer({
      ...{ dataDir, log: quietLog() },
      open: () => {
        throw new Error('nobody is to connect');
      },
    });
    await expect(starting).rejects.toThrow('not a socket');
    expect(readFileSync(join(dataDir, 'control.sock'), 'utf8')).toBe('mine');
  });

  test('moves to the runtime directory where the path would be too long, and is found there', () => {
    const folder = temporaryFolder();
    const dataDir = join(folder, 'd'.repeat(120));
    const runtime = join(folder, 'run');
    mkdirSync(dataDir);
    mkdirSync(runtime, { mode: 0o700 });
    expect(chooseSocketPath(dataDir, { XDG_RUNTIME_DIR: runtime })).toMatch(
      /\/run\/lulu-[0-9a-f]{16}\.sock$/u,
    );
  });

  test('moves to a private temporary folder where there is no runtime directory, and removes it', async () => {
    const dataDir = join(temporaryFolder(), 'd'.repeat(120));
    mkdirSync(dataDir);
    const { host } = await startTestHost({ dataDir });
    const path = readPlace(dataDir)?.path ?? '';
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
    if (process.env['XDG_RUNTIME_DIR'] === undefined) {
      expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    }
    expect(await (await connected(dataDir)).request('hello', {})).toMatchObject({ dataDir });
    await host.close();
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('does not use a runtime directory that others can write to', () => {
    const folder = temporaryFolder();
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    const path = chooseSocketPath(join(folder, 'd'.repeat(120)), { XDG_RUNTIME_DIR: '/tmp' });
    expect(path).not.toMatch(/^\/tmp\/lulu-[0-9a-f]{16}\.sock$/u);
  });

  test('answers a line that is no message, and cuts off one without an end', async () => {
    const { dataDir } = await startTestHost();
    const socket = await rawSocket(dataDir);
    socket.write('what?\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(JSON.parse(answer.toString())).toMatchObject({ ok: false, id: 0 });

    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    socket.write('x'.repeat(2 * 1024 * 1024));
    await closed;
  });

  test('counts who is attached, and knows where a browser finds it', async () => {
    const { dataDir, engine } = await startTestHost();
    engine.live = 2;
    const keys = rotateToken(dataDir);
    writeKeys(dataDir, { ...keys, port: 1, pid: process.pid });
    const client = await connected(dataDir);
    const other = await connected(dataDir);
    await other.request('hello', {});
    expect(await client.request('engine.status', {})).toMatchObject({
      ...{ pid: process.pid, live: 2, queued: 0, attached: 2 },
      url: `http://127.0.0.1:1/#token=${keys.token}`,
    });
    writeKeys(dataDir, { ...keys, pid: null });
    expect(await client.request('engine.status', {})).toMatchObject({ url: null });
  });
});
