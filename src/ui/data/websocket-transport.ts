/** The engine behind HTTP and a WebSocket on the same host: Lulu in a browser. */
import type { Transport } from './transport.ts';
import { WireClient } from './wire-client.ts';

const firstDelayMs = 250;
const longestDelayMs = 5000;

/** `forbidden`: the engine is there, but does not know this browser (no token, or an engine since restarted). */
export type Admission = 'admitted' | 'forbidden';

/**
 * Trades the `#token=…` a terminal printed for a cookie, and takes it out of the address bar and history.
 * Without a token the cookie of an earlier visit is what counts.
 */
export async function signIn(location: Location, history: History): Promise<Admission> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return 'admitted';
  history.replaceState(history.state, '', location.pathname + location.search);
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
    credentials: 'same-origin',
  });
  return answer.ok ? 'admitted' : 'forbidden';
}

/** The wait before try number `attempt` (from 0): doubling, with up to half of it left to chance. */
export function reconnectDelayMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
  return full * (0.5 + random() / 2);
}

/**
 * Connects, and goes on connecting for as long as the page lives.
 *
 * @param onForbidden - Called, and no more tries made, when the engine is there and refuses this browser.
 */
export function connectWebSocket(url: string, onForbidden: () => void): Transport {
  const client = new WireClient({ holdMs: 0 });
  let attempt = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const connect = (): void => {
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      attempt = 0;
      client.opened((envelope) => {
        socket.send(JSON.stringify(envelope));
      });
    });
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      client.receive(event.data);
    });
    socket.addEventListener('close', () => {
      client.closed();
      retry();
    });
  };
  const retry = (): void => {
    waiting = setTimeout(() => void probe(), reconnectDelayMs(attempt));
    attempt += 1;
  };
  /** A socket that fails does not say why; a plain request does, and costs less. */
  const probe = async (): Promise<void> => {
    waiting = undefined;
    const status = await statusOf('/api/engine.status');
    if (status === 401 || status === 403) onForbidden();
    else if (status === undefined) retry();
    else connect();
  };
  client.reconnect = () => {
    if (waiting === undefined) return;
    clearTimeout(waiting);
    attempt = 0;
    void probe();
  };
  connect();
  return client;
}

/** Undefined where nobody answers. */
async function statusOf(path: string): Promise<number | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(path, { method: 'POST', headers, body: '{}' })).status;
  } catch {
    return undefined;
  }
}
