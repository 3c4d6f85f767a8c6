/** Finds out what the page runs in, once, and connects it. */
import { keepMounted } from './keep-mounted.ts';
import { connectNeutralino, extensionId, reloadWhenBack } from './neutralino-transport.ts';
import { browserPlatform, type Platform } from './platform.ts';
import { closingEvent } from '../../contract/neutralino.ts';
import { windowPlatform } from './window-platform.ts';
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
  const native = await import('@neutralinojs/lib/dist/neutralino.mjs');
  const { init, events, extensions } = native;
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
  const platform = windowPlatform(native, () => {
    // The extension closes a window whose page does not say this in time.
    extensions.dispatch(extensionId, closingEvent, {}).catch(() => undefined);
  });
  return { transport, platform };
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
