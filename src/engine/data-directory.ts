import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { makeFolder } from './agents/make-folder.ts';
import { EngineError } from './engine-error.ts';

/** Where everything of one Lulu lives; one engine at a time. All paths absolute. */
export interface DataDirectory {
  readonly path: string;
  readonly database: string;
  readonly lock: string;
  /** Held by whoever serves the UI to browsers. */
  readonly serveLock: string;
  readonly log: string;
  /** One folder a session, in it one folder a run. */
  readonly sessions: string;
}

/**
 * Makes sure the data directory exists and is private (0700). It may be that it can only be read: what
 * is there can still be looked at.
 *
 * @param given `--data-dir`, else `LULU_DATA_DIR`, else the platform's place for application data.
 * @throws {EngineError} kind `store` when it cannot be made.
 */
export function dataDirectory(given: string | undefined): DataDirectory {
  const wanted = given ?? process.env['LULU_DATA_DIR'];
  const path =
    wanted === undefined || wanted === '' ? envPaths('lulu', { suffix: '' }).data : resolve(wanted);
  explained(path, () => {
    makeFolder(join(path, 'sessions'));
  });
  return {
    path,
    database: join(path, 'lulu.sqlite'),
    lock: join(path, 'engine.lock'),
    serveLock: join(path, 'serve.lock'),
    log: join(path, 'engine.log'),
    sessions: join(path, 'sessions'),
  };
}

/** For whoever is to be its engine. @throws {EngineError} kind `store` when it cannot be written. */
export function checkWritable({ path }: DataDirectory): void {
  explained(path, () => {
    const probe = join(path, `.probe-${randomBytes(4).toString('hex')}`);
    writeFileSync(probe, '', { mode: 0o600 });
    rmSync(probe);
  });
}

function explained(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError(
      'store',
      `The data directory ${path} cannot be written (${why}). Mend its permissions, or name another with --data-dir or LULU_DATA_DIR.`,
      { cause },
    );
  }
}
