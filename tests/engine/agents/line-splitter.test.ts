import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LineSplitter,
  type SpoolItem,
  type SpoolPlace,
} from '../../../src/engine/agents/line-splitter.ts';

const limits = { lineBytes: 8, headBytes: 3 };
const start: SpoolPlace = { offset: 0, skipping: null };

function split(pieces: readonly Uint8Array[]): readonly SpoolItem[] {
  const splitter = new LineSplitter(start, limits);
  return [...pieces.flatMap((piece) => splitter.push(Buffer.from(piece))), ...splitter.end()];
}

/** The same, said plainly: whole bytes in hand, no state. */
function reference(bytes: Buffer): readonly SpoolItem[] {
  const lines = bytes.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.flatMap((line): SpoolItem[] => {
    const raw = Buffer.from(line, 'latin1');
    if (raw.length <= limits.lineBytes) return [{ kind: 'line', text: raw.toString('utf8') }];
    const head = raw.subarray(0, limits.headBytes).toString('utf8');
    return [
      { kind: 'cut', head },
      { kind: 'cut-end', bytes: raw.length },
    ];
  });
}

/** Bytes with many newlines, so that short and long lines both occur. */
const bytes = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.nat(255) }, fc.constant(10)), { maxLength: 120 })
  .map((values) => Buffer.from(values));

function pieces(whole: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const ends = [...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return ends.map((end, index) => whole.subarray(index === 0 ? 0 : ends[index - 1], end));
}

describe('LineSplitter', () => {
  test('gives the same lines however the bytes arrive', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat()), (whole, cuts) => {
        expect(split(pieces(whole, cuts))).toEqual(reference(whole));
      }),
    );
  });

  test('goes on from any stored place as if nothing had happened', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat()), (whole, cuts) => {
        let place = start;
        let read = 0;
        const items: SpoolItem[] = [];
        for (const piece of pieces(whole, cuts)) {
          // A new reader each time: it starts at the place and reads what the last one had not finished.
          const splitter = new LineSplitter(place, limits);
          read += piece.length;
          items.push(...splitter.push(whole.subarray(place.offset, read)));
          place = splitter.place;
        }
        items.push(...endFrom(place, whole));

        expect(items).toEqual(reference(whole));
      }),
    );
  });

  test('keeps NUL and replaces what is not UTF-8', () => {
    const items = split([Buffer.from([0x61, 0x00, 0xff, 0x62, 0x0a])]);

    expect(items).toEqual([{ kind: 'line', text: 'a\0\ufffdb' }]);
  });

  test('joins a character that was torn apart', () => {
    const whole = Buffer.from('grün\n');

    expect(split([whole.subarray(0, 3), whole.subarray(3)])).toEqual([
      { kind: 'line', text: 'grün' },
    ]);
  });
});

function endFrom(place: SpoolPlace, whole: Buffer): readonly SpoolItem[] {
  const splitter = new LineSplitter(place, limits);
  return [...splitter.push(whole.subarray(place.offset)), ...splitter.end()];
}
