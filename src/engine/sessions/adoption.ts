import { setTimeout as delay } from 'node:timers/promises';
import type { EventBody } from '../../contract/events.ts';
import { currentRun, isLive, isOver } from '../../core/session.ts';
import type { Identity } from '../agents/process-host/identity.ts';
import type { ProcessHost } from '../agents/process-host.ts';
import type { RunRecord } from '../store/runs.ts';
import type { LiveSession } from './live-session.ts';
import { restored } from './ending.ts';
import { placeOf, type RunTools } from './run-tools.ts';
import type { Supervisor } from './supervisor.ts';

const lookAgainMs = 15;

/**
 * Finds the world as it is: every run that the database calls live is taken over where it stands,
 * settled from what it left behind, or started when it never was.
 *
 * Resolves when each has been looked at; what they wrote meanwhile is then being read.
 */
export async function adoptRuns(options: {
  /** Oldest first. */
  runs: readonly RunRecord[];
  sessionOf: (run: RunRecord) => LiveSession | undefined;
  supervisor: Supervisor;
  tools: RunTools;
}): Promise<void> {
  const { runs, sessionOf, supervisor, tools } = options;
  await endUnidentified(runs, tools);
  // Reading every process of the machine once serves all whose agents have left.
  let marked: ReturnType<ProcessHost['allMarked']> | null = null;
  const look = (): NonNullable<typeof marked> => (marked ??= tools.host.allMarked());
  // Those with a process first: they have their places already. The others queue as they did before.
  for (const hasIdentity of [true, false]) {
    for (const run of runs) {
      const session = sessionOf(run);
      if (session === undefined || (run.identity !== null) !== hasIdentity) continue;
      if (hasIdentity) await adopt(session, run, supervisor, tools, look);
      else supervisor.enqueue(session, placeOf(run));
      if (currentRun(session.state) === run.id) carryOn(session, supervisor);
    }
  }
}

/** Without a committed identity a process was told nothing, so it has done nothing: its run begins again. */
async function endUnidentified(runs: readonly RunRecord[], { host }: RunTools): Promise<void> {
  const unidentified = runs.filter(({ identity }) => identity === null);
  if (unidentified.length === 0) return;
  // Twice: a process that is just being replaced by exec shows no environment for an instant.
  const marked = new Set(host.allMarked().keys());
  await delay(lookAgainMs);
  for (const runId of host.allMarked().keys()) marked.add(runId);
  await Promise.all(
    unidentified
      .filter(({ id }) => marked.has(id))
      .map(async ({ id }) => await host.sweep(id, 'SIGKILL')),
  );
}

async function adopt(
  session: LiveSession,
  run: RunRecord,
  supervisor: Supervisor,
  tools: RunTools,
  look: ProcessHost['allMarked'],
): Promise<void> {
  const identity = run.identity as Identity;
  try {
    supervisor.adopt(session, run, identity, tools.host.isAlive(identity, look));
  } catch (error) {
    tools.log.warn({ err: error, run: run.id }, 'a run cannot be adopted');
    // What it writes cannot be read any more, nor can it be told anything.
    await tools.host.sweep(run.id, 'SIGKILL');
    await markRestored(session, run, tools);
  }
}

/** What a commit asked of the world before Lulu stopped. */
function carryOn(session: LiveSession, supervisor: Supervisor): void {
  const { state } = session;
  if (!isLive(state)) return;
  if (state.interrupting) supervisor.interrupt(session);
  else if (state.phase === 'active' && state.inputEnded === true) supervisor.endInput(session);
}

const hasLeft: EventBody = {
  type: 'notice',
  payload: { kind: 'run-exited', text: 'The agent has left', exit: { code: null, signal: null } },
};

/** For a run whose folder is gone: what the database knows is all there is. */
async function markRestored(
  session: LiveSession,
  run: RunRecord,
  { recorder, now }: RunTools,
): Promise<void> {
  await recorder.note(session, {
    runId: run.id,
    events: [isOver(session.state, run.id) ? hasLeft : restored],
    also: (tx) => {
      tx.updateRun(run.key, { endedAt: now() });
    },
  });
}
