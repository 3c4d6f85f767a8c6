/** Follow-ups that have not been given to their agent yet, in the order they were written. */
import type { Database } from 'better-sqlite3';
import type { QueuedPrompt } from '../../contract/rows.ts';
import { toInstant } from './instants.ts';

export interface QueueReads {
  /** First to be given first. */
  readonly queue: (sessionKey: number) => QueuedPrompt[];
  /** Whether a follow-up of that id was stored, whatever has become of it since. */
  readonly wasSent: (promptId: string) => boolean;
}

export interface QueueWrites {
  /** @throws where the id is taken. */
  readonly markSent: (sessionKey: number, promptId: string) => void;
  readonly enqueue: (sessionKey: number, text: string, at: number) => QueuedPrompt;
  /** Whether it was still waiting; so do the next. Ids are never used twice. */
  readonly editQueued: (sessionKey: number, id: number, text: string) => boolean;
  readonly removeQueued: (sessionKey: number, id: number) => boolean;
  /** Removes the first and returns it. */
  readonly takeQueued: (sessionKey: number) => QueuedPrompt | undefined;
}

interface QueueColumns {
  readonly id: number;
  readonly text: string;
  readonly at: number;
}

export const queueQueries = {
  ofSession: 'SELECT id, text, at FROM queue WHERE session_key = ? ORDER BY id',
  sent: 'SELECT 1 FROM sent WHERE prompt_id = ?',
} as const;

export function queueReads(db: Database): QueueReads {
  const ofSession = db.prepare<[number], QueueColumns>(queueQueries.ofSession);
  const sent = db.prepare<[string], number>(queueQueries.sent).pluck();
  return {
    queue: (sessionKey) => ofSession.all(sessionKey).map(toPrompt),
    wasSent: (promptId) => sent.get(promptId) !== undefined,
  };
}

export function queueWrites(db: Database): QueueWrites {
  const insert = db.prepare<[number, number, string]>(
    'INSERT INTO queue (session_key, at, text) VALUES (?, ?, ?)',
  );
  const edit = db.prepare<[string, number, number]>(
    'UPDATE queue SET text = ? WHERE session_key = ? AND id = ?',
  );
  const remove = db.prepare<[number, number]>('DELETE FROM queue WHERE session_key = ? AND id = ?');
  const take = db.prepare<[number], QueueColumns>(
    `DELETE FROM queue WHERE id = (SELECT min(id) FROM queue WHERE session_key = ?)
      RETURNING id, text, at`,
  );
  const mark = db.prepare<[number, string]>(
    'INSERT INTO sent (session_key, prompt_id) VALUES (?, ?)',
  );
  return {
    markSent: (sessionKey, promptId) => {
      mark.run(sessionKey, promptId);
    },
    enqueue: (sessionKey, text, at) =>
      toPrompt({ id: Number(insert.run(sessionKey, at, text).lastInsertRowid), text, at }),
    editQueued: (sessionKey, id, text) => edit.run(text, sessionKey, id).changes > 0,
    removeQueued: (sessionKey, id) => remove.run(sessionKey, id).changes > 0,
    takeQueued: (sessionKey) => {
      const row = take.get(sessionKey);
      return row === undefined ? undefined : toPrompt(row);
    },
  };
}

function toPrompt({ id, text, at }: QueueColumns): QueuedPrompt {
  return { id, text, at: toInstant(at) };
}
