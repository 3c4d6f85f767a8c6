import * as v from 'valibot';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { payloads } from '../../../../src/contract/events.ts';
import { decode } from '../../../../src/engine/agents/claude/decode.ts';
import { LineSplitter } from '../../../../src/engine/agents/line-splitter.ts';
import { capture, captureLines, captureNames, decodeAll, expectedFile } from './captures.ts';

/** Runs with another output format: nothing in them is meant for us. */
const plainText = ['a4-text-format'];

/** One of each kind of story, small enough to be read. */
const read = [
  'b2-thinking-partial',
  'c2-edit-acceptEdits',
  'c3-write-default-denied',
  'c31-bash-background',
  'e18-interrupt-streaming',
  'e20-interrupt-pending-permission',
  'e21-set-permission-mode',
  'e22-ask-user-question',
  'e24-plan-approve',
  'h13-529-forever',
  'h17-529-fallback',
  'h7c-cut-once-partial-on',
  'h8-refusal',
  'i1-max-turns',
  'i5-agent',
  'v-2.0.77-interrupt',
  'v-2.1.112-perm-stdio',
  'v-2.1.200-resume-unknown',
];

const event = (line: object) => decode(JSON.stringify(line))[0];
const raw = (line: string) => [
  { kind: 'event', event: { type: 'unrecognised', payload: { raw: line } } },
];

describe('decode', () => {
  test.each(read)('reads %s as written down', async (name) => {
    const signals = decodeAll(captureLines(name)).map((signal) => JSON.stringify(signal));

    await expect(`${signals.join('\n')}\n`).toMatchFileSnapshot(expectedFile(name));
  });

  test.each(captureNames().filter((name) => !plainText.includes(name)))(
    'understands every line of %s, in the shape of the contract',
    (name) => {
      for (const signal of decodeAll(captureLines(name))) {
        if (signal.kind !== 'event') continue;
        expect(signal.event.type).not.toBe('unrecognised');
        expect(v.is(payloads[signal.event.type], signal.event.payload)).toBe(true);
      }
    },
  );

  test('says the same however the bytes of a capture arrive', () => {
    const whole = capture('e8-perm-allow');
    const expected = decodeAll(captureLines('e8-perm-allow'));
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 30 }), (cuts) => {
        const splitter = new LineSplitter({ offset: 0, skipping: null });
        const ends = [...cuts, whole.length].sort((a, b) => a - b);
        const items = ends.flatMap((end, index) =>
          splitter.push(whole.subarray(ends[index - 1] ?? 0, end)),
        );
        const lines = [...items, ...splitter.end()].map((item) => {
          if (item.kind !== 'line') throw new Error('no line of a capture is cut');
          return item.text;
        });

        expect(decodeAll(lines)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a line nobody understands', () => {
  test.each([
    'Hello from the mock API.',
    '{"type":"assistant"',
    '[]',
    '[[["deep"]]]',
    'null',
    '42',
    '"text"',
    '{}',
    '{"type":7}',
    '{"type":"no_such_type","a":1}',
    '{"type":"system"}',
    '{"type":"system","subtype":"no_such_subtype"}',
    '{"type":"assistant","message":null}',
    '{"type":"assistant","message":{"content":"x","model":1}}extra',
    '{"type":"assistant","message":{"content":[{"type":"text","text":7}]}}',
    '{"type":"assistant","message":{"content":[{"type":"tool_use","id":7}]}}',
    '{"type":"assistant","message":{"content":[7]}}',
    '{"type":"user","message":{"content":[{"type":"tool_result"}]}}',
    '{"type":"user"}',
    '{"type":"result"}',
    '{"type":"result","subtype":"success","is_error":"no"}',
    '{"type":"stream_event"}',
    '{"type":"stream_event","event":{"type":"content_block_delta"}}',
    '{"type":"control_request","request_id":"","request":{"subtype":"can_use_tool","tool_name":"Bash"}}',
    '{"type":"control_cancel_request"}',
    '{"type":"control_response","response":{}}',
    '{"type":"rate_limit_event"}',
    '\0\u0001\ufffd',
  ])('is kept as it came: %j', (line) => {
    expect(decode(line)).toEqual(raw(line));
  });

  test.each(['hook_callback', 'mcp_message', 'elicitation', 'request_user_dialog', 'new'])(
    'that asks for something is kept, and said to wait for an answer: %s',
    (subtype) => {
      const line = JSON.stringify({
        ...{ type: 'control_request', request_id: 'r' },
        request: { subtype },
      });

      expect(decode(line)).toEqual([...raw(line), { kind: 'unanswerable', requestId: 'r' }]);
    },
  );

  test('is kept cut beyond 64 Ki characters, with its full size in bytes', () => {
    const line = 'ü'.repeat(100_000);

    expect(eventOf(line)).toEqual({
      type: 'unrecognised',
      payload: { raw: 'ü'.repeat(65_536), bytes: 200_000 },
    });
  });

  test.each([1000, 100_000])('may be nested %i deep', (depth) => {
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const line = `{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t","name":"N","input":{"a":${nested}}}]}}`;

    expect(eventOf(line)).toMatchObject({ type: 'unrecognised' });
  });

  test('is the worst that any line can become', () => {
    const types = [
      'assistant',
      'user',
      'result',
      'system',
      'stream_event',
      'control_request',
      'control_response',
    ];
    const keys = [
      'type',
      'subtype',
      'message',
      'content',
      'event',
      'request',
      'response',
      'tasks',
      'model',
      'is_error',
    ];
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .record({
          type: fc.constantFrom(...types),
          rest: fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 3 })),
        })
        .map(({ type, rest }) => JSON.stringify({ ...rest, type })),
    );
    fc.assert(
      fc.property(anything, (line) => {
        for (const signal of decode(line)) {
          if (signal.kind !== 'event') continue;
          expect(v.is(payloads[signal.event.type], signal.event.payload)).toBe(true);
        }
      }),
    );
  });
});

