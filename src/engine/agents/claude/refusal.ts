/** How Claude Code says that it will not begin a conversation the way it was asked to. */
import type { Refusal } from '../adapter.ts';

/** The words of every version from 2.0.77 to 2.1.329. */
const refusals: readonly (readonly [RegExp, Refusal])[] = [
  [/No conversation found with session ID/, 'conversation-missing'],
  [/Session ID \S+ is already in use/, 'conversation-exists'],
];

export function refusal(words: string): Refusal | null {
  return refusals.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}
