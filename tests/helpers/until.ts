import { setTimeout as delay } from 'node:timers/promises';

/** For conditions the system gives no event for: looks every 10 ms, and fails by name after `seconds`. */
export async function until(
  claim: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 10,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > deadline) {
      throw new Error(`not true within ${String(seconds)} s: ${claim}`);
    }
    await delay(10);
  }
}
