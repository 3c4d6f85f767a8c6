/** Becoming the one engine of a data directory, whatever host it is in. */
import type { Logger } from 'pino';
import { startEngine, takeLock, type DataDirectory } from '../engine/engine.ts';
import { startEngineHost, type EngineHost } from './engine-host.ts';

export interface BecomeOptions {
  readonly data: DataDirectory;
  readonly log: Logger;
  /** What agents inherit. */
  readonly env: NodeJS.ProcessEnv;
  /** The demo agent's program, absolute. */
  readonly demoProgram: string;
}

/**
 * Takes the lock and starts the engine behind it.
 *
 * @returns null when another process is the engine.
 * @throws {EngineError} when the engine cannot be started; the lock is then let go.
 */
export async function becomeEngine(options: BecomeOptions): Promise<EngineHost | null> {
  const lock = takeLock(options.data.lock);
  if (lock === null) return null;
  const release = (): void => {
    lock.release();
  };
  try {
    const engine = await startEngine(options);
    return await startEngineHost({ engine, log: options.log, release });
  } catch (error) {
    release();
    throw error;
  }
}
