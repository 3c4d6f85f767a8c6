import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { backupPath, migrations, newestVersion } from '../../../src/engine/store/migrate.ts';
import type { Migration } from '../../../src/engine/store/migrations/migration.ts';
import { openDatabase } from '../../../src/engine/store/open-database.ts';
import { openStore } from '../../../src/engine/store/store.ts';
import { temporaryFolder } from '../../helpers/repository.ts';
import { createStore, messages, rawConnection, sessionWith } from './fixture.ts';

/** A step that no release has: the machinery is tested with it, whatever the newest version is. */
const next: Migration = {
  version: newestVersion(migrations) + 1,
  up: (db) => db.exec('ALTER TABLE sessions ADD COLUMN colour TEXT'),
};
const failing: Migration = {
  version: next.version,
  up: (db) => db.exec('ALTER TABLE sessions ADD COLUMN colour TEXT; SELECT nonsense'),
};

async function oldFile(): Promise<string> {
  const path = join(temporaryFolder(), 'lulu.db');
  const store = openStore({ path, mode: 'writer' });
  await sessionWith(store, messages(3));
  await store.close();
  return path;
}

function open(path: string, step: Migration): Database.Database {
  const db = openDatabase({ path, mode: 'writer', migrations: [...migrations, step] });
  onTestFinished(() => {
    db.close();
  });
  return db;
}

const version = (db: Database.Database) => db.pragma('user_version', { simple: true });

describe('migrate', () => {
  test('numbers its steps from 1 without a gap', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1));
  });

  test('makes the newest version from nothing, without a backup of nothing', () => {
    const { path } = createStore();
    const db = rawConnection(path);
    expect(version(db)).toBe(newestVersion(migrations));
    expect(db.pragma('application_id', { simple: true })).toBe(0x4c756c75);
    expect(existsSync(backupPath(path, 0))).toBe(false);
  });

  test('keeps the old rows', async () => {
    const db = open(await oldFile(), next);
    expect(version(db)).toBe(next.version);
    expect(db.prepare('SELECT last_seq, colour FROM sessions').all()).toEqual([
      { last_seq: 3, colour: null },
    ]);
    expect(db.prepare('SELECT count(*) AS n FROM session_events').get()).toEqual({ n: 3 });
  });

  test('copies the file first, for its owner alone', async () => {
    const path = await oldFile();
    open(path, next);
    const backup = backupPath(path, next.version - 1);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    const db = rawConnection(backup);
    expect(version(db)).toBe(next.version - 1);
    expect(db.prepare('SELECT count(*) AS n FROM session_events').get()).toEqual({ n: 3 });
    expect(existsSync(`${backup}.partial`)).toBe(false);
  });

  test('leaves the old version whole when a step fails', async () => {
    const path = await oldFile();
    expect(() => open(path, failing)).toThrow('nonsense');
    const { store } = createStore({ path });
    expect(store.sessions({ deleted: false })).toHaveLength(1);
  });

  test('a reader asks for the migration instead of making it', async () => {
    const path = await oldFile();
    expect(() => openDatabase({ path, mode: 'reader', migrations: [...migrations, next] })).toThrow(
      expect.objectContaining({ kind: 'outdated' }) as Error,
    );
  });
});

describe.each(migrations.slice(1))('the step to version $version', ({ version: to }) => {
  test('keeps the rows of the version before it', () => {
    const path = join(temporaryFolder(), 'lulu.db');
    const before = openDatabase({ path, mode: 'writer', migrations: migrations.slice(0, to - 1) });
    before.exec(oldRows);
    before.close();

    const db = openDatabase({ path, mode: 'writer', migrations: migrations.slice(0, to) });
    onTestFinished(() => {
      db.close();
    });

    expect(version(db)).toBe(to);
    expect(db.prepare('SELECT seq, type, payload FROM session_events ORDER BY seq').all()).toEqual([
      { seq: 1, type: 'prompt', payload: '{"text":"Fix it"}' },
      { seq: 2, type: 'usage', payload: '{"costUsd":0.5}' },
      { seq: 3, type: 'unrecognised', payload: '{"raw":"?"}' },
    ]);
    expect(db.prepare('SELECT id, name, last_seq FROM sessions').all()).toEqual([
      { id: 'old', name: 'Old', last_seq: 3 },
    ]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});

const oldRows = `
  INSERT INTO sessions (id, created_at, last_seq, status, name, facts, state, options)
    VALUES ('old', 1, 3, 'Completed', 'Old', '{}', '{}', '{}');
  INSERT INTO session_events (session_key, seq, at, type, payload) VALUES
    (1, 1, 1, 'prompt', '{"text":"Fix it"}'),
    (1, 2, 2, 'usage', '{"costUsd":0.5}'),
    (1, 3, 3, 'unrecognised', '{"raw":"?"}');
`;
