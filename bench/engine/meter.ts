/** How long it takes from an agent's write to a committed row, and what that costs its process. */
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

export interface Reading {
  /** Events seen since `begin`. */
  readonly events: number;
  /** Write → committed, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** Between the first and the last event, in ms; with it CPU in ms. */
  readonly spanMs: number;
  readonly cpuMs: number;
  /** How late the event loop was, in ms. */
  readonly delayP99: number;
  readonly rssBytes: number;
  readonly mostRssBytes: number;
}

/** The delay is sampled this often; the histogram's values hold the interval itself. */
const resolution = 5;

/**
 * Of so many events of a session, one tells when it was written: all of them would be a good part of the work
 * that is measured.
 */
const sampled = 8;

/** Whether the event with this number in its session is one of those. */
export function isSampled(seq: number): boolean {
  return seq % sampled === 0;
}

/** Its memory is the same however much is noted: it is part of the process that is measured. */
export class Meter {
  /** In µs. */
  readonly #latencies = createHistogram({ figures: 3 });
  #events = 0;
  #first = 0;
  #last = 0;
  #cpu = process.cpuUsage();
  #cpuAtLast = 0;
  #mostRss = 0;
  readonly #delay = monitorEventLoopDelay({ resolution });

  begin(): void {
    this.#latencies.reset();
    this.#events = 0;
    this.#first = 0;
    this.#mostRss = 0;
    this.#delay.enable();
  }

  /** So many events of one commit; of those that are sampled, when each was written (ms since 1970). */
  note(events: number, writtenAt: readonly number[]): void {
    if (events === 0) return;
    const now = performance.timeOrigin + performance.now();
    if (this.#first === 0) {
      this.#first = now;
      this.#cpu = process.cpuUsage();
      this.#delay.reset();
    }
    this.#last = now;
    const before = this.#events;
    this.#events += events;
    for (const at of writtenAt) {
      this.#latencies.record(Math.max(1, Math.round((now - at) * 1000)));
    }
    // Every thousandth is enough: asking for it costs more than an event.
    if (Math.floor(before / 1000) === Math.floor(this.#events / 1000)) return;
    this.#mostRss = Math.max(this.#mostRss, process.memoryUsage.rss());
    this.#cpuAtLast = cpuSince(this.#cpu);
  }

  reading(): Reading {
    const rssBytes = process.memoryUsage.rss();
    return {
      events: this.#events,
      p50: this.#latencies.percentile(50) / 1000,
      p99: this.#latencies.percentile(99) / 1000,
      spanMs: this.#last - this.#first,
      cpuMs: this.#cpuAtLast,
      delayP99: Math.max(0, this.#delay.percentile(99) / 1e6 - resolution),
      rssBytes,
      mostRssBytes: Math.max(this.#mostRss, rssBytes),
    };
  }
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const stamp = /\bat (\d{13}\.\d{3}) /;

/** When a writer wrote this text, in ms since 1970; undefined where it was none of theirs. */
export function writtenAt(text: unknown): number | undefined {
  const found = typeof text === 'string' ? stamp.exec(text.slice(0, 30)) : null;
  return found?.[1] === undefined ? undefined : Number(found[1]);
}
