import { describe, expect, test } from 'vitest';
import {
  encodeAllow,
  encodeAnswers,
  encodeDeny,
  encodeEndSession,
  encodeInterrupt,
  encodePermissionMode,
  encodePrompt,
  encodeRefusal,
} from '../../../../src/engine/agents/claude/encode.ts';

const read = (line: string): unknown => JSON.parse(line);

describe('a prompt', () => {
  test('is one line whatever it holds, with an id of its own', () => {
    const text = 'first\nsecond\r\n\u2028"quoted" — ünïcode';

    const line = encodePrompt(text);

    expect(line).not.toMatch(/[\r\n]/u);
    expect(read(line)).toEqual({
      type: 'user',
      message: { role: 'user', content: text },
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/u) as string,
    });
    expect(read(encodePrompt(text))).not.toEqual(read(line));
  });

  test.each(['/compact', '  /clear all', 'read @README.md'])('is literal: %s', (text) => {
    expect(read(encodePrompt(text))).toMatchObject({ client_composed: true });
  });
});

describe('an answer', () => {
  const answer = (response: object) => ({
    type: 'control_response',
    response: { subtype: 'success', request_id: 'r1', response },
  });

  test('that is none says why', () => {
    expect(read(encodeRefusal('r1'))).toEqual({
      type: 'control_response',
      response: {
        ...{ subtype: 'error', request_id: 'r1' },
        error: expect.stringContaining('cannot answer') as string,
      },
    });
  });

  test('that allows always says with what input', () => {
    const input = { command: 'rm -r dist' };

    expect(read(encodeAllow('r1', input))).toEqual(
      answer({ behavior: 'allow', updatedInput: input }),
    );
    expect(read(encodeAllow('r1', null))).toEqual(answer({ behavior: 'allow', updatedInput: {} }));
  });

  test.each([null, '', '  '])('that denies always has a message, %j too', (message) => {
    expect(read(encodeDeny('r1', message))).toEqual(
      answer({ behavior: 'deny', message: 'The user did not allow this.' }),
    );
  });

  test('that denies says what the user said', () => {
    expect(read(encodeDeny('r1', 'Use another file.'))).toEqual(
      answer({ behavior: 'deny', message: 'Use another file.' }),
    );
  });

  test('to a question travels in its input', () => {
    const questions = [{ question: 'Which?', options: [{ label: 'A' }] }];

    expect(read(encodeAnswers('r1', { questions }, { 'Which?': 'A' }))).toEqual(
      answer({ behavior: 'allow', updatedInput: { questions, answers: { 'Which?': 'A' } } }),
    );
  });
});

test.each([
  [encodeInterrupt('q'), { subtype: 'interrupt' }],
  [encodeEndSession('q'), { subtype: 'end_session' }],
  [encodePermissionMode('q', 'plan'), { subtype: 'set_permission_mode', mode: 'plan' }],
])('a request of ours is %s', (line, request) => {
  expect(read(line)).toEqual({ type: 'control_request', request_id: 'q', request });
});
