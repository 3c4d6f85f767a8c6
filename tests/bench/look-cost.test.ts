/** How often the machine's processes are read when runs end, counted: each look reads every process there is. */
import { describe, expect, test } from 'vitest';
import { processTable } from '../../src/engine/agents/process-host/this-machine.ts';
import { SharedLook } from '../../src/engine/agents/process-host/shared-look.ts';
import { sweep } from '../../src/engine/agents/process-host/signals.ts';

describe('two hundred runs that end together', () => {
  test('are verified dead by a few looks, not by two each', async () => {
    let looks = 0;
    const shared = new SharedLook(() => {
      looks += 1;
      return processTable().findMarked();
    });
    const look = async () => Map.groupBy(await shared.ask(), ({ runId }) => runId);
    const runs = Array.from({ length: 200 }, (_, n) => `no-such-run-${String(n)}`);

    const left = await Promise.all(runs.map((runId) => sweep(runId, 'SIGKILL', { look })));

    expect(left.flat()).toEqual([]);
    expect(looks).toBeGreaterThanOrEqual(2);
    expect(looks).toBeLessThanOrEqual(8);
  });
});

describe('a shared look', () => {
  test('serves all who asked before it began, and begins anew for who asks while it is under way', async () => {
    const looks: PromiseWithResolvers<number>[] = [];
    const shared = new SharedLook(() => {
      const look = Promise.withResolvers<number>();
      looks.push(look);
      return look.promise;
    });
    const early = [shared.ask(), shared.ask()];
    await expect.poll(() => looks.length).toBe(1);

    const late = shared.ask();
    looks[0]?.resolve(1);
    expect(await Promise.all(early)).toEqual([1, 1]);
    await expect.poll(() => looks.length).toBe(2);
    looks[1]?.resolve(2);

    expect(await late).toBe(2);
  });

  test('that fails is told to who waited for it, not to the next', async () => {
    let fails = true;
    const shared = new SharedLook(() =>
      fails ? Promise.reject(new Error('unreadable')) : Promise.resolve('seen'),
    );
    await expect(shared.ask()).rejects.toThrow('unreadable');
    fails = false;

    expect(await shared.ask()).toBe('seen');
  });
});
