/** What differs between the desktop window and a browser, apart from the wire. */
export interface Platform {
  /** The system's folder dialog, resolving to null when it was closed; absent where there is none. */
  readonly pickFolder?: () => Promise<string | null>;
  /** Opens a link of an agent's text outside of Lulu. */
  readonly openLink: (href: string) => void;
  /** Whether key combinations a browser keeps for itself (Ctrl-N) reach the page. */
  readonly ownsKeyboard: boolean;
}

export const browserPlatform: Platform = {
  openLink: (href) => {
    window.open(href, '_blank', 'noopener');
  },
  ownsKeyboard: false,
};
