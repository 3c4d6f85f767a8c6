/** Sleeps until something may have happened. */
export class Wake {
  #pending = false;
  #stopped = false;
  #resolve: (() => void) | null = null;

  up(): void {
    this.#pending = true;
    this.#resolve?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#resolve?.();
  }

  /** False once it was stopped. */
  async next(): Promise<boolean> {
    if (!this.#pending && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
      });
    }
    this.#pending = false;
    this.#resolve = null;
    return !this.#stopped;
  }
}

/** Calls `stop` when this process is asked to leave; returns what ends that. */
export function onSignals(stop: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
