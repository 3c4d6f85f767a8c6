/** What is made of many measurements. */

/** The value below which `share` (0 to 1) of them lie; NaN of none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/**
 * Does both in turn, the one that begins changing each round: what else the machine is busy with
 * meets both alike.
 */
export async function alternate<F, L>(
  rounds: number,
  floor: (round: number) => Promise<F>,
  lulu: (round: number) => Promise<L>,
): Promise<{ readonly floor: F[]; readonly lulu: L[] }> {
  const found = { floor: [] as F[], lulu: [] as L[] };
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) found.floor.push(await floor(round));
    found.lulu.push(await lulu(round));
    if (round % 2 === 1) found.floor.push(await floor(round));
  }
  return found;
}
