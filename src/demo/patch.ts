/** What changed between two texts, as one hunk. */

export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each begins with a blank, `-` or `+`. */
  readonly lines: readonly string[];
}

const context = 3;

/** Everything between the first and the last line that differs, with three lines around it. */
export function hunk(before: string, after: string): Hunk {
  // A newline at the end of both ends their last line; it begins no further, empty one.
  const closed = before.endsWith('\n') && after.endsWith('\n') ? -1 : undefined;
  const old = before.split('\n').slice(0, closed);
  const now = after.split('\n').slice(0, closed);
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;

  const from = Math.max(0, head - context);
  const below = Math.min(tail, context);
  const lines = [
    ...old.slice(from, head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
    ...old.slice(old.length - tail, old.length - tail + below).map((line) => ` ${line}`),
  ];
  return {
    oldStart: from + 1,
    oldLines: old.length - tail + below - from,
    newStart: from + 1,
    newLines: now.length - tail + below - from,
    lines,
  };
}
