/** What a row of the bench is, and what it finds. */
import type { Scale } from './scale.ts';

/** What a number may be at most (or at least, for rates), by itself and against its floor. */
export interface Budget {
  readonly most?: number;
  readonly least?: number;
  readonly mostRatio?: number;
  readonly leastRatio?: number;
}

/** One number of one row. `floor` is the same thing done as plainly as possible in the same run. */
export interface Finding {
  readonly what: string;
  readonly unit:
    | 'ms'
    | '% of a core'
    | 'MB'
    | 'events/s'
    | 'events'
    | 'px'
    | 's'
    | 'failures'
    | 'processes'
    | 'files';
  readonly lulu: number;
  readonly floor?: number;
  /** Absent: shown because it explains another one. */
  readonly budget?: Budget;
}

export interface Bench {
  readonly name: string;
  /** One line: what is measured, and against what. */
  readonly about: string;
  readonly run: (scale: Scale) => Promise<readonly Finding[]>;
}

/** Lulu's number by the floor's. */
export function ratioOf({ lulu, floor }: Finding): number | undefined {
  return floor === undefined || floor === 0 ? undefined : lulu / floor;
}

/** Undefined where nothing was promised. */
export function isHeld(finding: Finding): boolean | undefined {
  const { budget, lulu } = finding;
  if (budget === undefined) return undefined;
  const ratio = ratioOf(finding);
  return (
    lulu <= (budget.most ?? Infinity) &&
    lulu >= (budget.least ?? 0) &&
    (ratio === undefined ||
      (ratio <= (budget.mostRatio ?? Infinity) && ratio >= (budget.leastRatio ?? 0)))
  );
}
