import { noChange } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { Instant } from '../../contract/ids.ts';
import { formatAge } from '../../core/age.ts';
import { onTick } from './ticker.ts';

class AgeDirective extends AsyncDirective {
  #at = 0;
  #shown = '';
  #stop: (() => void) | undefined;

  render(at: Instant): unknown {
    this.#at = Date.parse(at);
    this.#stop ??= this.isConnected ? onTick(this.#tick) : undefined;
    return this.#next(Date.now());
  }

  protected override disconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  protected override reconnected(): void {
    this.#tick(Date.now());
    this.#stop = onTick(this.#tick);
  }

  #next(now: number): unknown {
    const text = formatAge(this.#at, now);
    if (text === this.#shown) return noChange;
    this.#shown = text;
    return text;
  }

  readonly #tick = (now: number): void => {
    const next = this.#next(now);
    if (next !== noChange) this.setValue(next);
  };
}

/** The age of an instant as text that keeps itself up to date, one text node, without rendering anything else. */
export const age = directive(AgeDirective);
