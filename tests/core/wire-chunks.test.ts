import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkLimit } from '../../src/contract/wire.ts';
import { ChunkAssembler, chunksOf } from '../../src/core/wire-chunks.ts';

function assembled(text: string, order: (length: number) => number[]): string | undefined {
  const chunks = chunksOf(text, 1) ?? [];
  const assembler = new ChunkAssembler();
  const results = order(chunks.length).map((at) => {
    const chunk = chunks[at];
    return chunk === undefined ? undefined : assembler.accept(chunk);
  });
  return results.find((result) => result !== undefined);
}

describe('chunks', () => {
  test('leave a small message whole', () => {
    expect(chunksOf('{"n":1}', 1)).toBeUndefined();
  });

  test('stay below the limit in bytes, whatever the characters', () => {
    for (const character of ['x', 'é', '漢', '🙂']) {
      for (const chunk of chunksOf(character.repeat(300_000), 1) ?? []) {
        expect(new TextEncoder().encode(chunk.text).length).toBeLessThanOrEqual(chunkLimit);
        expect(chunk.text.isWellFormed()).toBe(true);
      }
    }
  });

  test('give the text back in whatever order they come', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (seed) => {
        const text = seed.repeat(Math.ceil(200_000 / seed.length));
        const backwards = (length: number) => Array.from({ length }, (_, i) => length - 1 - i);
        expect(assembled(text, backwards)).toBe(text);
      }),
      { numRuns: 20 },
    );
  });

  test('that make no sense are ignored', () => {
    const assembler = new ChunkAssembler();
    const chunk = { kind: 'chunk', group: 1, index: 5, count: 2, text: 'x' } as const;
    expect(assembler.accept(chunk)).toBeUndefined();
    expect(assembler.accept({ ...chunk, index: 0, count: 1e9 })).toBeUndefined();
  });

  test('of messages that never finish are forgotten, oldest first', () => {
    const assembler = new ChunkAssembler(2);
    const part = (group: number, index: number) =>
      assembler.accept({ kind: 'chunk', group, index, count: 2, text: String(index) });
    for (const group of [1, 2, 3]) part(group, 0);
    expect(part(1, 1)).toBeUndefined();
    expect(part(3, 1)).toBe('01');
  });
});
