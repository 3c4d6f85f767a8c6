/** Data directories with many finished sessions and many events, made by SQL and kept. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as v from 'valibot';
import type { EventBody } from '../../src/contract/events.ts';
import type { RunId, SessionId } from '../../src/contract/ids.ts';
import { NewSession } from '../../src/contract/requests.ts';
import { newFacts, projectRow } from '../../src/core/row.ts';
import { migrations, newestVersion } from '../../src/engine/store/migrate.ts';
import { openStore, type Tx } from '../../src/engine/store/store.ts';
import { keptFolder } from '../places.ts';

export interface Contents {
  /** Events of each session, the newest session last. */
  readonly sessions: readonly number[];
  /** Characters of an event's text. */
  readonly textLength: number;
  /** Fills the search index, else it counts as filled: an engine would begin to fill it. */
  readonly indexed: boolean;
}

/** Makes the data directory `name` once; returns its path. */
export async function keptDatabase(name: string, contents: Contents): Promise<string> {
  const version = newestVersion(migrations);
  const dataDir = join(keptFolder, `${name}-v${version}`);
  const stamp = join(dataDir, 'made.json');
  if (existsSync(stamp)) return dataDir;
  console.log(`making ${name} …`);
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(join(dataDir, 'sessions'), { recursive: true });
  const path = join(dataDir, 'lulu.sqlite');
  await insertSessions(path, contents.sessions.length);
  insertEvents(path, contents);
  if (contents.indexed) await index(path);
  writeFileSync(stamp, JSON.stringify(contents));
  return dataDir;
}

async function insertSessions(path: string, count: number): Promise<void> {
  const store = openStore({ path, mode: 'writer' });
  await store.transact((tx) => {
    for (let number = 1; number <= count; number += 1) insertSession(tx, number);
  });
  await store.close();
}

function insertSession(tx: Tx, number: number): void {
  const asking = { repo: '/repository', prompt: 'Bench', agent: 'demo' };
  const { env: _env, ...options } = v.parse(NewSession, asking);
  const id = idOf('5e551000', number) as SessionId;
  const runId = idOf('52000000', number) as RunId;
  const createdAt = Date.UTC(2026, 0, 1) + number * 1000;
  const at = new Date(createdAt).toISOString();
  const asked = newFacts({
    ...{ id, name: `Session ${number}`, repo: '/repository', agent: 'demo', model: null },
    ...{ worktree: `/repository/.lulu/worktrees/${id}`, permissionMode: 'acceptEdits' },
    base: { ref: 'main', commit: '0'.repeat(40) },
    createdAt: at,
  });
  const ended: EventBody = {
    type: 'status',
    payload: { from: 'Running', to: 'Completed', reason: null },
  };
  const key = tx.insertSession({
    ...{ id, createdAt, facts: projectRow(asked, { ...ended, runId, at }) },
    state: { phase: 'ended', runId, runs: 1, status: 'Completed', leaving: false },
    options,
  });
  const run = tx.insertRun({
    id: runId,
    sessionKey: key,
    number: 1,
    dir: '/',
    startedAt: createdAt,
  });
  tx.updateRun(run, { endedAt: createdAt + 1, outcome: 'Completed', released: true });
}

/** `Session 7` is the seventh of its database. */
export function idOf(prefix: string, number: number): string {
  return `${prefix}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** In SQLite alone: five million rows are a matter of a minute. */
function insertEvents(path: string, { sessions, textLength, indexed }: Contents): void {
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -200000');
  const words = `'${proseOf(4000)}'`;
  const length = proseOf(4000).length - textLength;
  // Of four events: a message, a call, its result, and once more a result.
  const insert = db.prepare<{ session: number; events: number }>(`
    WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < :events),
      text (i, t) AS (SELECT i, i || ' ' || substr(${words}, 1 + (i * 7919 + :session) % ${length}, ${textLength}) FROM n)
    INSERT INTO session_events (session_key, run_key, seq, at, type, payload)
    SELECT :session, :session, i, 1767225600000 + i,
      CASE i % 4 WHEN 0 THEN 'message' WHEN 1 THEN 'tool_call' ELSE 'tool_result' END,
      CASE i % 4
        WHEN 0 THEN '{"text":"' || t || '"}'
        WHEN 1 THEN '{"toolUseId":"t' || i || '","name":"Bash","input":{"command":"' || t || '"}}'
        ELSE '{"toolUseId":"t' || (i - 1) || '","isError":false,"content":"' || t || '"}' END
    FROM text`);
  const count = db.prepare('UPDATE sessions SET last_seq = ? WHERE key = ?');
  for (const [index, events] of sessions.entries()) {
    const session = index + 1;
    db.transaction(() => {
      insert.run({ session, events });
      count.run(events, session);
    })();
  }
  if (!indexed) {
    db.exec('UPDATE search_cursor SET event_key = (SELECT max(key) FROM session_events)');
  }
  db.close();
}

async function index(path: string): Promise<void> {
  const store = openStore({ path, mode: 'writer' });
  while (store.indexSome(20_000));
  await store.close();
}

const syllables = ['ba', 'cor', 'den', 'fil', 'gra', 'lo', 'mi', 'nus', 'ter', 've'];

/** Words of which the first are common and the later ones ever rarer; the same at every call. */
export function proseOf(count: number): string {
  return Array.from({ length: count }, (_, index) => wordOf((index * index) % (1 + index))).join(
    ' ',
  );
}

function wordOf(number: number): string {
  return Array.from(String(number), (digit) => syllables[Number(digit)]).join('');
}
