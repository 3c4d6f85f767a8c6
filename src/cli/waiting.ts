import type { Push } from '../contract/pushes.ts';
import type { SessionId } from '../contract/ids.ts';
import type { SessionView } from '../contract/rows.ts';
import type { ControlClient } from '../hosts/control/control-client.ts';
import { look } from './ask-once.ts';
import type { EngineLine } from './engine-access.ts';

/** Resolves with the first row of the session for which `over` holds, whichever engine says so. */
export async function waitForEnd(
  line: EngineLine,
  id: SessionId,
  over: (view: SessionView) => boolean,
): Promise<SessionView> {
  for (;;) {
    const engine = line.engine();
    const told = hearOf(engine, id, over);
    const { row } = await look(line, 'sessions.show', { id });
    if (over(row)) return row;
    // Asked of another one, since the first had left.
    if (line.engine() !== engine) continue;
    const heard = await told;
    if (heard !== null) return heard;
    await line.next();
  }
}

/** The first row pushed for which `over` holds; null when the engine leaves before. */
function hearOf(
  engine: ControlClient,
  id: SessionId,
  over: (view: SessionView) => boolean,
): Promise<SessionView | null> {
  return new Promise((resolve) => {
    engine.onPush(({ rows }: Push) => {
      const row = rows?.find((each) => each.id === id && over(each));
      if (row !== undefined) resolve(row);
    });
    void engine.closed.then(() => {
      resolve(null);
    });
  });
}
