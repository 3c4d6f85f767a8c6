import { assert } from '@open-wc/testing';
import { paced } from '../../src/ui/data/pace.ts';

/** A pace on a clock of its own; frames come at once. */
function start() {
  const waiting: { readonly at: number; readonly task: () => void }[] = [];
  let now = 0;
  const schedule = paced({
    frame: (task) => {
      task();
    },
    now: () => now,
    later: (task, ms) => waiting.push({ at: now + ms, task }),
  });
  const ran: string[] = [];
  return {
    ran,
    change: (name: string, byItself: boolean) => {
      schedule(() => ran.push(name), byItself);
    },
    pass: (ms: number) => {
      now += ms;
      for (const one of waiting.splice(0)) {
        if (one.at <= now) one.task();
        else waiting.push(one);
      }
    },
  };
}

describe('paced', () => {
  it('draws the first change after a pause at once', () => {
    const { ran, change, pass } = start();
    change('first', true);
    pass(1000);
    change('second', true);
    assert.deepEqual(ran, ['first', 'second']);
  });

  it('lets what follows by itself wait until a tenth of a second has passed', () => {
    const { ran, change, pass } = start();
    change('first', true);
    pass(30);
    change('second', true);
    pass(69);
    assert.deepEqual(ran, ['first']);
    pass(1);
    assert.deepEqual(ran, ['first', 'second']);
  });

  it('lets nobody wait for what they asked for', () => {
    const { ran, change } = start();
    change('by itself', true);
    change('asked for', false);
    assert.deepEqual(ran, ['by itself', 'asked for']);
  });
});
