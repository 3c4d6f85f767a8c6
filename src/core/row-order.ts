/** In which order, and whether at all, a list of sessions shows its rows. */
import type { SessionId } from '../contract/ids.ts';
import type { Settings } from '../contract/settings.ts';
import type { SessionView } from '../contract/rows.ts';

export type Order = NonNullable<Settings['order']>;

/** Whether an agent is (or should be) at work. A restored session only was when Lulu last stopped. */
export function isActive(row: SessionView): boolean {
  const atWork = row.status === 'Starting' || row.status === 'Running' || row.status === 'Waiting';
  return atWork && !row.restored;
}

/** Where each row stands now for "Active first": 0 at work, 1 not. Kept, so that the list stays put. */
export function rankOf(rows: readonly SessionView[]): ReadonlyMap<SessionId, number> {
  return new Map(rows.map((row) => [row.id, isActive(row) ? 0 : 1]));
}

/** A sorted copy. For `active`, rows made after the ranking are at work and come first, as the newest. */
export function ordered(
  rows: readonly SessionView[],
  order: Order,
  rank: ReadonlyMap<SessionId, number>,
): SessionView[] {
  const byAge = (a: SessionView, b: SessionView): number =>
    compare(b.createdAt, a.createdAt) || compare(b.id, a.id);
  switch (order) {
    case 'newest':
      return rows.toSorted(byAge);
    case 'oldest':
      return rows.toSorted((a, b) => byAge(b, a));
    case 'active':
      return rows.toSorted((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0) || byAge(a, b));
  }
}

/** Whether every word of `filter` is somewhere in what the row shows. */
export function matches(row: SessionView, filter: string): boolean {
  if (filter === '') return true;
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return true;
  const { name, status, repo, base, failureReason, waitingFor } = row;
  const text = [name, status, repo, base.ref, failureReason, waitingFor?.text].join('\n');
  const shown = text.toLowerCase();
  return words.every((word) => shown.includes(word));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
