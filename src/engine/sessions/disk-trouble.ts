import { setTimeout as delay } from 'node:timers/promises';
import type { Health } from '../../contract/requests.ts';
import { AgentError, systemCode } from '../agents/agent-error.ts';

/** Milliseconds between two tries at a disk that is full or gone, as the store has it. */
const retryMs = 500;

/**
 * What keeps the files of runs from being written, for as long as it does. It is nobody's failure:
 * whatever has to be written waits for the disk, and a person is told.
 */
export class DiskTrouble {
  readonly #changed: () => void;
  /** By who waits. */
  readonly #problems = new Map<symbol, AgentError>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get health(): Health {
    const [problem] = this.#problems.values();
    if (problem === undefined) return { ok: true, problem: null };
    return { ok: false, problem: problem.message, kind: kindOf(problem) };
  }

  /**
   * Does `work`, again and again while the disk does not let it.
   *
   * @throws what `work` threw, where that is not about the disk or `signal` says that it is enough.
   */
  async outlast<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const waiting = Symbol();
    try {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          const isDisk = error instanceof AgentError && error.kind === 'disk';
          if (!isDisk || signal.aborted) throw error;
          this.#problems.set(waiting, error);
          this.#changed();
        }
        await delay(retryMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      if (this.#problems.delete(waiting)) this.#changed();
    }
  }
}

function kindOf({ cause }: AgentError): NonNullable<Health['kind']> {
  const code = systemCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  return code === 'EROFS' ? 'unwritable' : 'other';
}
