/** Resolves once `condition` holds; fails, naming what was waited for, when it does not in 3 s. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 3000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Not within 3 s: ${what}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
