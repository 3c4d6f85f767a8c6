/** How many sessions wait, where somebody sees it who looks elsewhere: the title, the tab's icon, the app's badge. */
import type { Platform } from './platform.ts';

/** The plain icon, and the same with a mark. A policy for images allows `data:`, not `blob:`. */
const marked = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4a55cc"/><path d="M11 8v13.5a2 2 0 0 0 2 2h8" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/><circle cx="24" cy="8" r="7.5" fill="#f2a20c" stroke="#fff" stroke-width="1.5"/></svg>`,
)}`;

interface Badging {
  readonly setAppBadge?: (count: number) => Promise<void>;
}

export class PageBadge {
  #count: number | undefined;
  #plain: string | undefined;

  show(count: number, platform: Pick<Platform, 'setTitle'>): void {
    if (count === this.#count) return;
    this.#count = count;
    platform.setTitle(count === 0 ? 'Lulu' : `(${count}) Lulu`);
    this.#icon(count > 0);
    // Only an installed page has a badge; the others refuse, which is no news.
    void (navigator as Badging).setAppBadge?.(count).catch(() => undefined);
  }

  #icon(isMarked: boolean): void {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link === null) return;
    this.#plain ??= link.href;
    link.href = isMarked ? marked : this.#plain;
  }
}
