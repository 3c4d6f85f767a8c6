/** Who the engine is: the lock, taking over, leaving, and what is left when it is killed. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { SessionEvent } from '../../src/contract/events.ts';
import {
  finalRow,
  history,
  lulu,
  payloads,
  startLulu,
  type LuluCommand,
  type Outcome,
} from '../helpers/lulu-command.ts';
import { processesWith } from '../helpers/processes.ts';
import { until } from '../helpers/until.ts';
import { openPlace, playing, script, startEngine, typed, type CliPlace } from './place.ts';

const patience = { timeout: 60_000 };

/** A session that goes on until somebody writes `go` into its worktree. */
const held = (...after: object[]): object[] => [
  { say: 'Waiting.' },
  { bash: 'while [ ! -e go ]; do sleep 0.05; done' },
  ...after,
];
const bypass = ['--permission-mode', 'bypassPermissions'];

function letGo(place: CliPlace, id: string): void {
  writeFileSync(join(place.repository.path, '.lulu', 'worktrees', id, 'go'), '');
}

/** Waits until the session's first message is in the database. */
async function saysWaiting(place: CliPlace, id: string): Promise<void> {
  await startLulu(place, 'history', id, '--follow').prints('stdout', /"Waiting\."/);
}

/** The status that the last status event among printed events led to. */
function lastStatus(values: readonly unknown[]): string | undefined {
  return payloads(v.parse(v.array(SessionEvent), values), 'status').at(-1)?.to;
}

const dense = (events: readonly { readonly seq: number }[]): void => {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
};

const sigkill = async ({ process, done }: LuluCommand): Promise<void> => {
  process.kill('SIGKILL');
  await done;
};

