/** Waiting that an interrupt ends. */

/** Thrown out of whatever a turn was waiting for when it was interrupted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** What was cut short: text being said, or a tool (or the approval for one). */
  readonly during: 'streaming' | 'tools';

  constructor(during: 'streaming' | 'tools') {
    super(`Interrupted during ${during}`);
    this.during = during;
  }
}

/** Resolves after `ms`. @throws {Interrupted} as soon as `signal` is aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Interrupted('streaming'));
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Interrupted('streaming'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** How fast the unscripted parts are told: 1 is the pace of a demonstration, 0 does not wait at all. */
export function paceFrom(value: string | undefined): number {
  const pace = value === undefined || value === '' ? 1 : Number(value);
  return Number.isFinite(pace) && pace >= 0 ? pace : 1;
}
