import { describe, expect, test } from 'vitest';
import { connectControl } from '../../src/hosts/control/control-client.ts';
import { untilIdle } from '../../src/hosts/idle.ts';
import { fakeClock, type FakeClock } from '../helpers/fake-clock.ts';
import { startTestHost } from '../helpers/host.ts';
import { until } from '../helpers/until.ts';

interface Set {
  readonly clock: FakeClock;
  busy: boolean;
  lastBusyAt: number;
  over: boolean;
}

function setUp(): Set {
  const set: Set = { clock: fakeClock(), busy: false, lastBusyAt: 0, over: false };
  const waiting = untilIdle({
    ms: 60_000,
    busy: () => set.busy,
    lastBusyAt: () => set.lastBusyAt,
    clock: set.clock,
    gone: new Promise(() => undefined),
  });
  void waiting.then(() => {
    set.over = true;
  });
  return set;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an engine nobody needs', () => {
  test('leaves after a minute, not before', async () => {
    const set = setUp();
    set.clock.advance(59_999);
    await settled();
    expect(set.over).toBe(false);
    set.clock.advance(1);
    await settled();
    expect(set.over).toBe(true);
  });

  test('stays while something is live', async () => {
    const set = setUp();
    set.busy = true;
    set.clock.advance(600_000);
    set.busy = false;
    set.clock.advance(54_000);
    await settled();
    expect(set.over).toBe(false);
    set.clock.advance(6000);
    await settled();
    expect(set.over).toBe(true);
  });

  test('counts its minute from the last visit, however short that was', async () => {
    const set = setUp();
    set.clock.advance(57_000);
    set.lastBusyAt = 57_000;
    set.clock.advance(59_999);
    await settled();
    expect(set.over).toBe(false);
    set.clock.advance(1);
    await settled();
    expect(set.over).toBe(true);
  });

  test('is kept by a connected command, a live run, and nothing else', async () => {
    const clock = fakeClock();
    const { dataDir, engine, host } = await startTestHost({ clock });
    let over = false;
    const idle = host.untilIdle(60_000).then(() => {
      over = true;
    });
    const client = await connectControl(dataDir);
    await client?.request('hello', {});
    clock.advance(200_000);
    engine.live = 1;
    client?.close();
    clock.advance(200_000);
    await settled();
    expect(over).toBe(false);
    engine.live = 0;
    await until('the host was idle for a minute', () => {
      clock.advance(1000);
      return over;
    });
    await idle;
  });
});
