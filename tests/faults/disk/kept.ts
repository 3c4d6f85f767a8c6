/** Whether a database is sound, and holds what somebody was told that it holds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { SessionId } from '../../../src/contract/ids.ts';
import { decoded, saidByAgent } from '../agreement.ts';
import type { EngineProcess } from '../engine-process.ts';
import { storedEvents, writtenBy, type Stage } from '../stage.ts';
import type { ImpatientUser, Wish } from './impatient-user.ts';

/** Looks with plain SQLite, and not with the code under test. */
export function look<T>({ dataDir }: Stage, at: (db: Database.Database) => T): T {
  const db = new Database(join(dataDir, 'lulu.sqlite'), { readonly: true, timeout: 5000 });
  try {
    return at(db);
  } finally {
    db.close();
  }
}

/** Everything agents said is stored, once and in order, they were told everything once, and nothing failed. */
export async function expectComplete(stage: Stage, engine: EngineProcess): Promise<void> {
  expectSound(stage);
  for (const row of await engine.list()) {
    expect(row).toMatchObject({ failureReason: null, restored: false, interruptError: null });
    expectToldOnce(stage, row.id);
    expect(saidByAgent(storedEvents(stage, row.id))).toEqual(decoded(writtenBy(stage, row.id)));
  }
}

export function expectSound(stage: Stage): void {
  look(stage, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    const broken = db.prepare(`
      SELECT id, last_seq, count(e.key), min(seq), max(seq) FROM sessions s
      LEFT JOIN session_events e ON e.session_key = s.key GROUP BY s.key
      HAVING count(e.key) <> last_seq OR max(seq) <> last_seq OR min(seq) <> 1`);
    expect(broken.all(), 'seq is dense, and rows know it').toEqual([]);
    const ends = db.prepare(`
      SELECT run_key, count(*) FROM session_events
      WHERE type = 'status' AND payload ->> 'to' IN ('Completed', 'Failed', 'Interrupted')
      GROUP BY run_key HAVING count(*) > 1`);
    expect(ends.all(), 'a run ends once').toEqual([]);
    const rows = db.prepare(`
      SELECT id, status, payload ->> 'to' AS told FROM sessions s JOIN session_events e
      ON e.key = (SELECT max(key) FROM session_events WHERE session_key = s.key AND type = 'status')
      WHERE status <> told`);
    expect(rows.all(), 'rows say what the last event said').toEqual([]);
    expectInputs(db);
  });
}

/** The input file of each run that is kept: the beginning of what the database says was to be sent. */
function expectInputs(db: Database.Database): void {
  const runs = db.prepare<[], { key: number; dir: string }>(
    'SELECT key, dir FROM runs WHERE released = 0',
  );
  const lines = db.prepare<[number], string>(
    'SELECT line FROM inputs WHERE run_key = ? ORDER BY key',
  );
  for (const { key, dir } of runs.all()) {
    const sent = readIfThere(join(dir, 'in.jsonl'));
    // Read afterwards: what is sent is in the database first.
    const all = lines
      .pluck()
      .all(key)
      .map((line) => `${line}\n`)
      .join('');
    expect(all.startsWith(sent), `${dir} was sent what the database says: ${sent}`).toBe(true);
  }
}

/** Everything that was acknowledged is there, once; what was not is there at most once. */
export function expectKept(stage: Stage, user: ImpatientUser): void {
  look(stage, (db) => {
    const texts = db.prepare<[], string>(`
      SELECT payload ->> 'text' FROM session_events WHERE type = 'prompt'
      UNION ALL SELECT text FROM queue`);
    const times = new Map<string, number>();
    for (const text of texts.pluck().all()) times.set(text, (times.get(text) ?? 0) + 1);
    for (const { prompt, acknowledged } of user.prompts) {
      const found = times.get(prompt) ?? 0;
      if (acknowledged) expect(found, `acknowledged, so kept once: ${prompt}`).toBe(1);
      expect(found, prompt).toBeLessThanOrEqual(1);
    }
    const row = db.prepare<[string], { name: string; deleted: number }>(
      'SELECT name, deleted_at IS NOT NULL AS deleted FROM sessions WHERE id = ?',
    );
    for (const [id, { name, deleted }] of user.sessions) {
      const found = row.get(id);
      if (found === undefined) throw new Error(`session ${id} was acknowledged and is lost`);
      expectWish(name, found.name);
      expectWish(deleted, found.deleted === 1);
      const given = readIfThere(join(stage.dataDir, 'sessions', id, 'environment.json'));
      expect(given, `what ${id} was given`).toMatch(/^\{"GIVEN":.*\}$/s);
    }
    const size = db.prepare<[], string>(`SELECT value FROM settings WHERE name = 'fontSize'`);
    expectWish(user.fontSize, Number(size.pluck().get() ?? 14));
    expectApprovals(db, user);
  });
}

function expectApprovals(db: Database.Database, { approved }: ImpatientUser): void {
  const answers = db.prepare<[string, string], number>(`
    SELECT count(*) FROM session_events JOIN sessions s ON s.key = session_key
    WHERE s.id = ? AND type = 'approval_resolved' AND payload ->> 'requestId' = ?`);
  for (const { id, requestId } of approved) {
    expect(answers.pluck().get(id, requestId), `approval of ${requestId}`).toBe(1);
  }
}

function expectWish<T>(wish: Wish<T>, found: T): void {
  expect(wish.possible).toContain(found);
  wish.isFound(found);
}

/** What is stored is what the agent said, in its order, and it was told nothing twice. */
export function expectToldOnce(stage: Stage, id: SessionId): void {
  const lines = writtenBy(stage, id);
  const written = decoded(lines).map((body) => JSON.stringify(body));
  // The power may go in the middle of a line.
  const isTorn = (raw: string): boolean => lines.some((line) => line.startsWith(raw));
  let at = 0;
  for (const body of saidByAgent(storedEvents(stage, id))) {
    if (body.type === 'unrecognised' && isTorn(body.payload.raw)) continue;
    const found = written.indexOf(JSON.stringify(body), at);
    expect(found, `${id} said in this place: ${JSON.stringify(body)}`).toBeGreaterThanOrEqual(at);
    at = found + 1;
  }
  const messages = written.filter((body) => body.startsWith('{"type":"message"'));
  expect(new Set(messages).size, `${id} was told something twice`).toBe(messages.length);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
