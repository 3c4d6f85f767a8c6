/** The one error that leaves this folder. */
import { existsSync } from 'node:fs';
import type { ExecaError } from 'execa';

export type GitErrorKind =
  | 'git-missing'
  | 'git-too-old'
  | 'git-broken'
  | 'path-missing'
  | 'not-a-repository'
  | 'unsafe-repository'
  | 'bare-repository'
  | 'no-commits'
  | 'bad-revision'
  | 'worktree-exists'
  | 'worktree-missing'
  | 'dirty-worktree'
  | 'snapshot-missing'
  | 'snapshot-damaged'
  | 'locked'
  | 'raced'
  | 'disk-full'
  | 'unwritable'
  | 'timed-out'
  | 'unknown';

/**
 * Git, or the disk under it, refused. `raced`: another git changed its worktree records in the same
 * moment, so the next try may succeed. `kind` is for code, `message` for people, `cause` for logs.
 */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly kind: GitErrorKind;
  /** The argument vector that failed; empty where no git command was involved. */
  readonly args: readonly string[];

  constructor(
    kind: GitErrorKind,
    message: string,
    options: { readonly args?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.args = options.args ?? [];
  }
}

/** Ordered: the first pattern that matches git's stderr names the failure. */
const patterns: readonly (readonly [RegExp, GitErrorKind])[] = [
  [/no space left on device|disk quota exceeded/i, 'disk-full'],
  // A record that is half made or half gone; both last for a moment.
  [/(?:failed to read|could not open|cannot lock|unable to read) .*worktrees\/[^/]+\//i, 'raced'],
  [/detected dubious ownership/i, 'unsafe-repository'],
  [
    /is already (?:checked out|used by worktree)|'.+' already exists|missing but already registered/is,
    'worktree-exists',
  ],
  [/contains modified or untracked files/i, 'dirty-worktree'],
  [
    /invalid reference|not a valid object name|unknown revision|needed a single revision|bad revision|not a valid commit/i,
    'bad-revision',
  ],
  [/not a git repository/i, 'not-a-repository'],
  [/must be run in a work tree/i, 'bare-repository'],
  [/\.lock': File exists|could not lock|unable to lock/i, 'locked'],
];

/** Names the failure of one git process. `cwd` tells a missing git from a missing folder. */
export function gitFailure(error: unknown, cwd: string, args: readonly string[]): unknown {
  if (!isExecaError(error)) return error;
  const options = { args, cause: error };
  if (error.code === 'ENOENT') {
    return existsSync(cwd)
      ? new GitError(
          'git-missing',
          'git was not found on PATH. Install git 2.38 or newer.',
          options,
        )
      : new GitError('path-missing', `${cwd} does not exist.`, options);
  }
  if (error.timedOut) {
    return new GitError('timed-out', `git ${args[0] ?? ''} took too long and was ended.`, options);
  }
  const stderr = text(error.stderr);
  const kind = patterns.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'unknown';
  return new GitError(kind, explanation(stderr) ?? error.shortMessage, options);
}

/** By name: asking for its class would load execa. */
export function isExecaError(error: unknown): error is ExecaError {
  return error instanceof Error && error.name === 'ExecaError';
}

function text(stderr: unknown): string {
  if (stderr instanceof Uint8Array) return Buffer.from(stderr).toString();
  return typeof stderr === 'string' ? stderr : '';
}

/** The line that says why, without git's prefix; warnings and hints come before it. */
function explanation(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((each) => /^(?:fatal|error): /.test(each)) ?? lines[0];
  return line?.replace(/^(?:fatal|error): /, '');
}
