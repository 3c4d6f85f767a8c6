/** An engine that is only a log: it stands in for the port, so that the detail can be shown and tested by itself. */
import type { Landmark } from '../../../src/contract/detail-requests.ts';
import type { SessionEvent } from '../../../src/contract/events.ts';
import type { Method, Params, Reply } from '../../../src/contract/requests.ts';
import type { SessionDetail } from '../../../src/contract/rows.ts';
import { isMatch, parseQuery } from '../../../src/core/search-query.ts';
import { RequestError } from '../../../src/ui/data/transport.ts';
import { FakeTransport } from '../fake-transport.ts';

/** One session's log: `event` makes the event of any seq, so that a long log costs nothing. */
export interface FakeLog {
  readonly detail: SessionDetail;
  last: number;
  readonly event: (seq: number) => SessionEvent;
}

const files = ['src/auth/redirect.ts', 'src/auth/redirect.test.ts', 'src/auth/cookie.ts'];

/** One transparent pixel. */
export const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export class LogTransport extends FakeTransport {
  /** Refuses a method while set. */
  refuse: Method | undefined;
  readonly #log: FakeLog;

  constructor(log: FakeLog) {
    const changed = (): { row: SessionDetail['row'] } => ({ row: log.detail.row });
    super({
      'events.page': (params) => pageOf(log, params),
      'events.get': ({ seq }) => ({ event: log.event(seq) }),
      'events.watch': () => ({ last: log.last }),
      'sessions.show': () => log.detail,
      'sessions.send': changed,
      'sessions.resume': changed,
      'sessions.approve': changed,
      'sessions.deny': changed,
      'sessions.answer': changed,
      'sessions.configure': changed,
      'sessions.requeue': changed,
      'sessions.unqueue': changed,
      'events.find': (params) => matchesIn(log, params),
      'events.next': (params) => ({ seq: nextOf(log, params) }),
      'files.complete': ({ prefix }) => ({
        paths: files.filter((path) => path.includes(prefix)),
      }),
      'images.keep': () => ({ name: '0123456789abcdef.png' }),
      'images.get': () => ({ mediaType: 'image/png', data: pixel }),
    });
    this.#log = log;
  }

  override async request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>> {
    if (method === this.refuse) {
      this.asked.push({ method, params });
      throw new RequestError({ kind: 'unavailable', message: 'The engine is not there.' });
    }
    const reply = await super.request(method, params);
    // A task later, as over any wire.
    return new Promise((resolve) => {
      setTimeout(resolve, 0, reply);
    });
  }

  /** The log grows by `count`, and whoever watches is told of it: with the events, or only of the new end. */
  append(count: number, withEvents = true): void {
    const log = this.#log;
    const from = log.last;
    log.last += count;
    const events = withEvents ? range(from + 1, log.last).map(log.event) : [];
    this.push({ tail: { id: log.detail.row.id, last: log.last, events } });
  }

  /** The connection breaks; while it is gone, the log grows by `missed` unseen. */
  breakOff(missed: number): void {
    this.become('lost');
    this.#log.last += missed;
    this.become('open');
    this.resync();
  }
}

/** As the engine answers, but for how it splits words. */
function matchesIn(
  { last, event }: FakeLog,
  { text, after, before, limit = 1000 }: Params<'events.find'>,
): Reply<'events.find'> {
  const query = parseQuery(text);
  if (query === undefined) return { seqs: [], more: false };
  const seqs = range((after ?? 0) + 1, (before ?? last + 1) - 1).filter((seq) => {
    const { type, payload } = event(seq);
    if (type === 'prompt' || type === 'message') return isMatch(query, payload.text);
    return type === 'tool_call' && isMatch(query, JSON.stringify(payload.input));
  });
  return { seqs: seqs.slice(-limit), more: seqs.length > limit };
}

const landmarks: Readonly<Record<Landmark, readonly SessionEvent['type'][]>> = {
  prompt: ['prompt'],
  error: ['error'],
  approval: ['approval_requested', 'question_asked'],
};

function nextOf(
  { last, event }: FakeLog,
  { kind, after, before }: Params<'events.next'>,
): number | null {
  const is = (seq: number): boolean => landmarks[kind].includes(event(seq).type);
  if (typeof after === 'number') return range(after + 1, last).find(is) ?? null;
  return range(1, (before ?? last + 1) - 1).findLast(is) ?? null;
}

function pageOf(
  { last, event }: FakeLog,
  { before, after, limit = 100 }: Params<'events.page'>,
): Reply<'events.page'> {
  const start = typeof after === 'number' ? after + 1 : Math.max(1, (before ?? last + 1) - limit);
  const end = typeof after === 'number' ? Math.min(last, after + limit) : (before ?? last + 1) - 1;
  return { events: range(start, end).map(event), first: last === 0 ? 0 : 1, last };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