describe('a turn', () => {
  const result = { type: 'result', subtype: 'success', is_error: false, stop_reason: 'end_turn' };
  const turn = (change: object) => {
    const [signal] = decode(JSON.stringify({ ...result, ...change }));
    return signal?.kind === 'event' && signal.event.type === 'usage'
      ? signal.event.payload.turn
      : undefined;
  };

  test('has succeeded only when subtype and flag say so', () => {
    expect(turn({})).toEqual({ outcome: 'success', reason: null, queued: 0 });
    expect(turn({ is_error: true, result: 'API Error: 429\n\nmore' })).toEqual({
      outcome: 'error',
      reason: 'API Error: 429',
      queued: 0,
    });
    expect(turn({ subtype: 'error_max_turns', errors: [] })).toMatchObject({ outcome: 'error' });
  });

  test('that ends in a refusal is a failure with a reason', () => {
    expect(turn({ stop_reason: 'refusal' })).toMatchObject({
      outcome: 'error',
      reason: 'The model refused to go on',
    });
  });

  test('tells how many follow without new input', () => {
    expect(turn({ queued_turn_count: 2 })).toMatchObject({ queued: 2 });
  });
});

test('background tasks of the agent itself do not keep a run open', () => {
  const tasks = [
    { task_id: 'a', description: 'sleep 4' },
    { task_id: 'b', description: 'watches', ambient: true },
  ];

  expect(event({ type: 'system', subtype: 'background_tasks_changed', tasks })).toMatchObject({
    event: {
      payload: { kind: 'background-tasks', tasks: ['sleep 4'], text: 'Background task: sleep 4' },
    },
  });
});

test('a retry says what it waits for', () => {
  const retry = { type: 'system', subtype: 'api_retry', attempt: 1, max_retries: 10 };
  const why = { retry_delay_ms: 527, error_status: 429, error: 'rate_limit' };

  expect(event({ ...retry, ...why })).toMatchObject({
    event: {
      payload: {
        kind: 'api-retry',
        text: 'Waiting for the API, try 1 of 10 (429 rate_limit), next in 1 s',
      },
    },
  });
});

test('a refused key is no retry: it says what to do', () => {
  const retry = { type: 'system', subtype: 'api_retry', attempt: 1, max_retries: 10 };

  expect(event({ ...retry, error: 'authentication_failed', error_status: 401 })).toMatchObject({
    event: {
      payload: {
        kind: 'authentication-failed',
        text: expect.stringContaining('`/login`') as string,
      },
    },
  });
});

test.each([
  ['model_fallback', 'Switched to Sonnet', 'Switched to Sonnet'],
  ['model_fallback', '', 'opus is not available just now, so sonnet took over'],
  ['model_refusal_fallback', '', 'opus refused to answer, so sonnet took over'],
])('another model is named even when %s says %j', (subtype, content, text) => {
  const models = { original_model: 'opus', fallback_model: 'sonnet' };

  expect(event({ type: 'system', subtype, content, ...models })).toMatchObject({
    event: { payload: { kind: 'model-fallback', text, model: 'sonnet' } },
  });
});

test('a prompt is taken up when the agent says so, by its receipt or by its echo', () => {
  const receipt = { type: 'command_lifecycle', command_uuid: 'p1' };
  const echo = { type: 'user', isReplay: true, uuid: 'p1', message: { content: 'More' } };

  expect(event({ ...receipt, state: 'queued' })).toEqual({ kind: 'nothing' });
  expect(event({ ...receipt, state: 'started' })).toEqual({ kind: 'prompt-taken', promptId: 'p1' });
  expect(event(echo)).toEqual({ kind: 'prompt-taken', promptId: 'p1' });
});

test('a question without a usable form is an approval, so that it can still be answered', () => {
  const request = {
    subtype: 'can_use_tool',
    tool_name: 'AskUserQuestion',
    input: { questions: 7 },
  };

  expect(event({ type: 'control_request', request_id: 'r', request })).toMatchObject({
    event: { type: 'approval_requested', payload: { tool: 'AskUserQuestion' } },
  });
});

function eventOf(line: string) {
  const [signal] = decode(line);
  return signal?.kind === 'event' ? signal.event : undefined;
}
