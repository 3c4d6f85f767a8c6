/** What a run is to the modules that start, follow and end it. */
import type { Logger } from 'pino';
import type { RunId } from '../../contract/ids.ts';
import type { ProcessHost } from '../agents/process-host.ts';
import type { RunRecord } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { DiskTrouble } from './disk-trouble.ts';
import type { LiveSession } from './live-session.ts';
import type { Recorder } from './recorder.ts';
import type { Rules } from './rules.ts';
import type { Timings } from './timings.ts';

/** What every run needs of the engine. */
export interface RunTools {
  readonly store: Store;
  readonly host: ProcessHost;
  readonly recorder: Recorder;
  readonly rules: Rules;
  readonly disk: DiskTrouble;
  readonly timings: Timings;
  readonly log: Logger;
  readonly now: () => number;
  /** The session's live text has changed. */
  readonly partial: (session: LiveSession) => void;
}

/** Where a run is kept. `dir` is absolute. */
export interface RunPlace {
  readonly runKey: number;
  readonly runId: RunId;
  readonly dir: string;
}

export function placeOf(record: RunRecord): RunPlace {
  return { runKey: record.key, runId: record.id, dir: record.dir };
}
