/** Where the control socket is, and how others learn of it. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJsonFile, writeJsonFile } from '../json-file.ts';

/** A socket's path must fit `sun_path`: 104 bytes on macOS, 108 on Linux, its end mark included. */
const pathLimit = 100;

const Record = v.object({ path: v.string(), pid: v.number() });
export type ControlPlace = v.InferOutput<typeof Record>;

const recordPath = (dataDir: string): string => join(dataDir, 'control.json');

/** A place short enough for a socket: the data directory, the user's runtime directory, or a new 0700 folder. */
export function chooseSocketPath(dataDir: string, environment: NodeJS.ProcessEnv): string {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const runtime = environment['XDG_RUNTIME_DIR'];
  const wanted = [
    join(dataDir, 'control.sock'),
    ...(runtime === undefined || runtime === '' || !isOurs(runtime)
      ? []
      : [join(runtime, `lulu-${name}.sock`)]),
  ];
  const fitting = wanted.find((path) => Buffer.byteLength(path) <= pathLimit);
  return fitting ?? join(mkdtempSync(join(tmpdir(), 'lulu-')), 'control.sock');
}

/** Whether nobody but this user can put or remove files in a folder. */
function isOurs(folder: string): boolean {
  try {
    const { uid, mode } = lstatSync(folder);
    return uid === process.getuid?.() && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}

export function recordPlace(dataDir: string, place: ControlPlace): void {
  writeJsonFile(recordPath(dataDir), place);
}

/** Undefined where none is recorded, or the record makes no sense. */
export function readPlace(dataDir: string): ControlPlace | undefined {
  return readJsonFile(recordPath(dataDir), Record);
}

/** A disk that can only be read keeps it: nobody listens there, and whoever looks sees that. */
export function forgetPlace(dataDir: string): void {
  try {
    rmSync(recordPath(dataDir), { force: true });
  } catch {
    // As above.
  }
}

/**
 * Removes a socket its server left behind when it was killed. Only for the holder of the engine's lock.
 *
 * @throws {Error} when something else than a socket is in the way.
 */
export function removeStaleSocket(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket())
    throw new Error(`${path} is in the way: it is not a socket. Move it away.`);
  rmSync(path);
}
