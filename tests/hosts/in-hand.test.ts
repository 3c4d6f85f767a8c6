import { expect, test } from 'vitest';
import { InHand } from '../../src/hosts/in-hand.ts';
import { fakeClock } from '../helpers/fake-clock.ts';

test('finishes at once when nothing is in hand', async () => {
  await new InHand(fakeClock()).finish(1000);
});

test('finishes after the last answer, those to requests that came meanwhile included', async () => {
  const inHand = new InHand(fakeClock());
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let finished = false;
  const answer = inHand.add(first.promise);
  const finishing = inHand.finish(1000).then(() => {
    finished = true;
  });

  void inHand.add(second.promise);
  first.resolve('one');
  expect(await answer).toBe('one');
  expect(finished).toBe(false);
  second.resolve('two');
  await finishing;
});

test('waits no longer than it was told', async () => {
  const clock = fakeClock();
  const inHand = new InHand(clock);
  void inHand.add(new Promise(() => undefined));

  const finishing = inHand.finish(1000);
  clock.advance(1000);

  await finishing;
});
