/** What a snapshot's tree cannot say: the blob `manifest` at its top. */
import * as v from 'valibot';
import { GitError } from './git-error.ts';

/**
 * Paths in `repositories`, `modes` and `skipped` are bytes read as latin1. The tree beside the manifest:
 * `files/` (the worktree), `git/0/` (git's record of it), `git/<n>/` (the repositories inside),
 * `index/<stage>/` (keeps the index's objects alive).
 */
export const Manifest = v.object({
  version: v.literal(1),
  /** Where the worktree was. */
  path: v.string(),
  /** What git called its record. */
  record: v.string(),
  /** Where HEAD stood; '' before a first commit. */
  head: v.string(),
  repositories: v.array(
    v.object({ path: v.string(), place: v.nullable(v.string()), link: v.nullable(v.string()) }),
  ),
  /** Permission bits other than 0644 and 0755, by place in the tree. */
  modes: v.array(v.tuple([v.string(), v.number()])),
  skipped: v.array(v.object({ path: v.string(), why: v.string() })),
});
export type Manifest = v.InferOutput<typeof Manifest>;

/** @throws {GitError} `snapshot-damaged` when the text is not a manifest this version can read. */
export function parseManifest(text: string): Manifest {
  try {
    return v.parse(Manifest, JSON.parse(text));
  } catch (cause) {
    throw new GitError('snapshot-damaged', 'The snapshot has no manifest Lulu can read.', {
      cause,
    });
  }
}
