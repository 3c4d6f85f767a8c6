import type { EventPage, ParsedParams, Reply } from '../../contract/requests.ts';
import type { SessionId } from '../../contract/ids.ts';
import type { RunRow, SessionView } from '../../contract/rows.ts';
import { cutStrings } from '../../core/cut.ts';
import { viewOf } from '../../core/row.ts';
import { EngineError } from '../engine-error.ts';
import { changedFiles, diffAgainst } from '../git/changes.ts';
import type { RunRecord } from '../store/runs.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';

/** A page is cut short beyond this many bytes of payload, so that no message grows without bound. */
const pageBytes = 4 * 1024 * 1024;

/** What can be read of a store, whether an engine runs on it or not. */
export class Queries {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  list(): SessionView[] {
    return this.#store.sessions({ deleted: false }).map((record) => recordView(record));
  }

  trash(): SessionView[] {
    return this.#store.sessions({ deleted: true }).map((record) => recordView(record));
  }

  /** @throws {EngineError} `unknown-session`. */
  show(id: SessionId): Reply<'sessions.show'> {
    const record = this.#record(id);
    return {
      row: recordView(record),
      runs: this.#store.runs(record.key).map(runRow),
      queue: this.#store.queue(record.key),
      open: this.#store.openRequests(record.key).map(({ at: _at, ...request }) => request),
    };
  }

  page({ id, after, before, limit, cut }: ParsedParams<'events.page'>): EventPage {
    const { key } = this.#record(id);
    const page = this.#store.page(key, { after, before, limit, maxBytes: pageBytes });
    if (cut === null) return page;
    return { ...page, events: page.events.map((event) => cutStrings(event, cut)) };
  }

  event(id: SessionId, seq: number): Reply<'events.get'> {
    const event = this.#store.event(this.#record(id).key, seq);
    if (event === undefined) {
      throw new EngineError('bad-request', `Session ${id} has no event ${String(seq)}.`, {
        field: 'seq',
      });
    }
    return { event };
  }

  search({ text, limit }: ParsedParams<'events.search'>): Reply<'events.search'> {
    return { hits: this.#store.search(text, limit) };
  }

  find({ id, text, after, before, limit }: ParsedParams<'events.find'>): Reply<'events.find'> {
    const { key, lastSeq } = this.#record(id);
    const from = after === null ? 'end' : 'start';
    const range = { after: after ?? 0, before: before ?? lastSeq + 1, from } as const;
    // One more than asked for tells whether there are more.
    const found = this.#store.find(key, text, range, limit + 1);
    const more = found.length > limit;
    if (!more) return { seqs: found, more };
    return { seqs: from === 'end' ? found.slice(1) : found.slice(0, limit), more };
  }

  landmark({ id, kind, after, before }: ParsedParams<'events.next'>): Reply<'events.next'> {
    const { key, lastSeq } = this.#record(id);
    const seq =
      after === null
        ? this.#store.landmark(key, kind, 'before', before ?? lastSeq + 1)
        : this.#store.landmark(key, kind, 'after', after);
    return { seq: seq ?? null };
  }

  /** Since the last midnight before `now` (ms), on this machine's clock. */
  today(now: number): Reply<'usage.today'> {
    const midnight = new Date(now).setHours(0, 0, 0, 0);
    return { since: new Date(midnight).toISOString(), ...this.#store.usageSince(midnight) };
  }

  /** @throws {GitError} where the worktree is gone. */
  async changes(id: SessionId): Promise<Reply<'changes.list'>> {
    const { worktree, base } = this.#record(id).facts;
    return { files: await changedFiles(worktree, base.commit) };
  }

  /** @throws {GitError} where the worktree is gone. */
  async diff(id: SessionId): Promise<Reply<'changes.diff'>> {
    const { worktree, base } = this.#record(id).facts;
    return { diff: await diffAgainst(worktree, base.commit) };
  }

  #record(id: SessionId): SessionRecord {
    const record = this.#store.session(id);
    if (record !== undefined) return record;
    throw unknownSession(id);
  }
}

export function unknownSession(id: string): EngineError {
  return new EngineError('unknown-session', `There is no session ${id}. \`lulu ls\` lists them.`, {
    field: 'id',
  });
}

/** A row as the database has it; its place in the admission queue is known to an engine alone. */
export function recordView({ facts, lastSeq, deletedAt }: SessionRecord): SessionView {
  return viewOf(facts, { lastSeq, deletedAt, queued: null });
}

function runRow(run: RunRecord): RunRow {
  const { id, number, startedAt, endedAt, outcome, exit } = run;
  return {
    id,
    number,
    startedAt,
    endedAt,
    outcome,
    exit,
    pid: endedAt === null ? pidOf(run) : null,
  };
}

function pidOf({ identity }: RunRecord): number | null {
  if (typeof identity !== 'object' || identity === null || !('agent' in identity)) return null;
  const { agent } = identity;
  const known = typeof agent === 'object' && agent !== null && 'pid' in agent;
  return known ? Number(agent.pid) : null;
}
