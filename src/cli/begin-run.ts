/** Beginning a run once, whatever becomes of the engine meanwhile. */
import * as v from 'valibot';
import type { WireError } from '../contract/errors.ts';
import type { Method, Params, Reply } from '../contract/requests.ts';
import { SessionDetail, type SessionView } from '../contract/rows.ts';
import type { SessionId } from '../contract/ids.ts';
import { EngineError } from '../engine/engine.ts';
import type { Answer } from '../hosts/link.ts';

/** What begins a run; its session has an id before it is there. */
export type Asked =
  | {
      readonly method: 'sessions.create';
      readonly params: Params<'sessions.create'> & { readonly id: SessionId };
    }
  | { readonly method: 'sessions.resume'; readonly params: Params<'sessions.resume'> };

/** A line to the engine, wherever that is. */
export interface Line {
  readonly ask: (method: Method, params: unknown) => Promise<Answer>;
  /** Waits for the next engine; false where none is waited for. */
  readonly next: () => Promise<boolean>;
}

/**
 * Asks for a run. Where the engine leaves before it has answered, the next one is asked what has become of
 * it, and only what never was begun is asked for anew.
 *
 * @throws {EngineError} what the engine refuses.
 */
export async function beginRun(line: Line, { method, params }: Asked): Promise<SessionView> {
  const before = (method === 'sessions.resume' ? await look(line, params.id) : null)?.runs ?? [];
  for (;;) {
    const answer = await line.ask(method, params);
    if (answer.ok) return (answer.value as Reply<typeof method>).row;
    if (answer.error.kind !== 'unavailable' || !(await line.next())) throw asError(answer.error);
    const found = await look(line, params.id);
    if (found !== null && found.runs.length > before.length) return found.row;
  }
}

/** The session as it is; null where there is none. */
async function look(line: Line, id: string): Promise<SessionDetail | null> {
  for (;;) {
    const answer = await line.ask('sessions.show', { id });
    if (answer.ok) return v.parse(SessionDetail, answer.value);
    if (answer.error.kind === 'unknown-session') return null;
    if (answer.error.kind !== 'unavailable' || !(await line.next())) throw asError(answer.error);
  }
}

function asError({ kind, message, field }: WireError): EngineError {
  return new EngineError(kind, message, field === undefined ? {} : { field });
}
