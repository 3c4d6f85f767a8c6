/** Finds out what the page runs in, once, and connects it. */
import { keepMounted } from './keep-mounted.ts';
import { connectNeutralino, reloadWhenBack } from './neutralino-transport.ts';
import { browserPlatform, type Platform } from './platform.ts';
import type { Transport } from './transport.ts';
import { connectWebSocket, signIn } from './websocket-transport.ts';

const globalsUrl = '/__neutralino_globals.js';
/** Remembered per tab, so that a reload in a browser does not ask for the window's globals again. */
const browserMark = 'lulu-in-browser';

export interface Connection {
  readonly transport: Transport;
  readonly platform: Platform;
}

/**
 * @param app - Kept in the body: see `keepMounted`.
 * @returns The connection, or null where the engine refuses this browser.
 */
export async function connect(
  app: HTMLElement,
  onForbidden: () => void,
): Promise<Connection | null> {
  if (await isInWindow()) return connectWindow(app);
  sessionStorage.setItem(browserMark, '1');
  const admission = await signIn(location, history).catch(() => 'admitted' as const);
  if (admission === 'forbidden') return null;
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const transport = connectWebSocket(`${scheme}://${location.host}/ws`, onForbidden);
  return { transport, platform: browserPlatform };
}

async function connectWindow(app: HTMLElement): Promise<Connection> {
  // The package's main file is CommonJS, whose names a split bundle hides behind `default`.
  const { init, events, extensions, os } = await import('@neutralinojs/lib/dist/neutralino.mjs');
  keepMounted(app, document.body);
  init({ exportCustomMethods: false });
  const transport = connectNeutralino(
    { events, extensions },
    {
      onOffline: () => {
        reloadWhenBack(location.href, () => {
          location.reload();
        });
      },
    },
  );
  const pickFolder = async (): Promise<string | null> =>
    (await os.showFolderDialog('Choose a repository')) || null;
  const openLink = (href: string): void => void os.open(href);
  return { transport, platform: { pickFolder, openLink, ownsKeyboard: true } };
}

/** A browser opened from the terminal has a token in its address; else the window's globals tell. */
async function isInWindow(): Promise<boolean> {
  if ('NL_PORT' in globalThis) return true;
  if (sessionStorage.getItem(browserMark) !== null || location.hash.includes('token='))
    return false;
  await new Promise<void>((resolve) => {
    const script = document.createElement('script');
    script.src = globalsUrl;
    script.onload = script.onerror = () => {
      resolve();
    };
    document.head.append(script);
  });
  return 'NL_PORT' in globalThis;
}
