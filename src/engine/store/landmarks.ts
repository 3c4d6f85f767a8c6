/** Where a session's prompts, failures and requests are, found without reading what lies between. */
import type { Database } from 'better-sqlite3';
import type { Landmark } from '../../contract/detail-requests.ts';

export interface LandmarkReads {
  /** The nearest one beyond `seq`, exclusive; undefined where there is none. */
  readonly landmark: (
    sessionKey: number,
    kind: Landmark,
    towards: 'after' | 'before',
    seq: number,
  ) => number | undefined;
}

type Seek = 'prompt' | 'error' | 'failed' | 'approval_requested' | 'question_asked';

/** What counts as each kind, as the index has it. */
const seeks: Readonly<Record<Landmark, readonly Seek[]>> = {
  prompt: ['prompt'],
  error: ['error', 'failed'],
  approval: ['approval_requested', 'question_asked'],
};

const indexed = `type IN ('prompt', 'error', 'status', 'approval_requested', 'question_asked')`;

export const landmarkQueries = {
  after: `SELECT seq FROM session_events
    WHERE session_key = ? AND ${indexed} AND type = ? AND seq > ? ORDER BY seq LIMIT 1`,
  before: `SELECT seq FROM session_events
    WHERE session_key = ? AND ${indexed} AND type = ? AND seq < ? ORDER BY seq DESC LIMIT 1`,
  failedAfter: `SELECT seq FROM session_events
    WHERE session_key = ? AND ${indexed} AND type = ? AND seq > ? AND payload ->> 'to' = 'Failed'
    ORDER BY seq LIMIT 1`,
  failedBefore: `SELECT seq FROM session_events
    WHERE session_key = ? AND ${indexed} AND type = ? AND seq < ? AND payload ->> 'to' = 'Failed'
    ORDER BY seq DESC LIMIT 1`,
} as const;

export function landmarkReads(db: Database): LandmarkReads {
  const prepare = (sql: string) => db.prepare<[number, string, number], number>(sql).pluck();
  const nearest = {
    after: prepare(landmarkQueries.after),
    before: prepare(landmarkQueries.before),
  };
  const failed = {
    after: prepare(landmarkQueries.failedAfter),
    before: prepare(landmarkQueries.failedBefore),
  };
  return {
    landmark: (sessionKey, kind, towards, from) => {
      const found = seeks[kind]
        .map((seek) =>
          seek === 'failed'
            ? failed[towards].get(sessionKey, 'status', from)
            : nearest[towards].get(sessionKey, seek, from),
        )
        .filter((seq) => seq !== undefined);
      if (found.length === 0) return undefined;
      return towards === 'after' ? Math.min(...found) : Math.max(...found);
    },
  };
}
