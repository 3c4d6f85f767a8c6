import { describe, expect, test } from 'vitest';
import type { EventBody } from '../../../src/contract/events.ts';
import type { Store } from '../../../src/engine/store/store.ts';
import { createStore, message, messages, sessionWith } from './fixture.ts';

const all = { after: 0, before: 1000, from: 'start' } as const;

/** Before anything is indexed, half way, and when all is. */
function* stagesOf(store: Store): Generator<void, void> {
  yield;
  store.indexSome(3);
  yield;
  while (store.indexSome(100));
  yield;
}

describe('find', () => {
  test('finds what one session holds, ascending, indexed or not', async () => {
    const { store } = createStore();
    await sessionWith(store, [message('login elsewhere'), message('login')]);
    const key = await sessionWith(store, [
      message('The login page'),
      ...messages(3),
      { type: 'prompt', payload: { text: 'logins must work' } },
      message('Done'),
    ]);
    await sessionWith(store, [message('login after')]);

    for (const _stage of stagesOf(store)) {
      expect(store.find(key, 'login', all, 10)).toEqual([1, 5]);
      expect(store.find(key, 'page login', all, 10)).toEqual([1]);
      expect(store.find(key, '!', all, 10)).toEqual([]);
    }
  });

  test('takes its hits from the end it is asked to look from', async () => {
    const { store } = createStore();
    const key = await sessionWith(store, messages(9));

    for (const _stage of stagesOf(store)) {
      expect(store.find(key, 'message', { after: 2, before: 9, from: 'start' }, 2)).toEqual([3, 4]);
      expect(store.find(key, 'message', { after: 2, before: 9, from: 'end' }, 2)).toEqual([7, 8]);
      expect(store.find(key, 'message', { after: 8, before: 9, from: 'end' }, 2)).toEqual([]);
    }
  });
});

describe('landmark', () => {
  const status = (to: 'Running' | 'Failed'): EventBody => ({
    type: 'status',
    payload: { from: null, to, reason: null },
  });

  test('leads to the next prompt, error and request of its own session, both ways', async () => {
    const { store } = createStore();
    const prompt: EventBody = { type: 'prompt', payload: { text: 'Go on' } };
    await sessionWith(store, [prompt, prompt, prompt]);
    const key = await sessionWith(store, [
      prompt,
      status('Running'),
      message('one'),
      { type: 'error', payload: { text: 'Overloaded' } },
      status('Failed'),
      prompt,
    ]);

    const from = (seq: number, towards: 'after' | 'before') => [
      store.landmark(key, 'prompt', towards, seq),
      store.landmark(key, 'error', towards, seq),
      store.landmark(key, 'approval', towards, seq),
    ];
    expect(from(1, 'after')).toEqual([6, 4, undefined]);
    expect(from(4, 'after')).toEqual([6, 5, undefined]);
    expect(from(7, 'before')).toEqual([6, 5, undefined]);
    expect(from(5, 'before')).toEqual([1, 4, undefined]);
  });
});
