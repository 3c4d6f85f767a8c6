/**
 * What is measured of the timeline, inside the page: these functions are sent there as text, so each
 * stands alone.
 */

export interface Held {
  /** Entries in the DOM. */
  readonly entries: number;
  /** Their first and last seq. */
  readonly first: number;
  readonly last: number;
  /** Pixels between what is seen and the end of what is loaded. */
  readonly gap: number;
}

/** What the timeline holds now. */
export function heldNow(): Held {
  const inside = (host: ParentNode | null | undefined, selector: string): Element => {
    const found = host?.querySelector(selector);
    if (found === null || found === undefined) throw new Error(`no ${selector} on the page`);
    return found;
  };
  const app = inside(document, 'lulu-app').shadowRoot;
  const detail = inside(app, 'lulu-session-detail').shadowRoot;
  const timeline = inside(detail, 'lulu-timeline').shadowRoot;
  const scroller = inside(timeline, '.scroller');
  const entries = [...scroller.querySelectorAll('article')];
  const seqOf = (entry: Element | undefined): number => Number(entry?.getAttribute('data-seq'));
  return {
    entries: entries.length,
    first: seqOf(entries[0]),
    last: seqOf(entries.at(-1)),
    gap: scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight,
  };
}

export interface Watched {
  /** How far the entry that was first in sight has moved at most, in pixels. */
  readonly moved: number;
  /** The largest distance from the end at any frame, in pixels. */
  readonly gap: number;
  /** The most entries in the DOM. */
  readonly entries: number;
  readonly frames: number;
}

export interface Watch {
  /** For so long at least. */
  readonly ms: number;
  /** And until so many entries are said to be new below. */
  readonly news?: number;
}

/** Looks after every frame. */
export function watchFor({ ms, news = 0 }: Watch): Promise<Watched> {
  const inside = (host: ParentNode | null | undefined, selector: string): Element => {
    const found = host?.querySelector(selector);
    if (found === null || found === undefined) throw new Error(`no ${selector} on the page`);
    return found;
  };
  const app = inside(document, 'lulu-app').shadowRoot;
  const detail = inside(app, 'lulu-session-detail').shadowRoot;
  const timeline = inside(detail, 'lulu-timeline').shadowRoot;
  const scroller = inside(timeline, '.scroller');
  const place = (entry: Element): number =>
    entry.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  const seen = [...scroller.querySelectorAll('article')].find((entry) => place(entry) > 0);
  if (seen === undefined) throw new Error('no entry is in sight');
  const from = place(seen);
  let [moved, gap, entries, frames] = [0, 0, 0, 0];
  const newsNow = (): number => {
    const pill = timeline?.querySelector('.pill')?.textContent ?? '';
    return Number.parseInt(pill.replace(/\D/gu, '') || '0', 10);
  };
  const begin = performance.now();
  const patienceMs = 30_000;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      frames += 1;
      moved = Math.max(moved, seen.isConnected ? Math.abs(place(seen) - from) : Infinity);
      gap = Math.max(gap, scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight);
      entries = Math.max(entries, scroller.querySelectorAll('article').length);
      const spent = performance.now() - begin;
      const seenEnough = spent >= ms && newsNow() >= news;
      if (seenEnough) resolve({ moved, gap, entries, frames });
      else if (spent > patienceMs) reject(new Error(`only ${newsNow()} new of ${news}`));
      else requestAnimationFrame(() => setTimeout(look, 0));
    };
    requestAnimationFrame(() => setTimeout(look, 0));
  });
}
