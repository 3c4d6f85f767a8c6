/** Real repositories for tests, made with plain git and never with the code under test. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** No global config, fixed identity and dates: the same commits have the same ids everywhere. */
export const hermeticEnv: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
};

// The code under test inherits it too: a developer's own settings must not decide a test.
Object.assign(process.env, hermeticEnv);

/** Plain git's stdout without the final newline. Throws with git's stderr. */
export function plainGit(cwd: string, ...args: string[]): string {
  const env = { ...process.env, LC_ALL: 'C' };
  return execFileSync('git', args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).replace(/\n$/, '');
}

/** A folder that is removed when the running test ends; links in its path are resolved. */
export function temporaryFolder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'lulu-test-')));
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  });
  return path;
}

export interface TestRepository {
  /** The main work tree. */
  readonly path: string;
  /** `<path>/.git`. */
  readonly commonDir: string;
  /** Runs plain git in it. */
  readonly git: (...args: string[]) => string;
  /** Writes a file, making its folders. */
  readonly write: (file: string, content: string | Uint8Array) => void;
  /** Writes a file and commits it; the commit's id. */
  readonly commit: (file: string, content: string | Uint8Array) => string;
  /** A path beside the repository, removed with it. */
  readonly sibling: (name: string) => string;
}

/** A new repository on branch `main`, without commits, in a folder of its own. */
export function createRepository(name = 'repository'): TestRepository {
  const home = temporaryFolder();
  const path = join(home, name);
  mkdirSync(path);
  const git = (...args: string[]): string => plainGit(path, ...args);
  git('init', '--quiet', '--initial-branch=main');
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), content);
  };
  return {
    path,
    commonDir: join(path, '.git'),
    git,
    write,
    commit(file, content) {
      write(file, content);
      git('add', '--', file);
      git('commit', '--quiet', '--message', `Change ${JSON.stringify(file)}`);
      return git('rev-parse', 'HEAD');
    },
    sibling: (other) => join(home, other),
  };
}
