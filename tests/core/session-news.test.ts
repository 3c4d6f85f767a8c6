import { expect, test } from 'vitest';
import { NewsTracker } from '../../src/core/session-news.ts';
import { row, waiting } from '../helpers/rows.ts';

function kinds(...rows: readonly ReturnType<typeof row>[]): (string | undefined)[] {
  const tracker = new NewsTracker();
  return rows.map((one) => tracker.take(one)?.kind);
}

test('the first sight of a session is no news', () => {
  expect(kinds(row(1, { status: 'Failed' }))).toEqual([undefined]);
});

test('says once that a session waits, and again when it asks something else', () => {
  const asks = (requestId: string): ReturnType<typeof row> =>
    row(1, { status: 'Waiting', waitingFor: { ...waiting.waitingFor, requestId } as never });
  expect(kinds(row(1), asks('a'), asks('a'), asks('b'), row(1), asks('b'))).toEqual([
    ...[undefined, 'waiting', undefined, 'waiting', undefined, 'waiting'],
  ]);
});

test('says each end once, after a resume again', () => {
  const done = row(1, { status: 'Completed' });
  const again = row(1, { status: 'Completed', resumeCount: 1 });
  expect(kinds(row(1), done, done, again)).toEqual([
    undefined,
    'completed',
    undefined,
    'completed',
  ]);
});

test('knows the end that somebody asked for', () => {
  const tracker = new NewsTracker();
  tracker.take(row(1));
  tracker.take(row(1, { interrupting: true }));
  expect(tracker.take(row(1, { status: 'Failed' }))?.wasAsked).toBe(true);
});

test('a restored session says nothing: it only remembers', () => {
  expect(kinds(row(1), row(1, { status: 'Waiting', restored: true }))).toEqual([
    ...[undefined, undefined],
  ]);
});

test('a session that was let go of begins anew', () => {
  const tracker = new NewsTracker();
  const { id } = row(1);
  tracker.take(row(1));
  tracker.forget(id);
  expect(tracker.take(row(1, { status: 'Failed' }))).toBeUndefined();
});
