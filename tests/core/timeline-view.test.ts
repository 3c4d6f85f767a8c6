import { describe, expect, test } from 'vitest';
import { isOnlyLonger, type TimelineView } from '../../src/core/timeline-view.ts';

const shown: TimelineView = {
  ...{ entries: [], partial: '', first: 1, last: 400, hasOlder: true, hasNewer: true },
  ...{ older: 'idle', newer: 'idle', opened: true },
};

describe('what a reader elsewhere in the log can wait for', () => {
  test('is that the log has grown', () => {
    expect(isOnlyLonger(shown, { ...shown, last: 401 })).toBe(true);
  });

  test.each<Partial<TimelineView>>([
    { entries: [] },
    { partial: 'I ' },
    { hasNewer: false },
    { older: 'loading' },
    { newer: { problem: 'The engine did not answer.' } },
    { opened: false },
  ])('is not %o', (change) => {
    expect(isOnlyLonger(shown, { ...shown, ...change, last: 401 })).toBe(false);
  });
});
