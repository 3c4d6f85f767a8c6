import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventBody, SessionEvent } from '../../src/contract/events.ts';
import type { RequestId, RunId, SessionId } from '../../src/contract/ids.ts';
import { entryKey, isSameEntry } from '../../src/core/timeline-entry.ts';
import { foldEvents, joinEvents } from '../../src/core/timeline.ts';

const sessionId = '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10' as SessionId;
const runId = '0b8a2d7c-52a8-4c58-a1f0-9b2a6c9d2e11' as RunId;
const requestId = (name: string): RequestId => name as RequestId;

function stored(...bodies: readonly EventBody[]): SessionEvent[] {
  return bodies.map((body, index): SessionEvent => ({
    ...body,
    sessionId,
    runId,
    seq: index + 1,
    at: '2026-01-01T00:00:00.000Z',
  }));
}

const say = (text: string): EventBody => ({ type: 'message', payload: { text } });
const call = (toolUseId: string): EventBody => ({
  type: 'tool_call',
  payload: { toolUseId, name: 'Bash', input: { command: 'npm test' } },
});
const result = (toolUseId: string): EventBody => ({
  type: 'tool_result',
  payload: { toolUseId, isError: false, content: 'ok' },
});
const ask = (id: string): EventBody => ({
  type: 'approval_requested',
  payload: { requestId: requestId(id), tool: 'Bash', input: {} },
});
const answer = (id: string): EventBody => ({
  type: 'approval_resolved',
  payload: { requestId: requestId(id), behavior: 'allow', by: 'user' },
});
const notice = (payload: Extract<EventBody, { type: 'notice' }>['payload']): EventBody => ({
  type: 'notice',
  payload,
});
const status = (to: 'Running' | 'Waiting' | 'Failed', reason: string | null): EventBody => ({
  type: 'status',
  payload: { from: null, to, reason },
});

const askUser = (toolUseId: string): EventBody => ({
  type: 'tool_call',
  payload: { toolUseId, name: 'AskUserQuestion', input: { questions: [] } },
});
const question = (id: string): EventBody => ({
  type: 'question_asked',
  payload: { requestId: requestId(id), questions: [], input: {} },
});
const answered = (id: string): EventBody => ({
  type: 'question_answered',
  payload: { requestId: requestId(id), answers: {}, by: 'user' },
});
const failedTurn = (reason: string): EventBody => ({
  type: 'usage',
  payload: {
    ...{ costUsd: null, totalCostUsd: null, tokens: null, durationMs: 5, model: null },
    turn: { outcome: 'error', reason, queued: 0 },
  },
});

const ids = fc.constantFrom('a', 'b', 'c');
const bodies: fc.Arbitrary<EventBody> = fc.oneof(
  fc.string().map(say),
  ids.map(call),
  ids.map(result),
  ids.map(ask),
  ids.map(answer),
  fc.constantFrom(
    notice({ kind: 'run-started', text: '', run: 2 }),
    notice({ kind: 'agent-started', text: '', model: 'opus' }),
    notice({ kind: 'background-tasks', text: '', tasks: [] }),
    notice({ kind: 'stderr', text: 'warning' }),
    status('Running', null),
    status('Failed', 'crashed'),
    { type: 'unrecognised', payload: { raw: '{' } } satisfies EventBody,
  ),
);
const logs = fc.array(bodies, { maxLength: 60 }).map((all) => stored(...all));

