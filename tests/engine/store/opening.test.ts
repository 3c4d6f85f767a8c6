import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/engine/store/store.ts';
import { temporaryFolder } from '../../helpers/repository.ts';
import { createStore, messages, rawConnection, sessionWith } from './fixture.ts';

const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Closed, so that everything is in the one file. */
async function closedStore(count = 1): Promise<string> {
  const path = join(temporaryFolder(), 'lulu.db');
  const store = openStore({ path, mode: 'writer' });
  await sessionWith(store, messages(count));
  await store.close();
  return path;
}

function expectRefusal(path: string, kind: string, mode: 'writer' | 'reader' = 'writer'): void {
  const before = hash(path);
  expect(() => openStore({ path, mode })).toThrow(
    expect.objectContaining({ name: 'StoreError', kind }) as Error,
  );
  expect(hash(path)).toBe(before);
}

describe('openStore', () => {
  test('makes a file that only its owner can read', () => {
    const { path } = createStore();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  });

  test('sets what durability and liveness depend on', () => {
    const statements: string[] = [];
    const { path } = createStore({ trace: (sql) => statements.push(sql) });
    expect(rawConnection(path).pragma('journal_mode', { simple: true })).toBe('wal');
    expect(statements).toContain('PRAGMA synchronous = FULL');
    expect(statements).toContain('PRAGMA foreign_keys = ON');
    expect(statements).toContain('PRAGMA busy_timeout = 10');
  });

  test('keeps everything in STRICT tables', () => {
    const { path } = createStore();
    const lax = rawConnection(path)
      .prepare(
        `SELECT name FROM pragma_table_list
          WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
      )
      .all();
    expect(lax).toEqual([]);
  });

  test('reads again what was written before it was closed', async () => {
    const path = await closedStore(3);
    const { store } = createStore({ path });
    const key = store.sessions({ deleted: false })[0]?.key ?? 0;
    expect(store.page(key, { limit: 10 }).events).toHaveLength(3);
  });

  test('refuses a file from the future and leaves it as it is', async () => {
    const path = await closedStore();
    const db = new Database(path);
    db.pragma('user_version = 99');
    db.close();
    expectRefusal(path, 'from-the-future');
    expectRefusal(path, 'from-the-future', 'reader');
  });

  test('refuses a file whose future is still in its log, and leaves both as they are', async () => {
    const path = await closedStore();
    const copy = join(temporaryFolder(), 'lulu.db');
    const db = rawConnection(path);
    db.pragma('user_version = 99');
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    const log = hash(`${copy}-wal`);
    expectRefusal(copy, 'from-the-future');
    expect(hash(`${copy}-wal`)).toBe(log);
  });

  test.each([
    ['text', Buffer.from('this is not a database\n'.repeat(400))],
    ['one byte', Buffer.from('x')],
    ['zeros', Buffer.alloc(8192)],
  ])('refuses %s and leaves it as it is', (_, content) => {
    const path = join(temporaryFolder(), 'lulu.db');
    writeFileSync(path, content);
    expectRefusal(path, 'damaged');
  });

  test('refuses a file that lost its end', async () => {
    const path = await closedStore(200);
    truncateSync(path, 8192);
    expectRefusal(path, 'damaged');
  });

  test("refuses another program's database", () => {
    const path = join(temporaryFolder(), 'lulu.db');
    const db = new Database(path);
    db.exec('CREATE TABLE bookmarks (url TEXT)');
    db.close();
    expectRefusal(path, 'damaged');
  });

  test('says that there is nothing to read yet', () => {
    const path = join(temporaryFolder(), 'lulu.db');
    expect(() => openStore({ path, mode: 'reader' })).toThrow(
      expect.objectContaining({ kind: 'missing' }) as Error,
    );
  });

  test('names the folder that is not there', () => {
    const path = join(temporaryFolder(), 'no', 'lulu.db');
    expect(() => openStore({ path, mode: 'writer' })).toThrow(
      expect.objectContaining({ kind: 'unwritable' }) as Error,
    );
  });

  test('names the file that stands where a folder is needed', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const path = join(file, 'lulu.db');
    expect(() => openStore({ path, mode: 'writer' })).toThrow(
      expect.objectContaining({ kind: 'unwritable' }) as Error,
    );
  });

  test('starts afresh in an empty file, which is what a crash at the first start leaves', () => {
    const path = join(temporaryFolder(), 'lulu.db');
    writeFileSync(path, '');
    const { store } = createStore({ path });
    expect(store.sessions({ deleted: false })).toEqual([]);
  });

  test('lets a reader see what the writer commits, and write nothing', async () => {
    const { store, path } = createStore();
    const { store: reader } = createStore({ path, mode: 'reader' });
    const before = reader.dataVersion();
    const key = await sessionWith(store, messages(2));
    expect(reader.page(key, { limit: 10 }).last).toBe(2);
    expect(reader.dataVersion()).not.toBe(before);
    await expect(reader.transact(() => 1)).rejects.toMatchObject({ kind: 'unwritable' });
  });
});
