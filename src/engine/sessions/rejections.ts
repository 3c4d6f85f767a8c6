import type { Rejection, SessionCommand } from '../../core/session.ts';
import { EngineError } from '../engine-error.ts';
import type { LiveSession } from './live-session.ts';

/** A refused command as an error. */
export function rejected(
  session: LiveSession,
  command: SessionCommand['type'],
  why: Rejection,
): EngineError {
  const text = rejectionText(session.facts.name, command, why);
  return new EngineError(why.reason === 'not-open' ? 'nothing-to-answer' : 'rejected', text);
}

/** Why a command was refused, and what can be done instead; for people. */
function rejectionText(
  name: string,
  command: SessionCommand['type'],
  { reason, phase }: Rejection,
): string {
  const session = `"${name}"`;
  switch (reason) {
    case 'busy':
      return `${session} is still at work. Send a follow-up, or interrupt it first.`;
    case 'not-active':
      return command === 'interrupt' && phase !== 'new'
        ? `${session} is not running, so there is nothing to interrupt.`
        : `${session} is not running. Resume it first.`;
    case 'not-open':
      return `${session} does not wait for that answer any more.`;
    case 'already-interrupting':
      return `${session} is being interrupted already.`;
    case 'interrupting':
      return `${session} is being interrupted. Wait until that is done.`;
  }
}
