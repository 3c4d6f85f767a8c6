/** When an engine that nobody needs may leave. */
import type { Clock } from './clock.ts';

/** Looks a wait is made of: few enough to cost nothing, enough to be on time within a twelfth. */
const looks = 12;

export interface IdleOptions {
  /** How long there must have been nothing to do. */
  readonly ms: number;
  readonly busy: () => boolean;
  /** When something last ended that `busy` may not have seen between two looks. */
  readonly lastBusyAt: () => number;
  readonly clock: Clock;
  /** Ends the wait early. */
  readonly gone: Promise<void>;
}

/** Settles once `busy` has been false for `ms` without a break, or when `gone` does. */
export async function untilIdle(options: IdleOptions): Promise<void> {
  const { ms, busy, lastBusyAt, clock, gone } = options;
  let seenBusyAt = clock.now();
  let cancel = (): void => undefined;
  const idle = new Promise<void>((resolve) => {
    const look = (): void => {
      const now = clock.now();
      if (busy()) seenBusyAt = now;
      const since = Math.max(seenBusyAt, lastBusyAt());
      if (now - since >= ms) resolve();
      else cancel = clock.after(Math.max(1, Math.min(ms / looks, since + ms - now)), look);
    };
    look();
  });
  await Promise.race([idle, gone]);
  cancel();
}
