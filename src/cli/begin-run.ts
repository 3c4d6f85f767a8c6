/** Beginning a run once. */
import type { Params } from '../contract/requests.ts';
import type { SessionDetail, SessionView } from '../contract/rows.ts';
import type { SessionId } from '../contract/ids.ts';
import { EngineError } from '../engine/engine.ts';
import { askOnce, look, type Line } from './ask-once.ts';

/** What begins a run; its session has an id before it is there. */
export type Asked =
  | {
      readonly method: 'sessions.create';
      readonly params: Params<'sessions.create'> & { readonly id: SessionId };
    }
  | { readonly method: 'sessions.resume'; readonly params: Params<'sessions.resume'> };

/** Asks for a run. @throws {EngineError} what the engine refuses. {NotKnownError} */
export async function beginRun(line: Line, { method, params }: Asked): Promise<SessionView> {
  const before = (method === 'sessions.resume' ? await find(line, params.id) : null)?.runs ?? [];
  const { row } = await askOnce(line, method, params, async () => {
    const found = await find(line, params.id);
    return found !== null && found.runs.length > before.length ? found : null;
  });
  return row;
}

/** The session as it is; null where there is none. */
async function find(line: Line, id: string): Promise<SessionDetail | null> {
  try {
    return await look(line, 'sessions.show', { id });
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'unknown-session') return null;
    throw error;
  }
}