describe('one engine', patience, () => {
  test('comes of five runs that start at once where nothing was', async () => {
    const place = await openPlace();

    const outcomes = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => lulu(place, ...playing(place, { say: `I am ${String(n)}` }))),
    );

    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    const [rows] = (await lulu(place, 'ls')).values as [{ id: string; createdAt: string }[]];
    expect(rows.map(({ id }) => id).sort()).toEqual(
      outcomes.map((outcome) => finalRow(outcome).id).sort(),
    );
    const times = rows.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().reverse());
    for (const outcome of outcomes) dense(await history(place, finalRow(outcome).id));
  });

  test('goes over to a run that waits when the one that was it has ended', async () => {
    const place = await openPlace();
    const first = startLulu(place, ...playing(place, ...held()), ...bypass);
    const firstId = await first.sessionId();
    const second = startLulu(place, ...playing(place, ...held({ say: 'Still here.' })), ...bypass);
    const secondId = await second.sessionId();
    await saysWaiting(place, secondId);

    letGo(place, firstId);
    const { code } = await first.done;
    letGo(place, secondId);

    const outcome = await second.done;
    expect([code, outcome.code]).toEqual([0, 0]);
    const events = await history(place, secondId);
    dense(events);
    expect(payloads(events, 'message')).toEqual([{ text: 'Waiting.' }, { text: 'Still here.' }]);
  });

  test('goes on in the background when a run ends and others are still at work', async () => {
    const place = await openPlace();
    const first = startLulu(place, ...playing(place, ...held()), ...bypass);
    const firstId = await first.sessionId();
    const detached = await lulu(
      place,
      ...[...playing(place, ...held({ say: 'Still here.' })), ...bypass, '--detach'],
    );
    const { id } = detached.values[0] as { id: string };
    await saysWaiting(place, id);

    letGo(place, firstId);
    await first.done;
    const follower = startLulu(place, 'history', id, '--follow');
    letGo(place, id);

    expect(lastStatus((await follower.done).values)).toBe('Completed');
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'lets its run go on %s, says how to follow it, and that works',
    async (signal) => {
      const place = await openPlace();
      const run = startLulu(place, ...playing(place, ...held({ say: 'Went on.' })), ...bypass);
      const id = await run.sessionId();
      await saysWaiting(place, id);

      run.process.kill(signal);

      const { code, values, stderr } = await run.done;
      expect({ code, values }).toEqual({ code: 130, values: [{ id }] });
      const [, ...follow] = /lulu history .*/.exec(stderr)?.[0].split(' ') ?? [];
      expect(follow).toEqual(['history', id, '--follow', '--data-dir', place.dataDir]);
      const following = typed(place, [...follow, '--json']);
      letGo(place, id);
      expect((await following).stdout).toContain('"Went on."');
      dense(await history(place, id));
    },
  );

  test.each([
    ['run', 130],
    ['serve', 0],
  ] as const)(
    'finishes what it has in hand though it is told to leave twice: %s',
    async (command, expected) => {
      const place = await openPlace();
      // Its end takes seconds, so what follows is well within them.
      const stubborn = playing(
        place,
        { 'ignore-signals': true },
        { say: 'Waiting.' },
        { hang: 'deaf' },
      );
      const engine = command === 'run' ? startLulu(place, ...stubborn) : await startEngine(place);
      const id =
        command === 'run'
          ? await engine.sessionId()
          : idIn(await lulu(place, ...stubborn, '--detach'));
      await saysWaiting(place, id);
      const removing = lulu(place, 'rm', id);
      await until('it is being ended', async () =>
        JSON.stringify(await history(place, id)).includes('Interrupt requested'),
      );

      engine.process.kill('SIGINT');
      if (command === 'run') await engine.prints('stderr', /Detached/);
      else await until('the page is served no more', () => servedBy(place) === null);
      engine.process.kill('SIGINT');

      expect((await removing).code).toBe(0);
      expect((await engine.done).code).toBe(expected);
    },
  );

  test('leaves when it is told to before its agent has started, and nothing is lost', async () => {
    const place = await openPlace();
    const run = startLulu(place, ...playing(place, { say: 'Done.' }));
    const id = await run.sessionId();

    run.process.kill('SIGINT');

    expect((await run.done).code).toBe(130);
    const follower = await lulu(place, 'history', id, '--follow');
    expect(payloads(await history(place, id), 'message')).toEqual([{ text: 'Done.' }]);
    expect(lastStatus(follower.values)).toBe('Completed');
  });

  test.each([[[]], [['--detach']]])(
    'that dies with a request stored and not answered has begun it, once: run %j',
    async (detach) => {
      const place = await openPlace();
      const mortal = { ...place, env: { ...place.env, LULU_FAILPOINT: 'run-accepted' } };
      const engine = await startEngine(mortal);

      const { code, values, stderr } = await lulu(
        place,
        ...[...playing(place, { say: 'Once.' }), ...detach],
      );

      expect((await engine.done).code).toBeNull();
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { id } = values[0] as { id: string };
      await lulu(place, 'history', id, '--follow');
      expect((await lulu(place, 'ls')).values).toMatchObject([[{ id, status: 'Completed' }]]);
      expect(payloads(await history(place, id), 'message')).toEqual([{ text: 'Once.' }]);
    },
  );

  test('that dies before it has read a request is followed by one that is asked', async () => {
    const place = await openPlace();
    const engine = await startEngine(place);
    engine.process.kill('SIGSTOP');
    const run = startLulu(place, ...playing(place, { say: 'Once.' }));
    // Its two streams, the engine that it found, and its own line to it.
    const sockets = (): number => openSockets(run.process.pid ?? 0);
    await until('the run has asked', () => sockets() >= 4);

    await sigkill(engine);

    const outcome = await run.done;
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect((await lulu(place, 'ls')).values).toMatchObject([[{ id: finalRow(outcome).id }]]);
  });

  test('that dies with a resume stored and not answered has begun it, once', async () => {
    const place = await openPlace();
    const { id } = finalRow(await lulu(place, ...playing(place, { say: 'First.' })));
    await startEngine({ ...place, env: { ...place.env, LULU_FAILPOINT: 'run-accepted' } });

    const resumed = await lulu(place, 'resume', id, '--prompt', script({ say: 'Again.' }));

    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(finalRow(resumed)).toMatchObject({ id, resumeCount: 1, status: 'Completed' });
  });

  test('that was killed leaves rows that can be read, and is followed by the next', async () => {
    const place = await openPlace();
    const run = startLulu(place, ...playing(place, ...held({ say: 'Unwatched.' })), ...bypass);
    const id = await run.sessionId();
    await saysWaiting(place, id);

    await sigkill(run);
    const follower = startLulu(place, 'history', id, '--follow');
    await follower.prints('stdout', /"Waiting\."/);
    expect((await lulu(place, 'ls')).values).toMatchObject([[{ id, status: 'Running' }]]);
    letGo(place, id);
    const sent = await lulu(place, 'send', id, '--prompt', script({ say: 'Answered.' }));

    expect(sent.code).toBe(0);
    await until('the follow-up was answered', async () =>
      payloads(await history(place, id), 'message').some(({ text }) => text === 'Answered.'),
    );
    const events = await history(place, id);
    dense(events);
    expect(payloads(events, 'message').map(({ text }) => text)).toEqual([
      ...['Waiting.', 'Unwatched.', 'Answered.'],
    ]);
    expect((await follower.done).code).toBe(0);
    expect(follower.stdout).toContain('"Unwatched."');
  });

  test('is told prompts of megabytes, and refuses what is no text', async () => {
    const place = await openPlace();
    await startEngine(place);
    const file = place.repository.sibling('prompt');
    writeFileSync(file, `${'x'.repeat(3_000_000)}\n${script({ say: 'Read.' })}`);
    const { code } = await lulu(place, ...playing(place).slice(0, -2), '--prompt-file', file);
    const half = await askRaw(
      place,
      `{"repo":${JSON.stringify(place.repository.path)},"prompt":"half \\ud83d of a pair"}`,
    );

    expect(code).toBe(0);
    expect(half).toMatchObject({ ok: false, error: { kind: 'bad-request', field: 'prompt' } });
    expect((await lulu(place, 'ls')).values).toMatchObject([{ length: 1 }]);
  });
});

