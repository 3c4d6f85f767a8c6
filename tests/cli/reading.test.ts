import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { SessionEvent } from '../../src/contract/events.ts';
import { Finding, SearchHit } from '../../src/contract/requests.ts';
import { RunRow, SessionRow } from '../../src/contract/rows.ts';
import { connectControl } from '../../src/hosts/control/control-client.ts';
import { finalRow, history, lulu, startLulu } from '../helpers/lulu-command.ts';
import { processesWith } from '../helpers/processes.ts';
import { openPlace, playing, script, startEngine, typed, type CliPlace } from './place.ts';

const patience = { timeout: 60_000 };
const ask = { ask: { tool: 'Bash', input: { command: 'make' } } };

/** A session that said something in a terminal's own language, and has ended. */
async function spoken(place: CliPlace): Promise<string> {
  const steps = [
    { say: 'A marvellous \u001b[31mred\u001b[0m word' },
    { write: { path: 'notes.txt', content: '```\ncode\n```' } },
  ];
  return finalRow(await lulu(place, ...playing(place, ...steps), '--name', 'Écrire')).id;
}

test('reading needs no engine and makes no database', patience, async () => {
  const place = await openPlace();

  expect(await lulu(place, 'ls')).toMatchObject({ code: 0, values: [[]] });
  expect(await lulu(place, 'search', 'word')).toMatchObject({ code: 0, values: [] });
  expect(await lulu(place, 'rules', 'ls')).toMatchObject({ code: 0, values: [[]] });
  expect(await typed(place, ['ls'])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await lulu(place, 'show', '6f1c0f0e')).stderr).toBe(
    'lulu: There is no session "6f1c0f0e". `lulu ls` lists them.\n',
  );
  expect(existsSync(join(place.dataDir, 'lulu.sqlite'))).toBe(false);
  expect(await processesWith(place.mark)).toEqual([]);
});

test('what an older Lulu left is read, and followed up, as anything else', patience, async () => {
  const place = await openPlace();
  const id = await spoken(place);
  const now = await lulu(place, 'show', id);
  const database = join(place.dataDir, 'lulu.sqlite');
  const before = (): void => {
    const file = new Database(database);
    file.exec('DROP TABLE sent; PRAGMA user_version = 4');
    file.close();
  };

  before();
  const [doctor] = (await lulu(place, 'doctor')).values as [{ findings: { text: string }[] }];
  expect(doctor.findings.map(({ text }) => text).join()).toContain('written by an older Lulu');
  expect(existsSync(`${database}.v4.backup`)).toBe(false);
  expect(await lulu(place, 'show', id)).toEqual(now);
  expect(existsSync(`${database}.v4.backup`)).toBe(true);
  before();
  expect(await lulu(place, 'resume', id, '--prompt', script({ say: 'On.' }))).toMatchObject({
    code: 0,
  });
});

test('every reading command says the same with an engine and without', patience, async () => {
  const place = await openPlace();
  const id = await spoken(place);
  await lulu(place, 'rules', 'add', '--everywhere', '--pattern', 'make');
  const commands = [
    ['ls'],
    ['show', id],
    ['show', id.slice(0, 4).toUpperCase()],
    ['history', id],
    ['history', id, '--after', '2', '--limit', '3'],
    ['search', 'marvellous'],
    ['rules', 'ls'],
    ['export', id],
    ['export', id, '--format', 'md'],
  ];
  const sayAll = async (): Promise<unknown[]> => {
    const said = [];
    for (const args of commands) said.push(await typed(place, [...args, '--json']));
    return said;
  };

  const alone = await sayAll();
  await startEngine(place);

  expect(await sayAll()).toEqual(alone);
});

test(
  'an engine that has stopped in its tracks, or dies, is not needed to read',
  patience,
  async () => {
    const place = await openPlace();
    const id = await spoken(place);
    const alone = [await lulu(place, 'ls'), await lulu(place, 'show', id)];
    const engine = await startEngine({
      ...place,
      env: { ...place.env, LULU_FAILPOINT: 'request-done:2' },
    });

    engine.process.kill('SIGSTOP');
    expect([await lulu(place, 'ls'), await lulu(place, 'show', id)]).toEqual(alone);
    engine.process.kill('SIGCONT');
    // It has the two requests still to read, and dies of the second one.
    expect((await engine.done).code).toBeNull();

    await startEngine({ ...place, env: { ...place.env, LULU_FAILPOINT: 'request-done' } });
    expect([await lulu(place, 'ls'), await lulu(place, 'show', id)]).toEqual(alone);
  },
);

