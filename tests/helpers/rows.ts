/** Rows of every status, as an engine would send them. */
import * as v from 'valibot';
import { RequestId, RunId, SessionId } from '../../src/contract/ids.ts';
import type { Settings } from '../../src/contract/settings.ts';
import type { SessionView } from '../../src/contract/rows.ts';

export const settings: Settings = {
  order: null,
  theme: 'system',
  claudePath: null,
  liveAgents: 8,
  density: 'comfortable',
  fontSize: 14,
  notifyWaiting: true,
  notifyCompleted: true,
  notifyFailed: true,
  editor: null,
  terminal: null,
};

export function sessionId(number: number): SessionId {
  return v.parse(SessionId, `6f1c0f0e-9f5e-4b0e-8c57-${String(number).padStart(12, '0')}`);
}

const runId = v.parse(RunId, '0d9f6d0a-3b3c-4a63-9f0e-5c3a2f1e7b11');

export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

/** A running session; `number` makes its id, and its place by age: larger is newer. */
export function row(number: number, changes: Partial<SessionView> = {}): SessionView {
  return {
    id: sessionId(number),
    name: `Session ${number}`,
    status: 'Running',
    repo: '/home/ada/code/shop',
    worktree: `/home/ada/code/shop/.lulu/worktrees/${sessionId(number)}`,
    base: { ref: 'main', commit: '1f2e3d4c5b6a79880123456789abcdef01234567' },
    agent: 'claude',
    model: 'claude-sonnet-5-5',
    createdAt: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
    lastActivityAt: ago(5),
    failureReason: null,
    waitingFor: null,
    restored: false,
    recoveryHint: null,
    resumeCount: 0,
    activeRunId: runId,
    lastResumeAt: null,
    queued: null,
    costUsd: 0.42,
    tokens: null,
    permissionMode: 'acceptEdits',
    interrupting: false,
    interruptError: null,
    note: null,
    lastSeq: 12,
    deletedAt: null,
    ...changes,
  };
}

const ended = { activeRunId: null } as const;

export const waiting: SessionView = row(9, {
  name: 'Upgrade to Vite 8 and drop the old plugin shims',
  status: 'Waiting',
  waitingFor: {
    requestId: v.parse(RequestId, 'q1'),
    kind: 'approval',
    text: 'Run `npm test -- --coverage`?',
  },
  lastActivityAt: ago(48),
});

export const failed: SessionView = row(6, {
  name: 'Migrate the payment webhooks',
  status: 'Failed',
  failureReason:
    'The API refused the request: the credit balance is too low. Add credit and resume.',
  lastActivityAt: ago(3 * 3600),
  ...ended,
});

export const restored: SessionView = row(3, {
  name: 'Flaky cart test on Safari',
  restored: true,
  recoveryHint: 'Was running when Lulu stopped. Resume to continue.',
  lastActivityAt: ago(2 * 86_400),
});

/** One of each kind, newest first. */
export const everyKind: readonly SessionView[] = [
  row(11, {
    name: 'Sketch the admin dashboard',
    status: 'Starting',
    queued: 2,
    activeRunId: null,
    lastActivityAt: ago(2),
  }),
  row(10, { name: 'Fix login redirect loop', lastActivityAt: ago(4) }),
  waiting,
  row(8, {
    name: 'Rename Customer to Account everywhere it is shown, in every language we ship',
    interrupting: true,
    lastActivityAt: ago(130),
  }),
  row(7, {
    name: 'Document the REST API',
    status: 'Completed',
    base: { ref: 'release/2.4', commit: '9a8b7c6d5e4f30211234567890abcdef01234567' },
    lastActivityAt: ago(41 * 60),
    ...ended,
  }),
  failed,
  row(5, {
    name: 'Try Postgres for the session table',
    status: 'Interrupted',
    lastActivityAt: ago(5 * 3600),
    ...ended,
  }),
  row(4, {
    name: 'Profile the image pipeline',
    repo: '/home/ada/code/media-server',
    interruptError: 'Could not be stopped within 10 s; a child process does not die. It goes on.',
    lastActivityAt: ago(26 * 3600),
  }),
  restored,
];