describe('lulu serve', patience, () => {
  interface Address {
    readonly url: string;
    readonly port: number;
    readonly pid: number;
  }
  const addressOf = async (server: LuluCommand): Promise<Address> =>
    JSON.parse(await server.prints('stdout', /^.*\n/)) as Address;

  test('a second one says the same address, and takes over when the first is killed', async () => {
    const place = await openPlace();
    const first = startLulu(place, 'serve', '--port', '0');
    const address = await addressOf(first);
    const second = startLulu(place, 'serve');
    expect(await addressOf(second)).toEqual(address);
    expect(address).toEqual({
      url: `http://127.0.0.1:${String(address.port)}/${new URL(address.url).hash}`,
      port: address.port,
      pid: first.process.pid,
    });

    await sigkill(first);

    const answer = async (): Promise<boolean> =>
      (await fetch(address.url).catch(() => null))?.ok === true;
    await until('the address answers again', answer);
    second.process.kill('SIGTERM');
    expect((await second.done).code).toBe(0);
    expect(second.stdout.trim().split('\n')).toHaveLength(1);
  });

  test('is at one address, whoever the engine is and however many are started at once', async () => {
    const place = await openPlace();
    const { values } = await lulu(place, ...playing(place, { hang: true }), '--detach');
    const { id } = values[0] as { id: string };

    const servers = [1, 2, 3].map(() => startLulu(place, 'serve'));
    const addresses = await Promise.all(servers.map(addressOf));

    const [first] = addresses;
    expect(addresses).toEqual([first, first, first]);
    expect(servers.map((server) => server.process.pid)).not.toContain(first?.pid);
    expect((await fetch(first?.url ?? '')).ok).toBe(true);
    const ended = servers.map(async ({ process, done }) => {
      process.kill('SIGTERM');
      return (await done).code;
    });
    expect(await Promise.all(ended)).toEqual([0, 0, 0]);
    expect((await lulu(place, 'interrupt', id)).code).toBe(0);
  });

  test('goes on at its address when the one that served leaves and the engine stays', async () => {
    const place = await openPlace();
    await lulu(place, ...playing(place, { hang: true }), '--detach');
    const first = startLulu(place, 'serve');
    const { url } = await addressOf(first);
    const second = startLulu(place, 'serve');
    expect((await addressOf(second)).url).toBe(url);

    first.process.kill('SIGTERM');
    await first.done;

    const answer = async (): Promise<boolean> => (await fetch(url).catch(() => null))?.ok === true;
    await until('the address answers again', answer);
  });

  test('a token asked for while it is served counts at once, at the same place', async () => {
    const place = await openPlace();
    const { url, port } = await addressOf(startLulu(place, 'serve', '--port', '0'));

    const fresh = await addressOf(startLulu(place, 'serve', '--new-token'));

    const admits = async (address: string): Promise<number> => {
      const { origin, hash } = new URL(address);
      const body = JSON.stringify({ token: hash.replace('#token=', '') });
      return (await fetch(`${origin}/session`, { method: 'POST', headers: { origin }, body }))
        .status;
    };
    expect(fresh.port).toBe(port);
    expect([await admits(url), await admits(fresh.url)]).toEqual([403, 204]);
  });

  test('refuses a port that is none', async () => {
    const place = await openPlace();
    expect(await typed(place, ['serve', '--port', '70000'])).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: 'lulu: --port is at most 65535, not 70000.\n',
    });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('lets agents go on %s', async (signal) => {
    const place = await openPlace();
    const server = startLulu(place, 'serve', '--port', '0');
    await addressOf(server);
    const { values } = await lulu(
      place,
      ...[...playing(place, ...held({ say: 'Went on.' })), ...bypass, '--detach'],
    );
    const { id } = values[0] as { id: string };
    await saysWaiting(place, id);

    server.process.kill(signal);

    expect((await server.done).code).toBe(0);
    letGo(place, id);
    await lulu(place, 'rename', id, 'Adopted');
    const { values: events } = await lulu(place, 'history', id, '--follow');
    expect(lastStatus(events)).toBe('Completed');
  });

  test('keeps its address over a restart, and gives another when asked', async () => {
    const place = await openPlace();
    const addresses: Address[] = [];
    for (const options of [['--port', '0'], [], ['--new-token']]) {
      const server = startLulu(place, 'serve', ...options);
      addresses.push(await addressOf(server));
      server.process.kill('SIGINT');
      await server.done;
    }

    const [first, again, fresh] = addresses.map(({ url }) => url);
    expect(again).toBe(first);
    expect(fresh).not.toBe(first);
    expect(addresses[2]?.port).toBe(addresses[0]?.port);
  });
});

