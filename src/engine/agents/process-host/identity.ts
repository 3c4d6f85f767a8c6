/** Who a run's processes are, in a form that survives the engine and is stored with the run. */
import type { ProcessFacts, ProcessId } from './process-table.ts';
import { processTable } from './this-machine.ts';

/** `marker` is the run's id, which every descendant carries in `LULU_RUN`. Plain JSON. */
export interface Identity {
  readonly shim: ProcessId;
  readonly feeder: ProcessId;
  readonly agent: ProcessId;
  readonly bootId: string;
  readonly marker: string;
  readonly dir: string;
}

/** The live process that this one is, or null where it has ended or its pid is somebody else's now. */
export function findProcess(id: ProcessId): ProcessFacts | null {
  const facts = processTable().read(id.pid);
  return facts?.startedAt === id.startedAt ? facts : null;
}

/** Signals exactly this process. False where it was not there any more, or is not ours to signal. */
export function signalProcess(id: ProcessId, signal: NodeJS.Signals): boolean {
  if (findProcess(id) === null) return false;
  try {
    return process.kill(id.pid, signal);
  } catch {
    return false;
  }
}

/** Whether the run's shim or agent is still there. */
export function hasProcess(identity: Identity): boolean {
  if (identity.bootId !== processTable().bootId()) return false;
  return findProcess(identity.shim) !== null || findProcess(identity.agent) !== null;
}
