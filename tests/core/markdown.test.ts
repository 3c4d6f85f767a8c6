import { expect, test } from 'vitest';
import type { EventBody, SessionEvent } from '../../src/contract/events.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import { eventMarkdown, markdownOf } from '../../src/core/markdown.ts';
import { row } from '../helpers/rows.ts';

const stored = (body: EventBody): SessionEvent => ({
  ...body,
  sessionId: '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10' as SessionId,
  runId: null,
  seq: 1,
  at: '2026-01-01T00:00:00.000Z',
});

test('begins with what the session is, then tells what was said', () => {
  const events = [
    stored({ type: 'prompt', payload: { text: 'Fix it' } }),
    stored({ type: 'notice', payload: { kind: 'run-spawned', text: '' } }),
    stored({ type: 'message', payload: { text: 'Done.' } }),
  ];

  const text = [...markdownOf(row(1, { name: 'Fix login' }), events)].join('\n');

  expect(text).toMatch(/^# Fix login\n/u);
  expect(text).toMatch(/## Prompt\n\nFix it\n\nDone\.\n$/u);
});

test('fences output with more backticks than it holds, and leaves images out', () => {
  const content = [
    { type: 'text', text: 'a\n````\nb' },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
  ];

  const text = eventMarkdown(
    stored({ type: 'tool_result', payload: { toolUseId: 't', isError: false, content } }),
  );

  expect(text).toBe('`````\na\n````\nb\n[image]\n`````');
});
