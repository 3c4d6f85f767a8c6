/** What agents asked and nobody answered yet: survives every restart, unlike the run that asked. */
import type { Database } from 'better-sqlite3';
import type { Question } from '../../contract/events.ts';
import type { Instant, RequestId } from '../../contract/ids.ts';
import type { OpenRequest } from '../../contract/rows.ts';
import { toInstant } from './instants.ts';

export interface OpenRequestRecord extends OpenRequest {
  readonly at: Instant;
}

export interface OpenRequestReads {
  /** Oldest first. */
  readonly openRequests: (sessionKey: number) => OpenRequestRecord[];
}

export interface OpenRequestWrites {
  /** A request asked again under its id replaces what was kept of it, and keeps its place. */
  readonly openRequest: (sessionKey: number, request: OpenRequest, at: number) => void;
  /** Whether it was open. */
  readonly closeRequest: (sessionKey: number, requestId: RequestId) => boolean;
  /** Closes all of a session's; returns how many there were. */
  readonly closeRequests: (sessionKey: number) => number;
}

interface RequestColumns {
  readonly request_id: string;
  readonly kind: string;
  readonly tool: string;
  readonly at: number;
  readonly questions: string | null;
  readonly input: string;
}

export const openRequestQueries = {
  ofSession: 'SELECT * FROM open_requests WHERE session_key = ? ORDER BY key',
} as const;

export function openRequestReads(db: Database): OpenRequestReads {
  const ofSession = db.prepare<[number], RequestColumns>(openRequestQueries.ofSession);
  return { openRequests: (sessionKey) => ofSession.all(sessionKey).map(toRecord) };
}

export function openRequestWrites(db: Database): OpenRequestWrites {
  const insert = db.prepare<[number, string, string, string, number, string | null, string]>(
    `INSERT INTO open_requests (session_key, request_id, kind, tool, at, questions, input)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (session_key, request_id) DO UPDATE SET
        kind = excluded.kind, tool = excluded.tool, questions = excluded.questions, input = excluded.input`,
  );
  const close = db.prepare<[number, string]>(
    'DELETE FROM open_requests WHERE session_key = ? AND request_id = ?',
  );
  const closeAll = db.prepare<[number]>('DELETE FROM open_requests WHERE session_key = ?');
  return {
    openRequest: (sessionKey, { requestId, kind, tool, input, questions }, at) => {
      const asked = questions === null ? null : JSON.stringify(questions);
      insert.run(sessionKey, requestId, kind, tool, at, asked, JSON.stringify(input ?? null));
    },
    closeRequest: (sessionKey, requestId) => close.run(sessionKey, requestId).changes > 0,
    closeRequests: (sessionKey) => closeAll.run(sessionKey).changes,
  };
}

function toRecord(row: RequestColumns): OpenRequestRecord {
  return {
    requestId: row.request_id as RequestId,
    kind: row.kind as OpenRequest['kind'],
    tool: row.tool,
    input: JSON.parse(row.input) as unknown,
    questions: row.questions === null ? null : (JSON.parse(row.questions) as Question[]),
    at: toInstant(row.at),
  };
}
