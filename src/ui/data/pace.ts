/** When changes are drawn: what somebody asked for in the next frame, what happens by itself not more often than one can read. */
import { onNextFrame } from './frame.ts';

/** Between two looks at what changes by itself, in ms: many agents change rows in every frame, and painting costs. */
const apartMs = 100;

/** Runs `task` once, soon. `byItself`: nobody waits for it. */
export type Schedule = (task: () => void, byItself: boolean) => void;

export interface PaceOptions {
  readonly frame: (task: () => void) => void;
  readonly now: () => number;
  readonly later: (task: () => void, ms: number) => unknown;
}

const real: PaceOptions = {
  frame: onNextFrame,
  now: () => performance.now(),
  later: (task, ms) => setTimeout(task, ms),
};

/** After a pause the first change is drawn in the next frame, too; those that follow it wait for their turn. */
export function paced({ frame, now, later }: PaceOptions = real): Schedule {
  let ranAt = Number.NEGATIVE_INFINITY;
  return (task, byItself) => {
    const run = (): void => {
      frame(() => {
        ranAt = now();
        task();
      });
    };
    const waitMs = byItself ? ranAt + apartMs - now() : 0;
    if (waitMs <= 0) run();
    else later(run, waitMs);
  };
}
