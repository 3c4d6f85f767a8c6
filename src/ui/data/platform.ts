/** What differs between the desktop window and a browser, apart from the wire. */

/** As of `Notification.permission`; `unsupported` where there are none. */
export type NotifyPermission = 'granted' | 'denied' | 'default' | 'unsupported';

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Of two with the same tag the later replaces the earlier. */
  readonly tag: string;
  /** Runs when it was clicked, where that can be told. */
  readonly open: () => void;
}

export interface Platform {
  /** The system's folder dialog under this title, resolving to null when it was closed; absent where there is none. */
  readonly pickFolder?: (title: string) => Promise<string | null>;
  /** Opens a link of an agent's text outside of Lulu. */
  readonly openLink: (href: string) => void;
  /** Whether key combinations a browser keeps for itself (Ctrl-N) reach the page. */
  readonly ownsKeyboard: boolean;
  readonly notifyPermission: () => NotifyPermission;
  /** Asks the person; only in answer to a gesture of theirs. */
  readonly askToNotify: () => Promise<NotifyPermission>;
  readonly notify: (notice: Notice) => void;
  readonly setTitle: (title: string) => void;
  /** Absent in a browser, whose tab closes without a word. */
  readonly window?: {
    /** Ends the window's program. Agents are not touched by it. */
    readonly close: () => void;
    /** Called when the person wants to close the window; whoever listens answers for it. Returns what ends that. */
    readonly onCloseRequest: (listener: () => void) => () => void;
  };
}

export const browserPlatform: Platform = {
  openLink: (href) => {
    window.open(href, '_blank', 'noopener');
  },
  ownsKeyboard: false,
  notifyPermission: () => ('Notification' in window ? Notification.permission : 'unsupported'),
  askToNotify: async () =>
    'Notification' in window ? await Notification.requestPermission() : 'unsupported',
  notify: ({ title, body, tag, open }) => {
    const shown = new Notification(title, { body, tag, icon: 'icons/lulu.png' });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
      open();
    });
  },
  setTitle: (title) => {
    document.title = title;
  },
};
