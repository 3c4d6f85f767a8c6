import type { Identity } from '../agents/process-host/identity.ts';
import type { RunRecord } from '../store/runs.ts';
import type { LiveSession } from './live-session.ts';
import { restored } from './ending.ts';
import type { RunTools } from './supervised-run.ts';
import { placeOf, type Supervisor } from './supervisor.ts';

/**
 * Finds the world as it is: every run that the database calls live is taken over where it stands,
 * settled from what it left behind, or started when it never was.
 *
 * Resolves when each has been looked at; what they wrote meanwhile is then being read.
 */
export async function adoptRuns(options: {
  runs: readonly RunRecord[];
  sessionOf: (run: RunRecord) => LiveSession | undefined;
  supervisor: Supervisor;
  tools: RunTools;
}): Promise<void> {
  for (const run of options.runs) {
    const session = options.sessionOf(run);
    if (session !== undefined) await adopt(session, run, options.supervisor, options.tools);
  }
}

async function adopt(
  session: LiveSession,
  run: RunRecord,
  supervisor: Supervisor,
  tools: RunTools,
): Promise<void> {
  const identity = run.identity as Identity | null;
  if (identity === null) {
    // Without a committed identity it was told nothing, so it has done nothing: begin again.
    await tools.host.sweep(run.id, 'SIGKILL');
    supervisor.enqueue(session, placeOf(run));
    return;
  }
  try {
    supervisor.adopt(session, run, identity, tools.host.isAlive(identity));
  } catch (error) {
    tools.log.warn({ err: error, run: run.id }, 'a run cannot be adopted');
    await markRestored(session, run, tools);
    return;
  }
  const { state } = session;
  if (state.phase === 'ended') supervisor.endRun(session);
  else if (state.phase === 'active' && state.interrupting) supervisor.interrupt(session);
  else if (state.phase === 'active' && state.draining) supervisor.endInput(session);
}

/** For a run whose folder is gone: what the database knows is all there is. */
async function markRestored(
  session: LiveSession,
  run: RunRecord,
  { recorder, now }: RunTools,
): Promise<void> {
  await recorder.note(session, {
    runId: run.id,
    events: session.state.phase === 'ended' ? [] : [restored],
    also: (tx) => {
      tx.updateRun(run.key, { endedAt: now() });
    },
  });
}
