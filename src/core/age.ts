/** How long ago something was, in as few characters as a glance needs. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `5s`, `2m`, `3h`, `4d`: whole units, rounded down. Instants in ms; one in the future counts as now. */
export function formatAge(at: number, now: number): string {
  const ms = Math.max(0, now - at);
  if (ms < minute) return `${Math.floor(ms / second)}s`;
  if (ms < hour) return `${Math.floor(ms / minute)}m`;
  if (ms < day) return `${Math.floor(ms / hour)}h`;
  return `${Math.floor(ms / day)}d`;
}

/** `2 minutes ago`, for screen readers and tooltips, in the reader's language. Instants in ms. */
export function describeAge(at: number, now: number, locale?: string): string {
  const ms = Math.max(0, now - at);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (ms < minute) return format.format(-Math.floor(ms / second), 'second');
  if (ms < hour) return format.format(-Math.floor(ms / minute), 'minute');
  if (ms < day) return format.format(-Math.floor(ms / hour), 'hour');
  return format.format(-Math.floor(ms / day), 'day');
}

/**
 * When something is said to have happened that came after `last`: at `now`, or at `last` where the clock
 * was set back meanwhile. Back by more than a day it was wrong before, and is believed now. In ms.
 */
export function notBefore(now: number, last: number): number {
  return now < last && last - now <= day ? last : now;
}
