/** A session as one would see it: a bug looked for, found and mended, with everything a timeline can hold. */
import type { EventBody, SessionEvent } from '../../../src/contract/events.ts';
import type { RequestId, RunId, SessionId } from '../../../src/contract/ids.ts';
import type { OpenRequest, SessionDetail, SessionView } from '../../../src/contract/rows.ts';
import type { FakeLog } from './log-transport.ts';

const sessionId = '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10' as SessionId;
const runId = '0b8a2d7c-52a8-4c58-a1f0-9b2a6c9d2e11' as RunId;
const begun = Date.now() - 26 * 60_000;

export function instantAfter(seconds: number): string {
  return new Date(begun + seconds * 1000).toISOString();
}

export const row: SessionView = {
  id: sessionId,
  name: 'Fix the login redirect loop',
  status: 'Running',
  repo: '/home/ada/src/shop',
  worktree: `/home/ada/src/shop/.lulu/worktrees/${sessionId}`,
  base: { ref: 'main', commit: '1f2e3d4c5b6a79880f1e2d3c4b5a69788f0e1d2c' },
  agent: 'claude',
  model: 'claude-opus-5-5',
  createdAt: instantAfter(0),
  lastActivityAt: new Date().toISOString(),
  failureReason: null,
  waitingFor: null,
  restored: false,
  recoveryHint: null,
  resumeCount: 1,
  activeRunId: runId,
  lastResumeAt: null,
  queued: null,
  costUsd: 0.4218,
  tokens: { input: 18_204, output: 6_120, cacheRead: 212_000, cacheWrite: 31_400 },
  permissionMode: 'acceptEdits',
  interrupting: false,
  interruptError: null,
  note: null,
  lastSeq: 0,
  deletedAt: null,
};

export const request: OpenRequest = {
  requestId: 'req-1' as RequestId,
  kind: 'approval',
  tool: 'Bash',
  input: {
    command: 'npm run test:e2e -- --grep "login"',
    description: 'Run the login end-to-end tests',
  },
  questions: null,
};

export const question: OpenRequest = {
  requestId: 'req-2' as RequestId,
  kind: 'question',
  tool: 'AskUserQuestion',
  input: {},
  questions: [
    {
      question: 'Where should people land after they log in?',
      header: 'Landing page',
      options: [
        { label: 'Their account', description: 'As it is for people who register' },
        { label: 'Where they came from', description: 'Needs the next parameter to be kept' },
      ],
    },
    {
      question: 'Which browsers should the tests cover?',
      multiSelect: true,
      options: [{ label: 'Chromium' }, { label: 'Firefox' }, { label: 'WebKit' }],
    },
  ],
};

export const plan: OpenRequest = {
  requestId: 'req-3' as RequestId,
  kind: 'plan',
  tool: 'ExitPlanMode',
  input: {
    plan: '## Plan\n\n1. Make `/account` the fallback in `nextAfterLogin`.\n2. Refuse a `next` that leaves the site.\n3. Add **two tests**, one for each.\n\nNothing else changes.',
  },
  questions: null,
};

export const edit: OpenRequest = {
  requestId: 'req-4' as RequestId,
  kind: 'approval',
  tool: 'Edit',
  input: {
    file_path: '/home/ada/src/shop/package.json',
    old_string: '"version": "4.2.0"',
    new_string: '"version": "4.2.1"',
  },
  questions: null,
};

let calls = 0;

function tool(
  name: string,
  input: unknown,
  content: unknown,
  more: { readonly isError?: boolean; readonly detail?: unknown; readonly parent?: string } = {},
): EventBody[] {
  calls += 1;
  const toolUseId = `toolu_${calls}`;
  const parent = more.parent === undefined ? {} : { parentToolUseId: more.parent };
  const detail = more.detail === undefined ? {} : { detail: more.detail };
  return [
    { type: 'tool_call', payload: { toolUseId, name, input, ...parent } },
    {
      type: 'tool_result',
      payload: { toolUseId, isError: more.isError ?? false, content, ...detail, ...parent },
    },
  ];
}

const say = (text: string): EventBody => ({ type: 'message', payload: { text } });
const think = (text: string): EventBody => ({ type: 'thinking', payload: { text } });
const note = (payload: Extract<EventBody, { type: 'notice' }>['payload']): EventBody => ({
  type: 'notice',
  payload,
});

const testOutput = [
  '> shop@4.2.0 test',
  '> vitest run src/auth',
  '',
  ...Array.from(
    { length: 28 },
    (_, index) => ` ✓ src/auth/case-${index + 1}.test.ts (${index % 7} tests) ${12 + index}ms`,
  ),
  '',
  ' FAIL  src/auth/session.test.ts > redirects once after login',
  "AssertionError: expected '/login?next=%2Flogin' to equal '/account'",
  '    at src/auth/session.test.ts:41:27',
  '',
  ' Test Files  1 failed | 28 passed (29)',
  '      Tests  1 failed | 96 passed (97)',
].join('\n');

