import { onTestFinished } from 'vitest';
import { startEngineHost, type EngineHost } from '../../src/hosts/engine-host.ts';
import type { Clock } from '../../src/hosts/clock.ts';
import { fakeEngine, type FakeEngine } from './fake-engine.ts';
import { quietLog, type QuietLog } from './quiet-log.ts';
import { temporaryFolder } from './repository.ts';

export interface TestHost {
  readonly dataDir: string;
  readonly engine: FakeEngine;
  readonly host: EngineHost;
  readonly log: QuietLog;
  /** Whether the lock was let go. */
  readonly released: () => boolean;
}

/** An engine of memory behind a real control socket; ends with the test. */
export async function startTestHost(
  options: { readonly dataDir?: string; readonly clock?: Clock } = {},
): Promise<TestHost> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const engine = fakeEngine(dataDir);
  const log = quietLog();
  let released = false;
  const host = await startEngineHost({
    ...{ engine, log },
    ...(options.clock && { clock: options.clock }),
    release: () => {
      released = true;
    },
  });
  onTestFinished(() => host.close());
  return { dataDir, engine, host, log, released: () => released };
}
