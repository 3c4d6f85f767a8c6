import { assert } from '@open-wc/testing';
import { Sequence } from '../../src/ui/data/sequence.ts';
import { until } from './until.ts';

function collect(holdMs: number) {
  const got: string[] = [];
  const sequence = new Sequence<{ readonly n: number }>(
    ({ n }, late) => got.push(late ? `late ${n}` : String(n)),
    () => got.push('gap'),
    holdMs,
  );
  const accept = (...numbers: number[]): void => {
    for (const n of numbers) sequence.accept({ n });
  };
  return { got, sequence, accept };
}

describe('Sequence', () => {
  it('puts what a wire has reordered in order', () => {
    const { got, accept } = collect(1000);
    accept(1, 2, 6, 7, 5, 3, 4, 8);
    assert.deepEqual(got, ['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('goes on without what does not come, and says so once', async () => {
    const { got, accept } = collect(20);
    accept(1, 3, 6);
    assert.deepEqual(got, ['1']);
    await until(() => got.includes('gap'), 'the gap is given up');
    assert.deepEqual(got, ['1', '3', '6', 'gap']);
    accept(2, 7);
    assert.deepEqual(got.slice(4), ['late 2', '7']);
  });

  it('waits for nothing on a wire that keeps order', () => {
    const { got, sequence, accept } = collect(0);
    sequence.reset(1);
    accept(2, 3);
    assert.deepEqual(got, ['2', 'gap', '3']);
  });

  it('takes a new 1 as a new numbering', () => {
    const { got, accept } = collect(1000);
    accept(41, 42, 1, 2);
    assert.deepEqual(got, ['41', '42', 'gap', '1', '2']);
  });
});
