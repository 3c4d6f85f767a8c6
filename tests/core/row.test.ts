import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { newFacts, projectRow, viewOf, type SessionFacts } from '../../src/core/row.ts';
import type { RunEvent } from '../../src/core/session.ts';
import {
  answered,
  asked,
  exited,
  interruptAsked,
  log,
  notice,
  prompted,
  restarted,
  run2,
  said,
  spawned,
  started,
  turn,
} from './session-events.ts';

const at = '2026-01-02T03:04:05.000Z';
const fresh = newFacts({
  ...{ id: '6f1c0f0e-9f5e-4b0e-8c57-3f3d6a5f2a10' as SessionId, name: 'Fix login', repo: '/shop' },
  ...{ worktree: '/shop/.lulu/worktrees/1', base: { ref: 'main', commit: 'c0ffee' } },
  ...{ agent: 'claude', permissionMode: 'acceptEdits', model: null },
  createdAt: '2026-01-01T00:00:00.000Z',
});

function note(facts: SessionFacts): string | null {
  return viewOf(facts, { lastSeq: 1, deletedAt: null, queued: null }).note;
}

function rowAfter(...events: RunEvent[]): SessionFacts {
  return log(events).reduce((facts, event) => projectRow(facts, { ...event, at }), fresh);
}

describe('projectRow', () => {
  test('shows what is asked, and nothing once it is answered', () => {
    const waiting = rowAfter(started, prompted, spawned, asked);
    expect(waiting).toMatchObject({ status: 'Waiting', waiting: [{ text: 'Run `rm -r dist`?' }] });
    expect(rowAfter(started, prompted, spawned, asked, answered)).toMatchObject({
      status: 'Running',
      waiting: [],
    });
  });

  test('says why it failed, and forgets that with the next run', () => {
    const failed = [started, prompted, spawned, turn('error')];
    expect(rowAfter(...failed).failureReason).toBe('API Error: 529');
    expect(rowAfter(...failed, restarted)).toMatchObject({
      ...{ status: 'Starting', failureReason: null, resumeCount: 1 },
      ...{ lastResumeAt: at, activeRunId: run2 },
    });
  });

  test('says what it waits for while the API is tried again, until something else happens', () => {
    const retry = notice('api-retry', { text: 'Waiting for the API, try 3 of 10' });
    const waiting = rowAfter(started, prompted, spawned, retry);
    expect(note(waiting)).toBe('Waiting for the API, try 3 of 10');
    expect(note(projectRow(waiting, { ...said, at }))).toBeNull();
  });

  test('names what runs in the background, until nothing does or the run has ended', () => {
    const task = notice('background-tasks', { text: 'Background task: npm run dev', tasks: ['t'] });
    const held = rowAfter(started, prompted, spawned, task, turn('success'), said);
    expect(held).toMatchObject({ status: 'Running' });
    expect(note(held)).toBe('Background task: npm run dev');
    expect(note(projectRow(held, { ...notice('background-tasks', { tasks: [] }), at }))).toBeNull();
    expect(note(rowAfter(started, prompted, spawned, task, exited(1)))).toBeNull();
  });

  test('keeps the mode and the model that were chosen for the next run', () => {
    const changed = rowAfter(
      ...[started, prompted, spawned, notice('mode-changed', { permissionMode: 'plan' })],
      ...[notice('mode-changed', { model: 'opus' }), notice('agent-started', { model: 'opus-5' })],
    );
    expect(changed).toMatchObject({
      ...{ permissionMode: 'plan', chosenMode: 'plan' },
      ...{ model: 'opus-5', chosenModel: 'opus' },
    });
  });

  test('takes the restored mark away with the first new event', () => {
    const restored = rowAfter(started, prompted, spawned, notice('restored'));
    expect(restored).toMatchObject({ restored: true, status: 'Running', activeRunId: null });
    expect(projectRow(restored, { ...said, at })).toMatchObject({
      restored: false,
      recoveryHint: null,
    });
  });

  test('adds up what the turns cost', () => {
    const usage = turn('success', 1);
    const paid = {
      ...usage,
      payload: {
        ...usage.payload,
        costUsd: 0.25,
        tokens: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 },
      },
    } as RunEvent;
    expect(rowAfter(started, prompted, spawned, paid, paid)).toMatchObject({
      costUsd: 0.5,
      tokens: { input: 2, output: 4, cacheRead: 6, cacheWrite: 8 },
    });
  });

  test('is not made younger by the exit of a run that had ended before', () => {
    const done = rowAfter(started, prompted, spawned, turn('success'));
    expect(projectRow(done, { ...exited(0), at: '2027-01-01T00:00:00.000Z' })).toEqual(done);
  });

  test('shows an interrupt in hand until it is over', () => {
    const running = [started, prompted, spawned, interruptAsked];
    expect(rowAfter(...running).interrupting).toBe(true);
    expect(rowAfter(...running, exited(143))).toMatchObject({
      status: 'Interrupted',
      interrupting: false,
    });
    expect(rowAfter(...running, notice('interrupt-failed', { text: 'It is stuck' }))).toMatchObject(
      {
        ...{ status: 'Running', interrupting: false, interruptError: 'It is stuck' },
      },
    );
  });

  test('gives the same row from any prefix and the rest as from all at once', () => {
    const all = log([
      started,
      prompted,
      spawned,
      asked,
      answered,
      said,
      turn('success'),
      restarted,
    ]);
    fc.assert(
      fc.property(fc.nat(all.length), (cut) => {
        const fold = (facts: SessionFacts, event: RunEvent) => projectRow(facts, { ...event, at });
        const half = all.slice(0, cut).reduce(fold, fresh);
        expect(all.slice(cut).reduce(fold, half)).toEqual(all.reduce(fold, fresh));
      }),
    );
  });
});

test('viewOf shows nothing of what only the fold needs', () => {
  const view = viewOf(fresh, { lastSeq: 0, deletedAt: null, queued: 2 });
  expect(view).toMatchObject({ queued: 2, waitingFor: null });
  expect(view).not.toHaveProperty('totalCostUsd');
  expect(view).not.toHaveProperty('agentSeen');
});