describe('a data directory', patience, () => {
  test('is private, and so is the socket in it', async () => {
    const place = await openPlace();
    const server = startLulu(place, 'serve', '--port', '0');
    await server.prints('stdout', /"pid"/);

    const mode = (...path: string[]): number => statSync(join(place.dataDir, ...path)).mode & 0o777;
    expect(mode()).toBe(0o700);
    expect(mode('control.sock')).toBe(0o600);
    for (const file of ['lulu.sqlite', 'engine.lock', 'serve.lock', 'serve.json', 'engine.log']) {
      expect([file, mode(file)]).toEqual([file, 0o600]);
    }
  });

  test('with a path too long for a socket has it elsewhere', async () => {
    const place = await openPlace({ dataDir: 'd'.repeat(120) });

    const { code, values } = await lulu(
      place,
      ...[...playing(place, { say: 'Done.' }), '--detach'],
    );

    const { id } = values[0] as { id: string };
    const record = JSON.parse(readFileSync(join(place.dataDir, 'control.json'), 'utf8')) as {
      path: string;
    };
    expect(code).toBe(0);
    expect(record.path.startsWith(place.dataDir)).toBe(false);
    expect(statSync(record.path).mode & 0o777).toBe(0o600);
    expect((await lulu(place, 'rename', id, 'Found')).values).toMatchObject([{ name: 'Found' }]);
  });

  test.each([['ls'], ['run'], ['serve'], ['doctor']])(
    'that is a file is refused by %s with what to do',
    async (command) => {
      const place = await openPlace();
      writeFileSync(place.dataDir, '');

      const { code, values, stderr } = await lulu(place, command, ...promptFor(command));

      expect({ code, values }).toEqual({ code: 2, values: [] });
      expect(stderr).toMatch(/The data directory .* cannot be written .* --data-dir/);
    },
  );

  test.each<[string, (place: CliPlace) => string, string]>([
    ['a damaged database', damage, 'is not a database. It was not changed. Move it away'],
    ['a database of a newer Lulu', fromTheFuture, 'was written by a newer Lulu (format 9999'],
    ['a lock that is none', spoilLock, 'cannot be used as a lock'],
  ])('with %s is refused and left as it is', async (_, spoil, why) => {
    const place = await openPlace();
    const path = spoil(place);
    const before = readFileSync(path);

    for (const more of [[], ['--detach']]) {
      const run = await lulu(place, ...playing(place, { say: 'Never said.' }), ...more);
      expect({ code: run.code, values: run.values }).toEqual({ code: 2, values: [] });
      expect(run.stderr).toContain(why);
      expect(run.stderr).toMatch(/^lulu: [^\n]+[.]\n$/);
    }

    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(join(place.repository.path, '.lulu'))).toBe(false);
    expect(await processesWith(place.mark)).toEqual([]);
  });
});

