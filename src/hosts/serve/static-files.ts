/** The UI's files. They hold no data; nothing outside their folder is ever served. */
import { realpathSync } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sendEmpty } from './responses.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** A bundler's content hash before the extension: such a file never changes. */
const hashed = /-[A-Z0-9]{8}\.\w+$/u;

/** Serves one file; resolves once it is sent, or refused with 404. */
export type SendFile = (response: ServerResponse, url: string, withBody: boolean) => Promise<void>;

/** @param root the folder of the UI's files. @throws {Error} when it does not exist. */
export function staticFiles(root: string): SendFile {
  const folder = realpathSync(root);
  return async (response, url, withBody) => {
    const path = await resolveFile(folder, url);
    const type = path === undefined ? undefined : types[extname(path)];
    if (path === undefined || type === undefined) {
      sendEmpty(response, 404);
      return;
    }
    await using file = await open(path);
    const { size } = await file.stat();
    response.writeHead(200, {
      'content-type': type,
      'content-length': size,
      'cache-control': hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    if (!withBody || size === 0) response.end();
    else await pipeline(file.createReadStream({ autoClose: false, end: size - 1 }), response);
  };
}

/** The real path of a URL's file; undefined unless it lies in `folder`, links followed. */
async function resolveFile(folder: string, url: string): Promise<string | undefined> {
  const name = fileName(url);
  if (name === undefined) return undefined;
  try {
    const path = await realpath(join(folder, name));
    return path.startsWith(folder + sep) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The path inside the folder; undefined for anything that is not plain names and slashes. */
function fileName(url: string): string | undefined {
  const [path = ''] = url.split(/[?#]/u, 1);
  if (path === '/') return 'index.html';
  return /^(?:\/[\w-][\w.-]*)+$/u.test(path) ? path.slice(1) : undefined;
}
