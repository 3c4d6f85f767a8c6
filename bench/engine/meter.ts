/** How long it takes from an agent's write to a committed row, and what that costs its process. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { quantile } from '../statistics.ts';

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

export class Meter {
  #latencies: number[] = [];
  #first = 0;
  #last = 0;
  #cpu = process.cpuUsage();
  #cpuAtLast = 0;
  #mostRss = 0;
  readonly #delay = monitorEventLoopDelay({ resolution });

  begin(): void {
    this.#latencies = [];
    this.#first = 0;
    this.#mostRss = 0;
    this.#delay.enable();
  }

  /** The events of one commit, by when each was written (ms since 1970). */
  note(writtenAt: readonly number[]): void {
    if (writtenAt.length === 0) return;
    const now = performance.timeOrigin + performance.now();
    if (this.#first === 0) {
      this.#first = now;
      this.#cpu = process.cpuUsage();
      this.#delay.reset();
    }
    this.#last = now;
    const before = this.#latencies.length;
    for (const at of writtenAt) this.#latencies.push(now - at);
    // Every thousandth is enough: asking for it costs more than an event.
    if (Math.floor(before / 1000) === Math.floor(this.#latencies.length / 1000)) return;
    this.#mostRss = Math.max(this.#mostRss, process.memoryUsage.rss());
    this.#cpuAtLast = cpuSince(this.#cpu);
  }

  reading(): Reading {
    const rssBytes = process.memoryUsage.rss();
    return {
      events: this.#latencies.length,
      p50: quantile(this.#latencies, 0.5),
      p99: quantile(this.#latencies, 0.99),
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
