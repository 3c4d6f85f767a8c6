import { setTimeout as delay } from 'node:timers/promises';

/** For conditions the system gives no event for: looks every 10 ms, and fails by name after 10 s. */
export async function until(claim: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not true within 10 s: ${claim}`);
    await delay(10);
  }
}