/** 40 × 24 pixels of one colour. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAACgAAAAYCAIAAAAH/jJpAAAAJ0lEQVR42u3NMQEAAAQAMPqXVUgNDx8L+DqZ+o1ZFIlisVgsFovFHywFAgGZ1r0xyAAAAABJRU5ErkJggg==';

const patch = [
  {
    oldStart: 38,
    oldLines: 9,
    newStart: 38,
    newLines: 11,
    lines: [
      ' export function nextAfterLogin(request: Request): string {',
      '   const url = new URL(request.url);',
      "-  const next = url.searchParams.get('next') ?? url.pathname;",
      '-  return next;',
      "+  const next = url.searchParams.get('next');",
      '+  // The login page itself is never where one wants to be after it.',
      "+  if (next === null || next.startsWith('/login')) return '/account';",
      "+  return next.startsWith('/') && !next.startsWith('//') ? next : '/account';",
      ' }',
      ' ',
      ' export function isSignedIn(session: Session | null): session is Session {',
    ],
  },
  {
    oldStart: 71,
    oldLines: 4,
    newStart: 73,
    newLines: 3,
    lines: [
      '   const session = await read(request);',
      "-  console.log('session', session);",
      '   return session;',
      ' }',
    ],
  },
];

const summary = `The loop came from \`nextAfterLogin\`: without a \`next\` parameter it fell back to the current path, which **is** \`/login\` when the form posts to itself.

### What I changed

1. \`src/auth/redirect.ts\`: the fallback is now \`/account\`, and a \`next\` that leads back to the login page is ignored.
2. An open redirect went with it: \`//evil.example\` was accepted before.
3. Two tests, one for each.

\`\`\`ts
export function nextAfterLogin(request: Request): string {
  const next = new URL(request.url).searchParams.get('next');
  // The login page itself is never where one wants to be after it.
  if (next === null || next.startsWith('/login')) return '/account';
  return isLocal(next) ? next : '/account';
}
\`\`\`

| Case | Before | Now |
|---|---|---|
| no \`next\` | \`/login\` (loop) | \`/account\` |
| \`next=/login\` | \`/login\` (loop) | \`/account\` |
| \`next=//evil.example\` | left the site | \`/account\` |

> The cookie is still set with \`SameSite=Lax\`. That is right for this flow, see [the notes on cookies](https://example.org/cookies).

Shall I also run the end-to-end suite?`;

const bodies: readonly EventBody[] = [
  note({ kind: 'run-started', text: 'Run 1', run: 1 }),
  note({ kind: 'run-spawned', text: '' }),
  {
    type: 'prompt',
    payload: {
      text: 'After logging in, people end up on the login page again (sometimes forever). Find out why and fix it. There should be a test for it.',
    },
  },
  note({
    kind: 'agent-started',
    text: '',
    model: 'claude-opus-5-5',
    permissionMode: 'acceptEdits',
  }),
  think(
    'The user describes a redirect loop after login. I should look at how `next` is computed, and whether the session cookie is set before the redirect is followed.\n\nLet me search for the redirect first.',
  ),
  say("I'll look at how the redirect after login is computed."),
  ...tool(
    'Grep',
    { pattern: 'nextAfterLogin|redirect\\(', path: 'src' },
    'src/auth/redirect.ts:38:export function nextAfterLogin(request: Request): string {\nsrc/auth/login.ts:22:  return redirect(nextAfterLogin(request));\nsrc/pages/account.ts:9:    return redirect(`/login?next=${encodeURIComponent(url.pathname)}`);',
  ),
  ...tool(
    'Read',
    { file_path: 'src/auth/redirect.ts' },
    '     1\timport type { Session } from "./session";\n     2\t\n     3\t// …',
  ),
  ...tool(
    'Glob',
    { pattern: 'src/auth/**/*.test.ts' },
    'src/auth/session.test.ts\nsrc/auth/cookie.test.ts',
  ),
  ...tool(
    'Bash',
    { command: 'npm test -- src/auth', description: 'Run the auth tests' },
    `Exit code 1\n${testOutput}`,
    { isError: true },
  ),
  say(
    'There is already a failing case: `redirects once after login`. The fallback is the current path, which is `/login` itself when the form posts to it.',
  ),
  ...tool(
    'TodoWrite',
    {
      todos: [
        { content: 'Find where the redirect is computed', status: 'completed' },
        { content: 'Mend the fallback', status: 'in_progress' },
        { content: 'Add a test for each case', status: 'pending' },
      ],
    },
    'Todos have been modified successfully.',
  ),
  ...tool(
    'Edit',
    { file_path: 'src/auth/redirect.ts', old_string: 'a', new_string: 'b' },
    'The file src/auth/redirect.ts has been updated.',
    { detail: { filePath: 'src/auth/redirect.ts', structuredPatch: patch } },
  ),
  ...tool(
    'Write',
    {
      file_path: 'src/auth/redirect.test.ts',
      content:
        "import { expect, test } from 'vitest';\nimport { nextAfterLogin } from './redirect';\n\ntest('goes to the account when nothing else was asked for', () => {\n  expect(nextAfterLogin(new Request('https://shop.test/login'))).toBe('/account');\n});\n\ntest('does not leave the site', () => {\n  const request = new Request('https://shop.test/login?next=//evil.example');\n  expect(nextAfterLogin(request)).toBe('/account');\n});\n",
    },
    'File created successfully at: src/auth/redirect.test.ts',
  ),
  ...tool(
    'Bash',
    { command: 'npm test -- src/auth', description: 'Run the auth tests again' },
    ' Test Files  30 passed (30)\n      Tests  99 passed (99)',
  ),
  {
    type: 'usage',
    payload: {
      turn: { outcome: 'success', reason: null, queued: 0 },
      costUsd: 0.2984,
      totalCostUsd: 0.2984,
      tokens: { input: 12_204, output: 4_120, cacheRead: 152_000, cacheWrite: 31_400 },
      durationMs: 94_300,
      model: 'claude-opus-5-5',
    },
  },
  note({ kind: 'run-exited', text: '', exit: { code: 0, signal: null } }),
  { type: 'status', payload: { from: 'Running', to: 'Completed', reason: null } },
  note({ kind: 'run-started', text: 'Run 2', run: 2 }),
  {
    type: 'prompt',
    payload: { text: 'Good. Have someone else check the cookie code too, then sum up.' },
  },
  note({
    kind: 'agent-started',
    text: '',
    model: 'claude-opus-5-5',
    permissionMode: 'acceptEdits',
  }),
  note({ kind: 'api-retry', text: 'The API is overloaded (529). Attempt 2 of 10 in 4 s.' }),
  {
    type: 'tool_call',
    payload: {
      toolUseId: 'toolu_agent',
      name: 'Task',
      input: { description: 'Review the cookie code', prompt: 'Look at src/auth/cookie.ts …' },
    },
  },
  ...tool('Read', { file_path: 'src/auth/cookie.ts' }, 'export const name = "sid";', {
    parent: 'toolu_agent',
  }),
  {
    type: 'message',
    payload: {
      text: '`cookie.ts` sets `HttpOnly` and `SameSite=Lax`; nothing to change.',
      parentToolUseId: 'toolu_agent',
    },
  },
  {
    type: 'tool_result',
    payload: {
      toolUseId: 'toolu_agent',
      isError: false,
      content: [{ type: 'text', text: 'The cookie code is sound.' }],
    },
  },
  {
    type: 'approval_requested',
    payload: {
      requestId: 'req-0' as RequestId,
      tool: 'WebFetch',
      input: { url: 'https://example.org/cookies' },
    },
  },
  {
    type: 'approval_resolved',
    payload: {
      requestId: 'req-0' as RequestId,
      behavior: 'deny',
      by: 'user',
      message: 'No network, please.',
    },
  },
  note({ kind: 'stderr', text: 'ExperimentalWarning: SQLite is an experimental feature' }),
  { type: 'unrecognised', payload: { raw: '{"type":"telemetry_beat","beat":7,"payload":{"a":1}' } },
  { type: 'error', payload: { text: 'API Error: 529 overloaded_error (request req_26c9)' } },
  ...tool('Read', { file_path: 'docs/login.png' }, [
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture } },
  ]),
  ...tool('mcp__tracker__find_ticket', { query: 'login loop', limit: 5 }, '[{"id":"SHOP-812"}]'),
  say(summary),
  {
    type: 'approval_requested',
    payload: { requestId: request.requestId, tool: request.tool, input: request.input },
  },
];

export function believableLog(
  change: Partial<SessionView> = {},
  open: OpenRequest[] = [],
): FakeLog {
  const events = bodies.map((body, index): SessionEvent => ({
    ...body,
    sessionId,
    runId,
    seq: index + 1,
    at: instantAfter(index * 14),
  }));
  const view: SessionView = { ...row, ...change, lastSeq: events.length };
  return {
    detail: { ...detailOf(view), open },
    last: events.length,
    event: (seq) => {
      const event = events[seq - 1];
      if (event === undefined) throw new Error(`There is no event ${seq}`);
      return event;
    },
  };
}

export function detailOf(view: SessionView): SessionDetail {
  const run = { outcome: null, exit: null, pid: null };
  return {
    row: view,
    runs: [
      { ...run, id: runId, number: 1, startedAt: instantAfter(0), endedAt: instantAfter(95) },
      { ...run, id: runId, number: 2, startedAt: instantAfter(300), endedAt: null, pid: 4711 },
    ],
    queue: [],
    open: [],
  };
}
