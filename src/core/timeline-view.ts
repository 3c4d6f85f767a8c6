/** What a bounded window over a log has to show: the words between whoever loads pages and whoever draws them. */
import type { Entry } from './timeline-entry.ts';

export type LoadState = 'idle' | 'loading' | { readonly problem: string };

/** What is to be shown now. */
export interface TimelineView {
  readonly entries: readonly Entry[];
  /** Text being written, not stored yet; empty where there is none or the tail is not held. */
  readonly partial: string;
  /** The whole log's ends; 0 where it is empty. */
  readonly first: number;
  readonly last: number;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly older: LoadState;
  readonly newer: LoadState;
  /** Something has been read: an empty timeline is really empty. */
  readonly opened: boolean;
}

/** Whether nothing of `next` is another but how long the log is, which a reader elsewhere in it can wait for. */
export function isOnlyLonger(shown: TimelineView, next: TimelineView): boolean {
  const { last: _, ...held } = shown;
  const keys = Object.keys(held) as (keyof typeof held)[];
  return keys.every((key) => shown[key] === next[key]);
}
