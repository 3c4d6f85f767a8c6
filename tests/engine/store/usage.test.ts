import { describe, expect, test } from 'vitest';
import type { EventBody } from '../../../src/contract/events.ts';
import { misunderstoodFinding } from '../../../src/engine/misunderstood.ts';
import { aSession, createStore, messages, noon, sessionWith } from './fixture.ts';

const tokens = { input: 100, output: 20, cacheRead: 3, cacheWrite: 4 };

function turn(costUsd: number | null): EventBody {
  return {
    type: 'usage',
    payload: {
      ...{ turn: { outcome: 'success', reason: null, queued: 0 }, costUsd, totalCostUsd: 9 },
      ...{ tokens: costUsd === null ? null : tokens, durationMs: 1, model: 'opus' },
    },
  };
}

const unknown = (raw: string): EventBody => ({ type: 'unrecognised', payload: { raw } });

describe('usage', () => {
  test('is the sum of all turns since an instant, in every session', async () => {
    const { store } = createStore();
    await store.transact((tx) => {
      const [one, two] = [tx.insertSession(aSession('one')), tx.insertSession(aSession('two'))];
      tx.appendEvents(one, null, [turn(1)], noon - 1);
      tx.appendEvents(one, null, [turn(0.25), turn(null)], noon);
      tx.appendEvents(two, null, [turn(0.5)], noon + 1);
    });

    const sum = store.usageSince(noon);

    expect(sum).toEqual({
      costUsd: 0.75,
      tokens: { input: 200, output: 40, cacheRead: 6, cacheWrite: 8 },
    });
  });

  test('is nothing where there was none', () => {
    const { store } = createStore();
    expect(store.usageSince(0)).toMatchObject({ costUsd: 0, tokens: { input: 0 } });
  });
});

describe('lines nobody understood', () => {
  test('are counted by what they were', async () => {
    const { store } = createStore();
    await sessionWith(store, [
      ...messages(3),
      unknown('{"type":"system","subtype":"new_thing","a":1}'),
      unknown('{"subtype":"new_thing","type":"system"}'),
      unknown('Segmentation fault'),
      unknown('{"type":"assistant","message":{"content":'),
    ]);

    expect(misunderstoodFinding(store)).toMatchObject({
      level: 'warning',
      text: '4 lines of agents were not understood: system/new_thing ×2, assistant ×1, no JSON ×1',
    });
  });

  test('are nothing to speak of where there are none', async () => {
    const { store } = createStore();
    await sessionWith(store, messages(3));
    expect(misunderstoodFinding(store).level).toBe('ok');
  });
});
