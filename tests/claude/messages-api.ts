/**
 * A scripted stand-in for Anthropic's Messages API, on loopback: what the real Claude Code CLI talks
 * to in our tests. It answers by the prompt's text: `script: write` plays the script of that name.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parseRequest, type ApiRequest } from './api-request.ts';
import { scripts, type Answer } from './api-scripts.ts';
import { breakOff, streamAnswer } from './api-stream.ts';

export interface MessagesApi {
  /** For ANTHROPIC_BASE_URL. */
  readonly url: string;
  /** Requests for a message so far, oldest first. */
  readonly requests: readonly ApiRequest[];
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function startMessagesApi(): Promise<MessagesApi> {
  const requests: ApiRequest[] = [];
  const server = createServer((request, response) => {
    void handle(request, response, requests);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    requests,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  requests: ApiRequest[],
): Promise<void> {
  const body = await bodyOf(request);
  const path = request.url?.split('?')[0];
  if (request.method !== 'POST' || path !== '/v1/messages') {
    sendJson(response, path === '/v1/messages/count_tokens' ? { input_tokens: 100 } : {});
    return;
  }
  const parsed = parseRequest(body, requests);
  requests.push(parsed);
  const answer = scripts[parsed.script]?.(parsed) ?? unknownScript(parsed.script);
  if (answer.kind === 'error') sendError(response, answer);
  else if (answer.kind === 'broken-off') breakOff(response, parsed, answer);
  else await streamAnswer(response, parsed, answer);
}

function unknownScript(name: string): Answer {
  const message = `no script is called "${name}"`;
  return { kind: 'error', status: 403, type: 'permission_error', message, headers: {} };
}

function sendError(response: ServerResponse, answer: Answer & { kind: 'error' }): void {
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  const { type, message } = answer;
  response.end(JSON.stringify({ type: 'error', error: { type, message } }));
}

function sendJson(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
