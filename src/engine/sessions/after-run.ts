/** What the store and the disk still hold of a run whose process is gone. */
import { rm } from 'node:fs/promises';
import type { Refusal } from '../agents/adapter.ts';
import { failpoint } from '../failpoint.ts';
import type { LiveSession } from './live-session.ts';
import type { RunPlace, RunTools } from './run-tools.ts';

/** The spool has become events and the events are synced: it is not needed any more. */
export async function releaseSpool({ store, log }: RunTools, place: RunPlace): Promise<void> {
  failpoint('end-stored');
  try {
    await rm(place.dir, { recursive: true, force: true });
  } catch (error) {
    // The next start tries again.
    log.warn({ err: error, run: place.runId }, 'a spool stays where it is');
    return;
  }
  failpoint('spool-removed');
  await store.transact((tx) => {
    tx.updateRun(place.runKey, { released: true });
  });
}

const refusalTexts: Readonly<Record<Refusal, string>> = {
  'conversation-missing':
    'The agent no longer knows this conversation. It starts again under the same id, without what was said before.',
  'conversation-exists': 'The agent knows this conversation already, so it is resumed.',
};

/** Says why the agent would not begin, and forgets the process that did not: the run can be started again. */
export async function forgetStart(
  { recorder }: RunTools,
  session: LiveSession,
  place: RunPlace,
  refusal: Refusal,
): Promise<void> {
  await recorder.note(session, {
    runId: place.runId,
    events: [{ type: 'notice', payload: { kind: refusal, text: refusalTexts[refusal] } }],
    also: (tx) => {
      tx.updateRun(place.runKey, { identity: null, spoolOffset: 0, skipping: null });
    },
  });
}
