/** What every response of the serve host has in common, and how bodies are read. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Nothing from anywhere else, nothing inline, nobody may frame us. */
export function securityHeaders(port: number): Record<string, string> {
  const policy = [
    `default-src 'self'`,
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    `img-src 'self' data:`,
    `style-src 'self'`,
    `script-src 'self'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

/** A status and nothing else: who is refused learns nothing, and whatever else it was sending is not read. */
export function sendEmpty(response: ServerResponse, status: number): void {
  const headers = { 'content-length': 0, 'cache-control': 'no-store' };
  response.writeHead(status, status < 400 ? headers : { ...headers, connection: 'close' }).end();
}

export function sendJson(response: ServerResponse, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response
    .writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
      'cache-control': 'no-store',
    })
    .end(body);
}

/**
 * The body as JSON. Undefined where it is none, or longer than `limit` bytes; the rest is then not read.
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(part)) return undefined;
      size += part.length;
      if (size > limit) return undefined;
      parts.push(part);
    }
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined;
  }
}
