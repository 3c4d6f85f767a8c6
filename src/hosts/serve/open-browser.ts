/** Opens the user's browser without showing the token to whoever lists processes. */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Long enough for an opener to say that it cannot; one that still runs then has a browser. */
const patienceMs = 3000;

export interface OpenBrowserOptions {
  /** Absolute path; the redirect file is written there, for this user alone. */
  readonly dataDir: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
}

/**
 * Opens `url` through a file that redirects to it.
 *
 * @returns null once a browser was asked for, or why there is none, in words for people.
 */
export async function openBrowser(
  url: string,
  options: OpenBrowserOptions,
): Promise<string | null> {
  const { dataDir, environment = process.env, platform = process.platform } = options;
  if (platform === 'linux' && !hasDisplay(environment)) {
    return 'There is no display here to open a browser on.';
  }
  const path = join(dataDir, 'open.html');
  rmSync(path, { force: true });
  writeFileSync(path, redirectTo(url), { mode: 0o600, flag: 'wx' });
  const [command, ...args] = opener(platform);
  return run(command, [...args, path], environment);
}

function hasDisplay(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

function opener(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
}

function redirectTo(url: string): string {
  const safe = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${safe}">
<title>Lulu</title>
<a href="${safe}">Open Lulu</a>
`;
}

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore', env });
    const patience = setTimeout(() => {
      resolve(null);
    }, patienceMs);
    patience.unref();
    child.once('error', () => {
      clearTimeout(patience);
      resolve(`There is no ${command} here to open a browser with.`);
    });
    child.once('exit', (code) => {
      clearTimeout(patience);
      resolve(code === 0 ? null : `${command} could not open a browser.`);
    });
    child.unref();
  });
}
