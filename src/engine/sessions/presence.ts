/** Whether a session is in the list or in the trash: each allows other things. */
import { EngineError } from '../engine-error.ts';
import type { LiveSession } from './live-session.ts';

/** @throws {EngineError} `rejected`: the session is in the trash. */
export function mustBePresent({ id, facts, deletedAt }: LiveSession): void {
  if (deletedAt === null) return;
  throw new EngineError(
    'rejected',
    `"${facts.name}" is in the trash. Restore it first: \`lulu restore ${id}\`.`,
  );
}

/** @throws {EngineError} `rejected`: the session is not in the trash. */
export function mustBeTrashed({ facts, deletedAt }: LiveSession): void {
  if (deletedAt !== null) return;
  throw new EngineError('rejected', `"${facts.name}" is not in the trash.`);
}