describe('foldEvents', () => {
  test('tells a question once: not also by the call that asks it, nor by its result', () => {
    const events = stored(
      say('One of two.'),
      askUser('t'),
      question('q'),
      answered('q'),
      result('t'),
    );
    const entries = foldEvents(events);
    expect(entries.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['message', 1],
      ['question', 2],
    ]);
    expect(entries[1]?.events).toEqual(events.slice(1));
    expect(entries[1]).toMatchObject({ request: { requestId: 'q' }, answer: { requestId: 'q' } });
  });

  test('still tells a question whose call lies before the stretch', () => {
    const entries = foldEvents(stored(question('q'), answered('q')));
    expect(entries.map(({ kind }) => kind)).toEqual(['question']);
  });

  test('says why a session failed once, where the turn has said it', () => {
    const told = foldEvents(stored(failedTurn('No credit'), status('Failed', 'No credit')));
    expect(told.at(-1)).toMatchObject({ kind: 'status', reason: null });
    const other = foldEvents(stored(failedTurn('No credit'), status('Failed', 'It was killed')));
    expect(other.at(-1)).toMatchObject({ kind: 'status', reason: 'It was killed' });
  });

  test('makes one entry of a call and its result, however much lies between', () => {
    const entries = foldEvents(stored(call('t1'), say('meanwhile'), call('t2'), result('t1')));

    expect(entries.map((entry) => [entry.kind, entry.seq, entry.events.length])).toEqual([
      ['tool', 1, 2],
      ['message', 2, 1],
      ['tool', 3, 1],
    ]);
  });

  test('lets a result stand alone whose call lies outside the window', () => {
    const [, ...rest] = stored(call('t1'), result('t1'));

    expect(foldEvents(rest)).toMatchObject([{ kind: 'tool', seq: 2, call: null }]);
  });

  test('makes one entry of an approval and its answer', () => {
    expect(foldEvents(stored(ask('q1'), answer('q1')))).toMatchObject([
      { kind: 'approval', answer: { behavior: 'allow', by: 'user' } },
    ]);
  });

  test('gathers what a subagent does, calls with their results, under what it was asked for', () => {
    const nested = (body: EventBody): EventBody =>
      ({ ...body, payload: { ...body.payload, parentToolUseId: 'task' } }) as EventBody;
    const task: EventBody = {
      type: 'tool_call',
      payload: { toolUseId: 'task', name: 'Task', input: { description: 'Review' } },
    };
    const events = [
      task,
      nested(call('t1')),
      say('meanwhile'),
      nested(result('t1')),
      result('task'),
    ];

    expect(foldEvents(stored(...events))).toMatchObject([
      { kind: 'tool', seq: 1, events: [{ seq: 1 }, { seq: 5 }] },
      { kind: 'group', seq: 2, label: 'Review', children: [{ kind: 'tool', result: {} }] },
      { kind: 'message', seq: 3 },
    ]);
  });

  test('breaks the work of a subagent into stretches that any window shows alike', () => {
    const said = Array.from({ length: 120 }, (_, index): EventBody => ({
      type: 'message',
      payload: { text: String(index), parentToolUseId: 'task' },
    }));
    const log = stored(...said);

    const names = (events: readonly SessionEvent[]) =>
      foldEvents(events).map((entry) => [entryKey(entry), entry.events.length]);
    expect(names(log)).toEqual([
      ['task:0', 49],
      ['task:1', 50],
      ['task:2', 21],
    ]);
    expect(names(log.slice(60))).toEqual([
      ['task:1', 39],
      ['task:2', 21],
    ]);
  });

  test('keeps a second answer to the same approval as an entry of its own', () => {
    const entries = foldEvents(stored(ask('q1'), answer('q1'), answer('q1')));

    expect(entries).toMatchObject([{ kind: 'approval' }, { kind: 'approval', request: null }]);
  });

  test('tells a run with the model its agent began with, once', () => {
    const entries = foldEvents(
      stored(
        notice({ kind: 'run-started', text: '', run: 1 }),
        notice({ kind: 'run-spawned', text: '' }),
        notice({ kind: 'agent-started', text: '', model: 'opus', permissionMode: 'plan' }),
        notice({ kind: 'agent-started', text: '', model: 'haiku' }),
      ),
    );

    expect(entries).toMatchObject([
      { kind: 'run', number: 1, model: 'opus', permissionMode: 'plan' },
    ]);
  });

  test('says how a run ended and is silent on what only passes', () => {
    const entries = foldEvents(
      stored(status('Running', null), status('Waiting', null), status('Failed', 'exit code 1')),
    );

    expect(entries).toMatchObject([{ kind: 'status', to: 'Failed', reason: 'exit code 1' }]);
  });

  test('names what runs in the background, and not its end', () => {
    const entries = foldEvents(
      stored(
        notice({ kind: 'background-tasks', text: '', tasks: ['npm run dev'] }),
        notice({ kind: 'background-tasks', text: '', tasks: [] }),
      ),
    );

    expect(entries).toMatchObject([{ kind: 'notice', text: 'npm run dev' }]);
  });

  test('names every entry by the seq of its first event, ascending and once', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const seqs = foldEvents(log).map((entry) => entry.seq);
        expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
      }),
    );
  });

  test('uses no event twice', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const used = foldEvents(log).flatMap((entry) => entry.events);
        expect(new Set(used).size).toBe(used.length);
      }),
    );
  });
});

describe('joinEvents', () => {
  test('page by page, in either direction and overlapping, folds as the whole does', () => {
    const pages = fc.tuple(logs, fc.nat(), fc.array(fc.tuple(fc.boolean(), fc.nat(8), fc.nat(3))));
    fc.assert(
      fc.property(pages, ([log, from, steps]) => {
        let [first, last] = [from % (log.length + 1), from % (log.length + 1)];
        let held: readonly SessionEvent[] = [];
        const joinPage = (start: number, end: number): void => {
          held = joinEvents(held, log.slice(Math.max(0, start), end));
          [first, last] = [Math.min(first, Math.max(0, start)), Math.max(last, end)];
        };
        for (const [older, size, overlap] of steps) {
          if (older) joinPage(first - size, Math.min(log.length, first + overlap));
          else joinPage(last - overlap, Math.min(log.length, last + size));
        }
        joinPage(0, first);
        joinPage(last, log.length);

        expect(held).toEqual(log);
        expect(foldEvents(held)).toEqual(foldEvents(log));
      }),
    );
  });

  test('does not join a page that would leave a hole', () => {
    const log = stored(say('1'), say('2'), say('3'), say('4'));

    expect(joinEvents(log.slice(0, 1), log.slice(2))).toEqual(log.slice(0, 1));
    expect(joinEvents(log.slice(3), log.slice(0, 2))).toEqual(log.slice(3));
  });

  test('takes an event that was asked for again in place of the one it held', () => {
    const log = stored(say('cut… [9 more characters]'), say('2'));
    const whole = stored(say('cut, no more'));

    expect(joinEvents(log, whole)).toEqual([...whole, ...log.slice(1)]);
  });
});

describe('isSameEntry', () => {
  test('tells an entry that got its result from the one without', () => {
    const log = stored(call('t1'), result('t1'));
    const [open] = foldEvents(log.slice(0, 1));
    const [closed] = foldEvents(log);
    const [again] = foldEvents(log);
    if (open === undefined || closed === undefined || again === undefined) throw new Error('none');

    expect(isSameEntry(open, closed)).toBe(false);
    expect(isSameEntry(closed, again)).toBe(true);
  });
});
