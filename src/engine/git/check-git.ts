/** Whether the git that is here is one that Lulu can work with. */
import { tmpdir } from 'node:os';
import { GitError, isExecaError } from './git-error.ts';
import { git, type GitOptions } from './git.ts';

/** 2.38 is the oldest that lists worktrees NUL-separated and has every option used here. */
const oldest = { major: 2, minor: 38 } as const;

/**
 * What git is installed.
 *
 * @throws {GitError} `git-missing`, `git-broken`, or `git-too-old` with both versions named.
 */
export async function checkGit(options: GitOptions = {}): Promise<{ version: string }> {
  const said = await git(tmpdir(), ['version'], options).catch((error: unknown) => {
    throw brokenIn(error);
  });
  const match = /(\d+)\.(\d+)(?:\.\d+)*/.exec(said);
  if (match === null) throw broken(`it said "${said.slice(0, 100)}"`, said);
  const [version, major, minor] = [match[0], Number(match[1]), Number(match[2])];
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new GitError(
      'git-too-old',
      `git ${version} is too old: Lulu needs git ${oldest.major}.${oldest.minor} or newer. Update git.`,
      { args: ['version'] },
    );
  }
  return { version };
}

function brokenIn(error: unknown): unknown {
  if (!(error instanceof GitError) || error.kind === 'git-missing') return error;
  const { cause } = error;
  if (!isExecaError(cause) || error.kind !== 'unknown') {
    return broken(error.message.replace(/\.$/u, ''), error);
  }
  if (cause.exitCode !== undefined) return broken(`it ended with ${cause.exitCode}`, error);
  return broken(`it could not be run (${cause.signal ?? cause.code ?? '?'})`, error);
}

function broken(why: string, cause: unknown): GitError {
  const text = `The git on PATH does not work: asked for its version, ${why}. Install git ${oldest.major}.${oldest.minor} or newer, or put one that works first on PATH.`;
  return new GitError('git-broken', text, { args: ['version'], cause });
}
