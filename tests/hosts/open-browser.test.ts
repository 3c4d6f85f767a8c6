import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBrowser } from '../../src/hosts/serve/open-browser.ts';
import { temporaryFolder } from '../helpers/repository.ts';

const url = 'http://127.0.0.1:4000/#token=abc';

/** An `xdg-open` that keeps what it was given. */
function opener(exitCode: number): { PATH: string; DISPLAY: string; folder: string } {
  const folder = temporaryFolder();
  const program = join(folder, 'xdg-open');
  writeFileSync(program, `#!/bin/sh\nprintf '%s' "$*" > "${folder}/given"\nexit ${exitCode}\n`);
  chmodSync(program, 0o755);
  return { PATH: folder, DISPLAY: ':0', folder };
}

describe('opening a browser', () => {
  test('hands over a file for this user alone, never the token', async () => {
    const dataDir = temporaryFolder();
    const { folder, ...environment } = opener(0);
    expect(await openBrowser(url, { dataDir, environment, platform: 'linux' })).toBeNull();
    const path = readFileSync(join(folder, 'given'), 'utf8');
    expect(path).toBe(join(dataDir, 'open.html'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain(`url=${url}"`);
  });

  test('says so when there is no display, no opener, or it fails', async () => {
    const dataDir = temporaryFolder();
    const platform = 'linux';
    const open = (environment: NodeJS.ProcessEnv): Promise<string | null> =>
      openBrowser(url, { dataDir, environment, platform });
    expect(await open({ PATH: '/usr/bin' })).toContain('no display');
    expect(await open({ PATH: temporaryFolder(), DISPLAY: ':0' })).toContain('no xdg-open');
    const { PATH, DISPLAY } = opener(3);
    expect(await open({ PATH, DISPLAY })).toContain('could not open');
  });
});
