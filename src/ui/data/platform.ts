/** What differs between the desktop window and a browser, apart from the wire. */
export interface Platform {
  /** The system's folder dialog, resolving to null when it was closed; absent where there is none. */
  readonly pickFolder?: () => Promise<string | null>;
  /** Whether key combinations a browser keeps for itself (Ctrl-N) reach the page. */
  readonly ownsKeyboard: boolean;
}

export const browserPlatform: Platform = { ownsKeyboard: false };

/** Sends clicks on links to `open`, the system's browser, instead of away from the app. */
export function redirectLinks(target: EventTarget, open: (url: string) => void): void {
  target.addEventListener('click', (event) => {
    const link = event.composedPath().find((part) => part instanceof HTMLAnchorElement);
    if (link === undefined || !/^(?:https?|mailto):/u.test(link.href)) return;
    event.preventDefault();
    open(link.href);
  });
}
