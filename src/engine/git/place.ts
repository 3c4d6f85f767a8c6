/** Where a folder stands among a clone's folders, as git says. */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GitError } from './git-error.ts';
import { git } from './git.ts';

export interface Place {
  readonly isBare: boolean;
  readonly gitDir: string;
  readonly commonDir: string;
  /** The work tree that the folder lies in, where it was seen in the same look. */
  readonly top: string | null;
}

/**
 * Everything about a clone with a commit, from one process: starting one costs more than its answers.
 * Null for whatever is not that plain; `place` then finds out what it is.
 */
export async function placeAtOnce(folder: string): Promise<Place | null> {
  const questions = ['--is-bare-repository', '--is-inside-work-tree', '--git-dir'];
  const more = ['--git-common-dir', '--show-cdup', 'HEAD^{commit}'];
  const args = ['rev-parse', '--path-format=absolute', ...questions, ...more];
  const said = await answersOrNull(folder, args);
  const [bare, inside, gitDir, commonDir, up, , ...rest] = said?.split('\n') ?? [];
  // A folder with a newline in its name is told by more lines.
  if (up === undefined || gitDir === undefined || commonDir === undefined || rest.length > 0) {
    return null;
  }
  if (bare !== 'false' || inside !== 'true') return null;
  return {
    isBare: false,
    gitDir: await realpath(gitDir),
    commonDir: await realpath(commonDir),
    top: resolve(folder, up),
  };
}

/** Null where git refuses; why is for who asks more plainly. */
export async function answersOrNull(cwd: string, args: readonly string[]): Promise<string | null> {
  try {
    return await git(cwd, args);
  } catch (error) {
    if (error instanceof GitError && error.kind !== 'timed-out') return null;
    throw error;
  }
}

/**
 * Where a folder is, asked question by question, so that what git refuses has a name.
 *
 * @throws {GitError} `unsafe-repository`, `not-a-repository`.
 */
export async function place(folder: string): Promise<Place> {
  try {
    const ask = (question: string): Promise<string> =>
      git(folder, ['rev-parse', '--path-format=absolute', question]);
    const [bare, gitDir, commonDir] = await Promise.all([
      ask('--is-bare-repository'),
      ask('--git-dir'),
      ask('--git-common-dir'),
    ]);
    return {
      isBare: bare === 'true',
      gitDir: await realpath(gitDir),
      commonDir: await realpath(commonDir),
      top: null,
    };
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    if (cause.kind === 'unsafe-repository') {
      throw new GitError(
        cause.kind,
        `${folder} belongs to another user, so git refuses it. To trust it: git config --global --add safe.directory ${folder}`,
        { args: cause.args, cause },
      );
    }
    if (cause.kind !== 'not-a-repository') throw cause;
    throw new GitError(
      cause.kind,
      `${folder} is not a git repository. Name a folder inside one, or make it one (git init, and a first commit).`,
      { args: cause.args, cause },
    );
  }
}
