/** Waiting until everything that was asked for has come to its end. */
import { until } from '../../helpers/until.ts';
import type { EngineProcess } from '../engine-process.ts';
import { markedRuns, type Stage } from '../stage.ts';

/** Whatever asks for leave gets it, until nothing is at work. */
export async function settled(engine: EngineProcess, stage: Stage): Promise<void> {
  await until(
    'every session rests',
    async () => {
      const rows = await engine.list();
      for (const { id, waitingFor, restored } of rows) {
        if (waitingFor === null || restored) continue;
        await engine.client.ask('sessions.approve', { id, requestId: waitingFor.requestId });
      }
      return rows.every(({ status, restored }) => restored || isTerminal(status));
    },
    120,
  );
  await until('no agent is left', async () => (await markedRuns(stage)).length === 0, 60);
}

function isTerminal(status: string): boolean {
  return ['Completed', 'Failed', 'Interrupted'].includes(status);
}
