/**
 * Where agents' processes live: the one door to starting, finding and ending them.
 *
 * A later host (another machine, a container) implements the same port. This one is POSIX: tried on
 * Linux, best effort on macOS, and refused with `unsupported-platform` elsewhere.
 */
import {
  endInput,
  allMarked,
  isAlive,
  markedProcesses,
  signalGroup,
  sweep,
} from './process-host/signals.ts';
import { readExit, waitForEnd } from './process-host/end.ts';
import { prepareRun, startRun } from './process-host/start.ts';

export type { Identity } from './process-host/identity.ts';

export interface ProcessHost {
  readonly prepareRun: typeof prepareRun;
  readonly startRun: typeof startRun;
  readonly isAlive: typeof isAlive;
  readonly markedProcesses: typeof markedProcesses;
  readonly allMarked: typeof allMarked;
  readonly endInput: typeof endInput;
  readonly signalGroup: typeof signalGroup;
  readonly sweep: typeof sweep;
  readonly waitForEnd: typeof waitForEnd;
  readonly readExit: typeof readExit;
}

export const posixHost: ProcessHost = {
  prepareRun,
  startRun,
  isAlive,
  markedProcesses,
  allMarked,
  endInput,
  signalGroup,
  sweep,
  waitForEnd,
  readExit,
};