/** What the engine answers another program that asks for a session with `params`, which is JSON. */
async function askRaw({ dataDir }: CliPlace, params: string): Promise<unknown> {
  const socket = connect(join(dataDir, 'control.sock'));
  try {
    socket.write(`{"n":1,"kind":"request","id":1,"method":"sessions.create","params":${params}}\n`);
    const lines = createInterface({ input: socket });
    const [line] = (await once(lines, 'line')) as [string];
    return JSON.parse(line);
  } finally {
    socket.destroy();
  }
}

function idIn({ values }: Outcome): string {
  return v.parse(v.tuple([v.object({ id: v.string() })]), values)[0].id;
}

/** Who says that it serves the page. */
function servedBy({ dataDir }: CliPlace): unknown {
  return (JSON.parse(readFileSync(join(dataDir, 'serve.json'), 'utf8')) as { pid: unknown }).pid;
}

/** How many sockets a process has open. */
function openSockets(pid: number): number {
  const folder = `/proc/${String(pid)}/fd`;
  try {
    const links = readdirSync(folder).map((fd) => readlinkSync(join(folder, fd)));
    return links.filter((link) => link.startsWith('socket:')).length;
  } catch {
    // One was closed between the two looks.
    return 0;
  }
}

function promptFor(command: string): string[] {
  return command === 'run' ? ['--prompt', 'Hello'] : [];
}

function damage({ dataDir }: CliPlace): string {
  mkdirSync(dataDir);
  const path = join(dataDir, 'lulu.sqlite');
  writeFileSync(path, 'This is not a database at all, but quite some text. '.repeat(100));
  return path;
}

function fromTheFuture({ dataDir }: CliPlace): string {
  mkdirSync(dataDir);
  const path = join(dataDir, 'lulu.sqlite');
  const database = new Database(path);
  database.exec('CREATE TABLE later (x)');
  // "Lulu", as in the migrations.
  database.pragma(`application_id = ${String(0x4c756c75)}`);
  database.pragma('user_version = 9999');
  database.close();
  return path;
}

function spoilLock({ dataDir }: CliPlace): string {
  mkdirSync(dataDir);
  const path = join(dataDir, 'engine.lock');
  writeFileSync(path, 'Not a lock, and long enough to be looked at as a database. '.repeat(10));
  return path;
}
