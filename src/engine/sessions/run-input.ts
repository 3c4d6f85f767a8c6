import { flushInput, sentBytes } from '../agents/input-file.ts';
import { lendSpareFile } from '../agents/spare-file.ts';
import type { RunPlace, RunTools } from './run-tools.ts';

/** What a run's agent is told: lines the database holds, written to its input file one flush at a time. */
export class RunInput {
  readonly #place: RunPlace;
  readonly #tools: Pick<RunTools, 'store' | 'disk'>;
  /** Nothing is needed any more: the process is gone, or left to itself. */
  readonly #over = new AbortController();
  #flushing: Promise<void> = Promise.resolve();

  constructor(place: RunPlace, tools: Pick<RunTools, 'store' | 'disk'>) {
    this.#place = place;
    this.#tools = tools;
  }

  /** Sends what the database says was to be sent and is not in the input file yet; waits for the disk. */
  flush(): Promise<void> {
    const next = this.#flushing.then(() => this.#write());
    this.#flushing = next.catch(() => undefined);
    return next;
  }

  /** Whether the agent has not been told anything yet, so that it cannot have done anything. */
  isUntold(): boolean {
    try {
      return sentBytes(this.#place.dir) === 0;
    } catch {
      return false;
    }
  }

  /** Waits for no disk any more. */
  end(): void {
    this.#over.abort();
  }

  /** Settles when nothing is being written. */
  async settled(): Promise<void> {
    await this.#flushing;
  }

  async #write(): Promise<void> {
    const { store, disk } = this.#tools;
    const { dir, runKey } = this.#place;
    const { signal } = this.#over;
    try {
      const write = () => flushInput(dir, store.inputs(runKey, sentBytes(dir)));
      await disk.outlast(() => lendSpareFile(write), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
