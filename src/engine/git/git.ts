/**
 * The one door to git: argument vectors only, no shell, no questions, no surprises from outside.
 *
 * execa is loaded by the first process of git: it is 7 MB that an engine which only shows does not hold.
 */
import { gitFailure, isExecaError } from './git-error.ts';

export interface GitOptions {
  /** Milliseconds until the process is ended and `timed-out` thrown. Default 30 s. */
  readonly timeoutMs?: number;
  /** What git reads on stdin. */
  readonly input?: Uint8Array;
  /** Exit codes that are an answer, not a failure. Default 0 alone. */
  readonly answers?: readonly number[];
  /** Ends git, and what it has started: a filter that fetches may take as long as it likes. */
  readonly signal?: AbortSignal | undefined;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What Lulu does for itself is no commit, merge or checkout of the user's: a hook that hangs may not hold it up. */
const withoutHooks = ['-c', 'core.hooksPath=/dev/null'] as const;

const defaultTimeoutMs = 30_000;

/** Output beyond this ends the process. 1 GiB holds the listing of some ten million files. */
const maxOutputBytes = 1024 ** 3;

/**
 * What git itself drops when it enters another repository (`git rev-parse --local-env-vars`, less the
 * two that carry the user's `-c` settings), and what changes how paths are read or stderr looks.
 */
const redirecting = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_DIR',
  'GIT_GLOB_PATHSPECS',
  'GIT_GRAFT_FILE',
  'GIT_ICASE_PATHSPECS',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

/** Git speaks English to us whatever the user's locale, and never asks questions. */
const fixed = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '', // set but empty: also switches core.askPass and SSH_ASKPASS off
  GCM_INTERACTIVE: 'never',
  GIT_OPTIONAL_LOCKS: '0',
};

/** The environment git gets: `from` without what would point it elsewhere. */
export function gitEnvironment(from: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(from).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !redirecting.has(entry[0]) && !entry[0].startsWith('GIT_TRACE'),
  );
  return { ...Object.fromEntries(kept), ...fixed };
}

/**
 * Runs git in `cwd` and resolves to the bytes it wrote to stdout. Paths may be any bytes: read them
 * as latin1 where they must survive.
 *
 * @throws {GitError} when git exits non-zero, times out, or is not installed.
 */
export async function gitBytes(
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const { execa } = await import('execa');
  options.signal?.throwIfAborted();
  try {
    const running = execa('git', [...withoutHooks, ...args], {
      ...spawnOptions(cwd, options),
      encoding: 'buffer',
      stripFinalNewline: false,
      maxBuffer: maxOutputBytes,
    });
    const { stdout } = await (options.signal === undefined
      ? running
      : endedBy(running, groupEnd(options.signal, options.timeoutMs)));
    return Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength);
  } catch (error) {
    const answer = answerIn(error, options.answers ?? []);
    if (answer !== null) return answer;
    throw gitFailure(error, cwd, args);
  }
}

/** When a group is ended: when its work is not wanted any more, and when git was ended for its time alone. */
function groupEnd(signal: AbortSignal, timeoutMs = defaultTimeoutMs): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + 1000)]);
}

/** Its process group is its own then (`spawnOptions`), so that nothing of it is left to write. */
async function endedBy<T extends PromiseLike<unknown> & { readonly pid?: number | undefined }>(
  running: T,
  signal: AbortSignal,
): Promise<Awaited<T>> {
  const { pid } = running;
  const end = (): void => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  };
  signal.addEventListener('abort', end);
  try {
    return await running;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** What git wrote when it ended with one of these codes: `git diff --no-index` says 1 for a difference. */
function answerIn(error: unknown, codes: readonly number[]): Buffer | null {
  if (!isExecaError(error) || error.exitCode === undefined) return null;
  if (!codes.includes(error.exitCode)) return null;
  const stdout: unknown = error.stdout;
  return stdout instanceof Uint8Array ? Buffer.from(stdout) : null;
}

/**
 * Runs git in `cwd` and yields its stdout as it comes, for output too big to hold.
 *
 * @throws {GitError} as `gitBytes` does, after the last chunk.
 */
export async function* gitStream(
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): AsyncGenerator<Buffer> {
  const { execa } = await import('execa');
  try {
    const running = execa('git', [...withoutHooks, ...args], {
      ...spawnOptions(cwd, options),
      encoding: 'buffer',
      buffer: { stdout: false, stderr: true },
    });
    for await (const chunk of running.iterable({ binary: true })) {
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
  } catch (error) {
    throw gitFailure(error, cwd, args);
  }
}

function spawnOptions(cwd: string, { input, env, timeoutMs, signal }: GitOptions) {
  return {
    cwd,
    detached: signal !== undefined,
    env: { ...gitEnvironment(process.env), ...env },
    extendEnv: false,
    timeout: timeoutMs ?? defaultTimeoutMs,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  };
}

/**
 * Runs git in `cwd` and resolves to its stdout as text, without the final newline.
 *
 * @throws {GitError} as `gitBytes` does.
 */
export async function git(
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  return (await gitBytes(cwd, args, options)).toString().replace(/\n$/, '');
}

/** NUL-separated output as fields; git ends each with NUL. */
export function splitNul(output: string): string[] {
  const fields = output.split('\0');
  if (fields.at(-1) === '') fields.pop();
  return fields;
}
