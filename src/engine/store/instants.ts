/** Instants are whole milliseconds since 1970 in the file, ISO 8601 outside it. */
import type { Instant } from '../../contract/ids.ts';

export function toInstant(ms: number): Instant {
  return new Date(ms).toISOString();
}

export function toInstantOrNull(ms: number | null): Instant | null {
  return ms === null ? null : toInstant(ms);
}
