/** The token and port of a data directory's serve host: they last, so that an open page finds it again. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJsonFile, writeJsonFile } from '../json-file.ts';

const Keys = v.object({
  /** 32 random bytes. */
  token: v.pipe(v.string(), v.regex(/^[\w-]{43}$/u)),
  /** The port of the last time; 0: any. */
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  /** Who listens there; null: nobody since the last one left. */
  pid: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), null),
});
export type ServeKeys = v.InferOutput<typeof Keys>;

export const keysPath = (dataDir: string): string => join(dataDir, 'serve.json');

/** The keys of a data directory, or undefined where there are none or what is there makes no sense. */
export function keptKeys(dataDir: string): ServeKeys | undefined {
  return readJsonFile(keysPath(dataDir), Keys);
}

/** The keys of a data directory, or new ones: those only ask people to open a new address. */
export function readKeys(dataDir: string): ServeKeys {
  return keptKeys(dataDir) ?? { token: newToken(), port: 0, pid: null };
}

export function writeKeys(dataDir: string, keys: ServeKeys): void {
  writeJsonFile(keysPath(dataDir), keys);
}

/**
 * Makes every address and cookie given out so far worthless. A serve host that runs on the data
 * directory notices and ends its open connections.
 */
export function rotateToken(dataDir: string): ServeKeys {
  const keys = { ...readKeys(dataDir), token: newToken() };
  writeKeys(dataDir, keys);
  return keys;
}

/** The address that lets a browser in. The fragment is never sent over the network. */
export function addressOf({ port, token }: Pick<ServeKeys, 'port' | 'token'>): string {
  return `http://127.0.0.1:${port}/#token=${token}`;
}

/** Where a browser finds the data directory's Lulu just now; null while nobody serves it. */
export function servedAddress(dataDir: string): string | null {
  const keys = readKeys(dataDir);
  return keys.pid !== null && isRunning(keys.pid) ? addressOf(keys) : null;
}

/** A server that was killed has not said that it left. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Browsers share cookies between the ports of a host, so the name says which port it is for. */
export const cookieName = (port: number): string => `lulu-${port}`;

/** What the cookie holds: it follows from the token, but does not give it away. */
export function cookieValue(token: string): string {
  return createHmac('sha256', token).update('cookie').digest('base64url');
}

/** Compares without telling by its duration where two texts differ. */
export function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', wanted).update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
