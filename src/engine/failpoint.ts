/**
 * Dying on purpose, so that tests can show what a restart makes of it.
 *
 * Off unless `LULU_FAILPOINT=<name>` (or `<name>:<n>`, the n-th time it is passed) is in the engine's
 * environment when it starts; then the process kills itself at that point, as a power cut would.
 * A point marks the gap between two steps that a crash may fall into; tests/faults has a test for each.
 */

export type Failpoint =
  // A run on its way: accepted in the database, worktree recorded by git, its files there.
  | 'run-accepted'
  | 'worktree-recorded'
  | 'worktree-made'
  // Program and worktree found; folder made; process there; identity committed; input half written.
  | 'run-prepared'
  | 'run-folder-made'
  | 'run-spawned'
  | 'run-identified'
  | 'input-torn'
  // Output read and not stored; stored; outcome stored and process not told to leave.
  | 'output-read'
  | 'output-stored'
  | 'outcome-stored'
  // Process gone and its end not stored; stored and its folder still there; gone, and not noted.
  | 'process-gone'
  | 'end-stored'
  | 'spool-removed'
  // A follow-up taken from the queue and not written to the agent.
  | 'follow-up-taken'
  // An interrupt stored and nothing done about it; the tree dead and nothing stored about it.
  | 'interrupt-stored'
  | 'tree-dead'
  // Deleting: marked; snapshot written and not named; record moved, files not; both moved.
  | 'delete-marked'
  | 'snapshot-written'
  | 'record-moved'
  | 'files-moved'
  // Restoring: files back, record not; both back, and the session still marked.
  | 'files-back'
  | 'restore-unmarked'
  // A request done, and not answered.
  | 'request-done';

const wanted = /^([a-z-]+)(?::(\d+))?$/.exec(process.env['LULU_FAILPOINT'] ?? '');
let left = Number(wanted?.[2] ?? 1);

/** Whether the process is to die here, now; for points that leave something half done first. */
export function isFailpoint(name: Failpoint): boolean {
  if (wanted?.[1] !== name) return false;
  left -= 1;
  return left === 0;
}

/** Dies here, where this is the point that was asked for. */
export function failpoint(name: Failpoint): void {
  if (isFailpoint(name)) die();
}

/** As `kill -9` does: nothing after this runs. */
export function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}
