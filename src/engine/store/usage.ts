/** What turns cost, and what of the agents' output nobody understood: sums over the log. */
import type { Database } from 'better-sqlite3';
import type { Tokens } from '../../contract/events.ts';

/** `costUsd` and `tokens` of all turns together. */
export interface UsageSum {
  readonly costUsd: number;
  readonly tokens: Tokens;
}

export interface UsageReads {
  /** Of every turn of every session that ended at `since` (ms) or later. */
  readonly usageSince: (since: number) => UsageSum;
  /** How many lines were not understood, and the beginnings of the newest `limit` of them. */
  readonly unrecognised: (limit: number) => {
    readonly count: number;
    readonly newest: readonly string[];
  };
}

interface Sums {
  readonly cost: number | null;
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
}

/** Characters of a line that are enough to see its type. */
const headLength = 400;

export const usageQueries = {
  since: `SELECT
      sum(payload ->> '$.costUsd') AS cost,
      sum(payload ->> '$.tokens.input') AS input,
      sum(payload ->> '$.tokens.output') AS output,
      sum(payload ->> '$.tokens.cacheRead') AS cacheRead,
      sum(payload ->> '$.tokens.cacheWrite') AS cacheWrite
    FROM session_events WHERE type = 'usage' AND at >= ?`,
  unrecognisedCount: `SELECT count(*) FROM session_events WHERE type = 'unrecognised'`,
  unrecognised: `SELECT substr(payload ->> '$.raw', 1, ${String(headLength)}) FROM session_events
    WHERE type = 'unrecognised' ORDER BY key DESC LIMIT ?`,
} as const;

export function usageReads(db: Database): UsageReads {
  const since = db.prepare<[number], Sums>(usageQueries.since);
  const count = db.prepare<[], number>(usageQueries.unrecognisedCount).pluck();
  const newest = db.prepare<[number], string>(usageQueries.unrecognised).pluck();
  return {
    usageSince: (at) => {
      const sums = since.get(at);
      return {
        costUsd: sums?.cost ?? 0,
        tokens: {
          input: sums?.input ?? 0,
          output: sums?.output ?? 0,
          cacheRead: sums?.cacheRead ?? 0,
          cacheWrite: sums?.cacheWrite ?? 0,
        },
      };
    },
    unrecognised: (limit) => ({ count: count.get() ?? 0, newest: newest.all(limit) }),
  };
}
