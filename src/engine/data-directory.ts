import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { EngineError } from './engine-error.ts';

/** Where everything of one Lulu lives; one engine at a time. All paths absolute. */
export interface DataDirectory {
  readonly path: string;
  readonly database: string;
  readonly lock: string;
  readonly log: string;
  /** One folder a session, in it one folder a run. */
  readonly sessions: string;
}

/**
 * Makes sure the data directory exists, is private (0700) and can be written.
 *
 * @param given `--data-dir`, else `LULU_DATA_DIR`, else the platform's place for application data.
 * @throws {EngineError} kind `store` when it cannot be made or written.
 */
export function dataDirectory(given: string | undefined): DataDirectory {
  const wanted = given ?? process.env['LULU_DATA_DIR'];
  const path =
    wanted === undefined || wanted === '' ? envPaths('lulu', { suffix: '' }).data : resolve(wanted);
  try {
    makeFolder(join(path, 'sessions'));
    const probe = join(path, `.probe-${randomBytes(4).toString('hex')}`);
    writeFileSync(probe, '', { mode: 0o600 });
    rmSync(probe);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError(
      'store',
      `The data directory ${path} cannot be written (${why}). Mend its permissions, or name another with --data-dir or LULU_DATA_DIR.`,
      { cause },
    );
  }
  return {
    path,
    database: join(path, 'lulu.sqlite'),
    lock: join(path, 'engine.lock'),
    log: join(path, 'engine.log'),
    sessions: join(path, 'sessions'),
  };
}

/** A private folder and those above it. Node's own recursion never ends where the system lies, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(path)) throw error;
  }
}
