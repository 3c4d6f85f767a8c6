/** The mark that every process of a run carries in its environment. */

/** Inherited by every descendant; its value is the run's id. */
export const markerName = 'LULU_RUN';

const assignment = Buffer.from(`${markerName}=`);

/** The run id in a block of NUL-separated `NAME=value`, or null. */
export function markerIn(environment: Buffer | null): string | null {
  if (environment === null) return null;
  let at = environment.indexOf(assignment);
  // A variable whose name merely ends in ours does not count.
  while (at > 0 && environment[at - 1] !== 0) at = environment.indexOf(assignment, at + 1);
  if (at < 0) return null;
  const end = environment.indexOf(0, at);
  return environment.toString('utf8', at + assignment.length, end < 0 ? undefined : end);
}
