/** Numbers as people read them in a header or a quiet line. */
import type { Tokens } from '../../contract/events.ts';

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en');

/** `840`, `12.3K`, `1.4M`. */
export function formatCompact(count: number): string {
  return compact.format(count);
}

/** `71,204`. */
export function formatWhole(count: number): string {
  return whole.format(count);
}

/** `$0.42`; `$0.0031` for what would otherwise read as nothing. */
export function formatCost(usd: number): string {
  if (usd === 0) return '$0.00';
  return usd < 0.01 ? `$${usd.toPrecision(2)}` : `$${usd.toFixed(2)}`;
}

/** `640 ms`, `8.2 s`, `3 m 12 s`, `2 h 5 m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** Decimal sizes: `812 B`, `1.4 kB`, `3.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** All tokens a turn moved, cached ones included. */
export function totalTokens(tokens: Tokens): number {
  return tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite;
}

/** `12:04`, in the reader's zone; the whole date stands in the tooltip. */
export function formatClock(at: string): string {
  return clock.format(new Date(at));
}

/** `Nov 21, 2026, 12:04:31`. */
export function formatInstant(at: string): string {
  return instant.format(new Date(at));
}

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false });
const instant = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
