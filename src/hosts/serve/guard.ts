/** Who may speak to the serve host. */
import type { IncomingMessage } from 'node:http';
import { cookieName, cookieValue, isSame } from './serve-keys.ts';

/** Names of ours that no other site's page can make a browser send: this defeats DNS rebinding. */
export function isKnownHost({ headers }: IncomingMessage, port: number): boolean {
  return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
}

/**
 * Whether one of our own pages asks. Browsers leave `Origin` out of a page's own GET requests, and
 * then say `same-origin` in a header that no page can set.
 */
export function isOwnPage({ headers, method }: IncomingMessage): boolean {
  if (headers.origin !== undefined) return headers.origin === `http://${headers.host ?? ''}`;
  const upgrading = headers.upgrade !== undefined;
  return method === 'GET' && !upgrading && headers['sec-fetch-site'] === 'same-origin';
}

export function hasCookie({ headers }: IncomingMessage, port: number, token: string): boolean {
  const name = `${cookieName(port)}=`;
  const wanted = cookieValue(token);
  return (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .some((pair) => pair.startsWith(name) && isSame(pair.slice(name.length), wanted));
}

/** All three, as `/api` and `/ws` need them. */
export function isAdmitted(request: IncomingMessage, port: number, token: string): boolean {
  return isKnownHost(request, port) && isOwnPage(request) && hasCookie(request, port, token);
}
