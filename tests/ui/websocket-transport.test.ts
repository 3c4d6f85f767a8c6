import { assert } from '@open-wc/testing';
import { reconnectDelayMs } from '../../src/ui/data/websocket-transport.ts';

describe('reconnectDelayMs', () => {
  it('doubles from a quarter of a second to five seconds, and leaves some to chance', () => {
    const most = Array.from({ length: 8 }, (_, attempt) => reconnectDelayMs(attempt, () => 1));
    assert.deepEqual(most, [250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
    const least = Array.from({ length: 8 }, (_, attempt) => reconnectDelayMs(attempt, () => 0));
    assert.deepEqual(
      least,
      most.map((ms) => ms / 2),
    );
  });
});
