import { assert } from '@open-wc/testing';
import fc from 'fast-check';
import { lineDiff, patchRows, type DiffRow } from '../../src/ui/rendering/line-diff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

function textOf(rows: readonly DiffRow[], left: 'added' | 'removed'): string[] {
  return rows.filter(({ kind }) => kind !== left && kind !== 'hunk').map(({ text }) => text);
}

describe('lineDiff', () => {
  it('shows only true lines, at their true numbers, and leaves no change out', () => {
    fc.assert(
      fc.property(lines, lines, (old, next) => {
        const rows = lineDiff(old.join('\n'), next.join('\n'));
        for (const { oldLine, newLine, text } of rows) {
          if (oldLine !== null) assert.equal(text, old[oldLine - 1]);
          if (newLine !== null) assert.equal(text, next[newLine - 1]);
        }
        const removed = rows.filter(({ kind }) => kind === 'removed').length;
        const added = rows.filter(({ kind }) => kind === 'added').length;
        assert.equal(old.length - removed, next.length - added);
      }),
    );
  });

  it('keeps three lines of context and says where it leaves lines out', () => {
    const old = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const next = old.with(5, 'changed').with(20, 'changed too');
    const kinds = lineDiff(old.join('\n'), next.join('\n')).map(({ kind }) => kind);

    assert.equal(kinds.filter((kind) => kind === 'hunk').length, 1);
    assert.equal(kinds.filter((kind) => kind === 'same').length, 12);
  });

  it('is quick with texts that have nothing in common', () => {
    const old = Array.from({ length: 20_000 }, (_, index) => `old ${index}`).join('\n');
    const next = Array.from({ length: 20_000 }, (_, index) => `new ${index}`).join('\n');

    assert.equal(lineDiff(old, next).length, 40_000);
  });
});

describe('patchRows', () => {
  it('numbers both sides of a structured patch', () => {
    const patch = [{ oldStart: 7, newStart: 9, lines: [' a', '-b', '+c', '+d', ' e'] }];
    const rows = patchRows(patch) ?? [];

    assert.deepEqual(
      rows.map(({ oldLine, newLine }) => [oldLine, newLine]),
      [
        [7, 9],
        [8, null],
        [null, 10],
        [null, 11],
        [9, 12],
      ],
    );
    assert.deepEqual(textOf(rows, 'added'), ['a', 'b', 'e']);
    assert.deepEqual(textOf(rows, 'removed'), ['a', 'c', 'd', 'e']);
  });

  it('refuses what is no patch', () => {
    for (const odd of [null, [], 'x', [null], [{ lines: 'x' }], {}]) {
      assert.isUndefined(patchRows(odd));
    }
  });
});
