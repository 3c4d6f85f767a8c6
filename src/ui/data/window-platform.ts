/** The desktop window's own abilities, through Neutralino. */
import type { app, events, os, window as nativeWindow } from '@neutralinojs/lib';
import type { Platform } from './platform.ts';

/** The part of `@neutralinojs/lib` this needs. */
export interface Native {
  readonly app: Pick<typeof app, 'exit'>;
  readonly events: Pick<typeof events, 'on' | 'off'>;
  readonly os: Pick<typeof os, 'open' | 'showFolderDialog' | 'showNotification'>;
  readonly window: Pick<typeof nativeWindow, 'setTitle'>;
}

/**
 * @param onClosing - Called at once when the person wants to close the window and somebody here answers for it.
 */
export function windowPlatform(native: Native, onClosing: () => void): Platform {
  const tried = (what: string, done: Promise<unknown>): void => {
    done.catch((error: unknown) => {
      console.warn(`The window refused ${what}`, error);
    });
  };
  return {
    pickFolder: async (title) => (await native.os.showFolderDialog(title)) || null,
    openLink: (href) => {
      tried('to open a link', native.os.open(href));
    },
    ownsKeyboard: true,
    notifyPermission: () => 'granted',
    askToNotify: () => Promise.resolve('granted'),
    notify: ({ title, body }) => {
      tried('a notification', native.os.showNotification(title, body));
    },
    setTitle: (title) => {
      document.title = title;
      tried('a title', native.window.setTitle(title));
    },
    window: {
      close: () => {
        tried('to close', native.app.exit());
      },
      onCloseRequest: (listener) => {
        const heard = (): void => {
          onClosing();
          listener();
        };
        tried('to tell of its end', native.events.on('windowClose', heard));
        return () => {
          tried('to be left alone', native.events.off('windowClose', heard));
        };
      },
    },
  };
}
