/** How much a fault test repeats itself, and by which dice: `npm run test:faults -- --rounds N --seed N`. */

export const seed = Number(process.env['LULU_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** What was asked for, else `few`. */
export function rounds(few: number): number {
  return Number(process.env['LULU_TEST_ROUNDS'] ?? few);
}

/** Numbers in [0, 1), always the same for the same seed (mulberry32). */
export function dice(from: number): () => number {
  let state = from | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
