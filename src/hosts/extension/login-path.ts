/** The PATH of the user's login shell: a window started from a desktop has a poorer one. */
import { randomUUID } from 'node:crypto';

/** A shell that takes longer than this to start asks something, or waits for something. */
const patienceMs = 5000;

/**
 * What `$SHELL` has as PATH once it has read its start-up files.
 *
 * @returns undefined where that cannot be told; the environment's own PATH is then all there is.
 */
export async function loginPath(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const shell = environment['SHELL'];
  if (!shell?.startsWith('/')) return undefined;
  const mark = randomUUID();
  const { execa } = await import('execa');
  const { stdout } = await execa(shell, ['-ilc', `printf '%s' ${mark} "$PATH" ${mark}`], {
    detached: true,
    env: environment,
    extendEnv: false,
    forceKillAfterDelay: 500,
    reject: false,
    stderr: 'ignore',
    stdin: 'ignore',
    timeout: patienceMs,
  });
  const path = typeof stdout === 'string' ? stdout.split(mark)[1] : undefined;
  return path === undefined || path === '' ? undefined : path;
}