test('what is printed as JSON has the documented shapes', patience, async () => {
  const place = await openPlace();
  const id = await spoken(place);
  const waiting = startLulu(place, ...playing(place, ask));
  const waitingId = await waiting.sessionId();
  await waiting.prints('stderr', /lulu approve/);

  const [rows] = v.parse(
    v.tuple([v.array(v.strictObject(SessionRow.entries))]),
    (await lulu(place, 'ls')).values,
  );
  const [shown] = (await lulu(place, 'show', waitingId)).values as [Record<string, unknown[]>];
  const events = await history(place, id);
  const { values: hits } = await lulu(place, 'search', 'marvellous');
  const [{ findings }] = (await lulu(place, 'doctor')).values as [{ findings: unknown }];

  expect(rows.map((row) => row.id)).toEqual([waitingId, id]);
  expect(rows[0]).toMatchObject({ status: 'Waiting', waitingFor: { kind: 'approval' } });
  expect(Object.keys(shown)).toEqual(['row', 'runs', 'queue', 'open']);
  expect(v.is(v.strictObject(SessionRow.entries), shown['row'])).toBe(true);
  expect(v.is(v.array(RunRow), shown['runs'])).toBe(true);
  expect(shown['open']).toEqual([
    {
      requestId: rows[0]?.waitingFor?.requestId,
      ...{ kind: 'approval', tool: 'Bash', input: { command: 'make' }, questions: null },
    },
  ]);
  for (const event of events) {
    expect(Object.keys(event).sort()).toEqual([
      ...['at', 'payload', 'runId', 'seq', 'sessionId', 'type'],
    ]);
  }
  expect(v.is(v.array(SearchHit), hits)).toBe(true);
  expect(hits.length).toBeGreaterThan(0);
  expect(v.is(v.array(Finding), findings)).toBe(true);
});

test('history pages by seq, ascending, from --after', patience, async () => {
  const place = await openPlace();
  const id = await spoken(place);
  const all = await history(place, id);
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, at) => at + 1));

  const page = (await lulu(place, 'history', id, '--after', '2', '--limit', '3')).values;
  const end = (await lulu(place, 'history', id, '--after', String(all.length))).values;

  expect(page).toEqual(all.slice(2, 5));
  expect(end).toEqual([]);
});

test(
  'an export holds every event, as JSON lines or as Markdown that cannot break out',
  patience,
  async () => {
    const place = await openPlace();
    const id = await spoken(place);

    const jsonl = await typed(place, ['export', id, '--format', 'jsonl']);
    const markdown = await typed(place, ['export', id, '--format', 'md']);
    const unknown = await typed(place, ['export', id, '--format', 'pdf']);

    const lines = jsonl.stdout.trim().split('\n');
    const exported = lines.map((line) => v.parse(SessionEvent, JSON.parse(line)));
    expect(exported).toEqual(await history(place, id));
    expect(markdown.stdout).toMatch(/^# Écrire\n/);
    expect(markdown.stdout).toContain('marvellous');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
  },
);

test('text of agents cannot steer a terminal', patience, async () => {
  const place = await openPlace();
  const id = await spoken(place);

  for (const args of [['ls'], ['show', id], ['history', id], ['search', 'marvellous']]) {
    const { code, stdout } = await typed(place, args);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  }
});

test(
  'doctor looks for Claude Code where the settings say, with an engine and without',
  patience,
  async () => {
    const place = await openPlace();
    const engine = await startEngine(place);
    const client = await connectControl(place.dataDir);
    await client?.request('settings.set', { patch: { claudePath: '/nowhere/claude' } });
    client?.close();
    const problem = 'The program named by the settings, /nowhere/claude, does not exist.';

    expect((await typed(place, ['doctor'])).stdout).toContain(problem);
    engine.process.kill('SIGTERM');
    await engine.done;
    expect((await typed(place, ['doctor'])).stdout).toContain(problem);
  },
);

test('an export ends when its reader has gone', patience, async () => {
  const place = await openPlace();
  const flood = { flood: { count: 5000, bytes: 2000 } };
  const id = finalRow(await lulu(place, ...playing(place, flood))).id;

  for (const format of ['jsonl', 'md']) {
    const child = spawn(process.execPath, [place.program, 'export', id, '--format', format], {
      env: { ...place.env, LULU_DATA_DIR: place.dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const [code] = (await once(child, 'exit')) as [number | null];
    expect({ code, said }).toEqual({ code: 0, said: '' });
  }
});

test(
  'doctor ends with 1 when something is missing that Lulu cannot do without',
  patience,
  async () => {
    const place = await openPlace();

    const sound = await typed(place, ['doctor']);
    const gitless = await typed(place, ['doctor'], { env: { PATH: place.dataDir } });

    expect(sound.code).toBe(0);
    expect(gitless.code).toBe(1);
    expect(gitless.stdout).toContain('git was not found on PATH');
    expect(gitless.stdout).toContain('-> Install git');
  },
);
