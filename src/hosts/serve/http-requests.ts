/** The serve host's HTTP half: static files, the trade of the token for a cookie, single requests. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { OpenLink } from '../link.ts';
import type { Log } from '../log.ts';
import { hasCookie, isKnownHost, isOwnPage } from './guard.ts';
import { readJson, securityHeaders, sendEmpty, sendJson } from './responses.ts';
import { cookieName, cookieValue, isSame, type ServeKeys } from './serve-keys.ts';
import type { SendFile } from './static-files.ts';

const sessionBodyLimit = 4096;
const apiBodyLimit = 16 * 1024 * 1024;
const yearS = 31_536_000;

const Admission = v.object({ token: v.string() });

export interface HttpOptions {
  readonly keys: () => ServeKeys;
  readonly open: OpenLink;
  readonly sendFile: SendFile;
  readonly log: Log;
}

/** Answers one request. Never rejects. */
export type AnswerHttp = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function answerHttp(options: HttpOptions): AnswerHttp {
  return async (request, response) => {
    try {
      await route(options, request, response);
    } catch (error) {
      options.log.warn({ err: error, method: request.method }, 'an HTTP request failed');
      if (response.headersSent) response.destroy();
      else sendEmpty(response, 500);
    }
    // What is left of a body nobody wanted goes by unread, until the connection closes.
    request.resume();
  };
}

async function route(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { port, token } = options.keys();
  const { url = '', method } = request;
  if (!isKnownHost(request, port)) {
    sendEmpty(response, 403);
    return;
  }
  for (const [name, value] of Object.entries(securityHeaders(port)))
    response.setHeader(name, value);
  if (isBelow(url, '/session')) await admit(options, request, response);
  else if (isBelow(url, '/api') || isBelow(url, '/ws')) {
    if (!isOwnPage(request) || !hasCookie(request, port, token)) sendEmpty(response, 403);
    else if (isBelow(url, '/ws')) sendEmpty(response, 426);
    else await callApi(options, request, response);
  } else if (method === 'GET' || method === 'HEAD') {
    await options.sendFile(response, url, method === 'GET');
  } else sendEmpty(response, 405);
}

function isBelow(url: string, path: string): boolean {
  return url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`);
}

async function admit(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const allowed = request.method === 'POST' && isOwnPage(request);
  const body = allowed ? await readJson(request, sessionBodyLimit) : undefined;
  const { port, token } = options.keys();
  const given = v.safeParse(Admission, body);
  if (!given.success || !isSame(given.output.token, token)) {
    sendEmpty(response, 403);
    return;
  }
  const cookie = `${cookieName(port)}=${cookieValue(token)}`;
  response.setHeader(
    'set-cookie',
    `${cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${yearS}`,
  );
  sendEmpty(response, 204);
}

async function callApi(
  { open }: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, method] = /^\/api\/([\w.]+)$/u.exec(request.url ?? '') ?? [];
  if (method === undefined || request.method !== 'POST') {
    sendEmpty(response, method === undefined ? 404 : 405);
    return;
  }
  const params = await readJson(request, apiBodyLimit);
  if (params === undefined) {
    sendEmpty(response, request.complete ? 400 : 413);
    return;
  }
  const link = open('serve', { push: () => undefined, ready: () => true, resync: () => undefined });
  try {
    sendJson(response, await link.request(method, params));
  } finally {
    link.close();
  }
}
