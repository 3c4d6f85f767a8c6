/** Time, so that tests can turn its hands. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Calls `then` once, after `ms`; returns how to call it off. */
  after(ms: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
