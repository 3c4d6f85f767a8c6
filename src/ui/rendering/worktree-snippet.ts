/** What a search found, with the paths in it as seen from the session's worktree. */
import type { SessionId } from '../../contract/ids.ts';

/** A snippet may begin in the middle of a path: "…" and the rest of it. */
const cutPath = /^…([0-9a-f-]{1,36})\//u;

/**
 * `snippet` without what leads to the worktree of session `id` (`<repository>/.lulu/worktrees/<id>/`).
 * Marks of what was found are never in what goes: a path that is itself searched for stays whole.
 */
export function worktreeSnippet(snippet: string, id: SessionId): string {
  const whole = new RegExp(`[^\\s"'\`(\\u0002\\u0003]*/${id}/`, 'gu');
  const cut = cutPath.exec(snippet);
  const rest =
    cut?.[1] !== undefined && id.endsWith(cut[1]) ? snippet.slice(cut[0].length) : snippet;
  return rest.replaceAll(whole, '');
}
