/** The event log: append-only, `seq` dense from 1 per session, pages by keyset in both directions. */
import type { Database } from 'better-sqlite3';
import type { EventBody, SessionEvent } from '../../contract/events.ts';
import type { Instant } from '../../contract/ids.ts';
import type { EventPage } from '../../contract/requests.ts';
import { toInstant } from './instants.ts';
import { noSuchSession } from './sessions.ts';
import { StoreError } from './store-error.ts';

/** At most one of `after` and `before`; neither is the tail. */
export interface PageRequest {
  readonly after?: number | null;
  readonly before?: number | null;
  readonly limit: number;
  /** Bytes of payload after which a page ends early. It holds one event at least. */
  readonly maxBytes?: number;
}

export interface EventReads {
  /** Ascending whatever the direction. An unknown session has an empty page. */
  readonly page: (sessionKey: number, request: PageRequest) => EventPage;
  readonly event: (sessionKey: number, seq: number) => SessionEvent | undefined;
  /** Everything after `after`, ascending, read page by page: nothing is held open between two events. */
  readonly iterate: (sessionKey: number, after: number) => Generator<SessionEvent, void>;
}

export interface EventWrites {
  /** Appends in the order given, at the instant `at` (ms), and returns the events as they are stored. */
  readonly appendEvents: (
    sessionKey: number,
    runKey: number | null,
    bodies: readonly EventBody[],
    at: number,
  ) => SessionEvent[];
}

interface EventColumns {
  readonly session_id: string;
  readonly run_id: string | null;
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly payload: string;
}

const select = `SELECT s.id AS session_id, r.id AS run_id, e.seq, e.at, e.type, e.payload
  FROM session_events e
  JOIN sessions s ON s.key = e.session_key
  LEFT JOIN runs r ON r.key = e.run_key`;

export const eventQueries = {
  after: `${select} WHERE e.session_key = ? AND e.seq > ? ORDER BY e.seq LIMIT ?`,
  before: `${select} WHERE e.session_key = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?`,
  one: `${select} WHERE e.session_key = ? AND e.seq = ?`,
} as const;

const chunk = { limit: 500, maxBytes: 4 * 1024 * 1024 };

type ReadPage = (bounds: readonly [number, number, number], maxBytes: number) => SessionEvent[];

export function eventReads(db: Database): EventReads {
  const one = db.prepare<[number, number], EventColumns>(eventQueries.one);
  const lastSeq = db
    .prepare<[number], number>('SELECT last_seq FROM sessions WHERE key = ?')
    .pluck();
  const ascending = pageReader(db, eventQueries.after);
  const descending = pageReader(db, eventQueries.before);

  const page: EventReads['page'] = (key, { after, before, limit, maxBytes = Infinity }) => {
    const last = lastSeq.get(key) ?? 0;
    const first = Math.min(last, 1);
    if (typeof after === 'number') {
      return { events: ascending([key, after, limit], maxBytes), first, last };
    }
    return {
      events: descending([key, before ?? last + 1, limit], maxBytes).reverse(),
      first,
      last,
    };
  };

  return {
    page,
    event: (sessionKey, seq) => {
      const row = one.get(sessionKey, seq);
      return row === undefined ? undefined : toEvent(row);
    },
    *iterate(sessionKey, after) {
      let events = page(sessionKey, { after, ...chunk }).events;
      while (events.length > 0) {
        yield* events;
        events = page(sessionKey, { after: events.at(-1)?.seq ?? 0, ...chunk }).events;
      }
    },
  };
}

function pageReader(db: Database, query: string): ReadPage {
  const statement = db.prepare<[number, number, number], EventColumns>(query);
  return (bounds, maxBytes) => {
    const events: SessionEvent[] = [];
    let bytes = 0;
    for (const row of statement.iterate(...bounds)) {
      bytes += Buffer.byteLength(row.payload);
      if (bytes > maxBytes && events.length > 0) break;
      events.push(toEvent(row));
    }
    return events;
  };
}

export function eventWrites(db: Database): EventWrites {
  const advance = db.prepare<[number, number], { id: string; last_seq: number }>(
    'UPDATE sessions SET last_seq = last_seq + ? WHERE key = ? RETURNING id, last_seq',
  );
  const runId = db.prepare<[number], string>('SELECT id FROM runs WHERE key = ?').pluck();
  const insert = db.prepare<[number, number | null, number, number, string, string]>(
    'INSERT INTO session_events (session_key, run_key, seq, at, type, payload) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const idOfRun = (key: number): string => {
    const id = runId.get(key);
    if (id === undefined)
      throw new StoreError('no-such-row', `There is no run with the key ${key}`);
    return id;
  };
  return {
    appendEvents: (sessionKey, runKey, bodies, at) => {
      const run_id = runKey === null ? null : idOfRun(runKey);
      const session = advance.get(bodies.length, sessionKey);
      if (session === undefined) throw noSuchSession(sessionKey);
      const before = session.last_seq - bodies.length;
      const instant = toInstant(at);
      return bodies.map(({ type, payload }, index) => {
        const seq = before + index + 1;
        const text = JSON.stringify(payload);
        insert.run(sessionKey, runKey, seq, at, type, text);
        return justStored(
          { session_id: session.id, run_id, seq, at, type, payload: text },
          instant,
        );
      });
    },
  };
}

/**
 * Its payload is parsed from the text and not passed on: what is published is what will be read again.
 * Only when somebody looks, though: most events are appended while nobody watches their session.
 */
function justStored(row: EventColumns, at: Instant): SessionEvent {
  let payload: unknown;
  return {
    sessionId: row.session_id,
    runId: row.run_id,
    seq: row.seq,
    at,
    type: row.type,
    get payload() {
      return (payload ??= JSON.parse(row.payload) as unknown);
    },
  } as SessionEvent;
}

/** Trusted: payloads were validated before they were written. */
function toEvent(row: EventColumns): SessionEvent {
  return {
    sessionId: row.session_id,
    runId: row.run_id,
    seq: row.seq,
    at: toInstant(row.at),
    type: row.type,
    payload: JSON.parse(row.payload) as unknown,
  } as SessionEvent;
}
