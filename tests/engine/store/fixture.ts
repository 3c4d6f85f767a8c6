/** A real store in a folder of its own, closed and removed when the running test ends. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import type { EventBody } from '../../../src/contract/events.ts';
import { RunId, SessionId } from '../../../src/contract/ids.ts';
import { newFacts, type SessionFacts } from '../../../src/core/row.ts';
import type { SessionToInsert } from '../../../src/engine/store/sessions.ts';
import { openStore, type Store, type StoreOptions } from '../../../src/engine/store/store.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

export const noon = Date.UTC(2026, 0, 2, 12);

export function createStore(options: Partial<StoreOptions> = {}): { store: Store; path: string } {
  const path = options.path ?? join(temporaryFolder(), 'lulu.db');
  const store = openStore({ path, mode: 'writer', ...options });
  onTestFinished(() => store.close());
  return { store, path };
}

/** A second connection, past our code. */
export function rawConnection(path: string): Database.Database {
  const db = new Database(path);
  onTestFinished(() => {
    db.close();
  });
  return db;
}

export function newRunId(): RunId {
  return v.parse(RunId, randomUUID());
}

export function aSession(name = 'Fix login', createdAt = noon): SessionToInsert {
  const id = v.parse(SessionId, randomUUID());
  const options = {
    repo: '/shop',
    prompt: 'Fix it',
    name,
    base: null,
    uncommitted: false,
    agent: 'demo',
    agentBin: null,
    permissionMode: 'acceptEdits',
    model: null,
  } as const;
  return { id, createdAt, facts: facts(id, name), state: { phase: 'new' }, options };
}

function facts(id: SessionId, name: string): SessionFacts {
  return newFacts({
    id,
    name,
    repo: '/shop',
    worktree: `/shop/.lulu/worktrees/${id}`,
    base: { ref: 'main', commit: '1f2e3d4' },
    agent: 'demo',
    permissionMode: 'acceptEdits',
    model: null,
    createdAt: new Date(noon).toISOString(),
  });
}

export const message = (text: string): EventBody => ({ type: 'message', payload: { text } });

export function messages(count: number, prefix = 'message'): EventBody[] {
  return Array.from({ length: count }, (_, index) => message(`${prefix} ${index + 1}`));
}

/** A session that holds `bodies`; returns its key. */
export async function sessionWith(store: Store, bodies: readonly EventBody[]): Promise<number> {
  return store.transact((tx) => {
    const key = tx.insertSession(aSession());
    tx.appendEvents(key, null, bodies, noon);
    return key;
  });
}
