import type { SessionEvent } from '../../src/contract/events.ts';
import { RunId, SessionId } from '../../src/contract/ids.ts';
import type { SessionView } from '../../src/contract/rows.ts';
import type { Change, Engine } from '../../src/engine/engine.ts';
import * as v from 'valibot';
import { settings } from './rows.ts';

export const sessionId = v.parse(SessionId, '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10');
export const otherSessionId = v.parse(SessionId, '0b1a7c52-44e4-4a52-9f4b-6a3a1a9d7e11');
const runId = v.parse(RunId, '4f9f2f7e-53a5-4f2f-8f0a-1c1f7a0b9d22');
const at = '2026-01-02T03:04:05.678Z';

export function viewOf(more: Partial<SessionView> = {}): SessionView {
  return {
    id: sessionId,
    name: 'Fix login',
    status: 'Running',
    repo: '/home/ada/shop',
    worktree: `/home/ada/shop/.lulu/worktrees/${sessionId}`,
    base: { ref: 'main', commit: '1f2e3d4c5b6a79880123456789abcdef01234567' },
    agent: 'demo',
    model: null,
    createdAt: at,
    lastActivityAt: at,
    failureReason: null,
    waitingFor: null,
    restored: false,
    recoveryHint: null,
    resumeCount: 0,
    activeRunId: null,
    lastResumeAt: null,
    queued: null,
    costUsd: null,
    tokens: null,
    permissionMode: 'acceptEdits',
    interrupting: false,
    interruptError: null,
    note: null,
    lastSeq: 0,
    deletedAt: null,
    ...more,
  };
}

export function messageEvent(seq: number, text: string): SessionEvent {
  return { sessionId, runId, seq, at, type: 'message', payload: { text } };
}

type Answering = (method: string, params: unknown) => unknown;

/** An engine of memory alone: says what it is told to say, and publishes what a test commits. */
export interface FakeEngine extends Engine {
  /** Publishes one change to everybody who subscribed. */
  commit(change: Change): void;
  /** Publishes events of `sessionId`, the last of them being its `lastSeq`. */
  say(...events: readonly SessionEvent[]): void;
  /** Answers requests; without it every request is answered with an empty object. */
  answer: Answering;
  /** Every request that came, in order. */
  readonly asked: readonly { readonly method: string; readonly params: unknown }[];
  live: number;
  readonly stopped: boolean;
}

export function fakeEngine(dataDir: string, answer: Answering = () => ({})): FakeEngine {
  const listeners = new Set<(change: Change) => void>();
  const asked: { method: string; params: unknown }[] = [];
  let stopped = false;
  const commit = (change: Change): void => {
    for (const listener of listeners) listener(change);
  };
  const engine: FakeEngine = {
    dataDir,
    answer,
    asked,
    live: 0,
    commit,
    say: (...events) => {
      const lastSeq = events.at(-1)?.seq ?? 0;
      commit({ type: 'session', view: viewOf({ lastSeq }), events });
    },
    get stopped() {
      return stopped;
    },
    request: async (method, params) => {
      asked.push({ method, params });
      return (await engine.answer(method, params)) as never;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    activity: () => ({ live: engine.live, queued: 0 }),
    health: () => ({ ok: true, problem: null }),
    settings: () => settings,
    stop: () => {
      stopped = true;
      return Promise.resolve();
    },
  };
  return engine;
}
