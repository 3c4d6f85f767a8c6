import type { Push } from '../contract/pushes.ts';
import type { SessionId } from '../contract/ids.ts';
import type { SessionView } from '../contract/rows.ts';
import type { ControlClient } from '../hosts/control/control-client.ts';
import { EngineError } from '../engine/engine.ts';

/** Resolves with the first row of the session for which `over` holds. */
export async function waitForEnd(
  engine: ControlClient,
  id: SessionId,
  over: (view: SessionView) => boolean,
): Promise<SessionView> {
  const { promise, resolve, reject } = Promise.withResolvers<SessionView>();
  const look = (view: SessionView | undefined): void => {
    if (view !== undefined && over(view)) resolve(view);
  };
  const stop = engine.onPush((push: Push) => {
    look(push.rows?.find((row) => row.id === id));
  });
  void engine.closed.then(() => {
    reject(new EngineError('unavailable', 'The engine left. `lulu show` tells how far it got.'));
  });
  try {
    look((await engine.request('sessions.show', { id })).row);
    return await promise;
  } finally {
    stop();
  }
}
