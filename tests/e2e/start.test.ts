/** `npm start` where a window cannot be had: one line says how Lulu opens instead, and it does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { endProcessesWith } from '../helpers/processes.ts';
import { hermeticEnv, temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

const program = join(import.meta.dirname, '..', '..', 'scripts', 'start.mjs');

/** Starts Lulu with `env`; what it has printed once its page answers. */
async function start(env: Readonly<Record<string, string>>): Promise<string[]> {
  const home = temporaryFolder();
  const place = { ...hermeticEnv, HOME: home, LULU_DATA_DIR: join(home, 'data') };
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'] ?? '', ...place, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => endProcessesWith(`LULU_DATA_DIR=${place.LULU_DATA_DIR}`));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await until('Lulu says where it is', () => /open at .*\n/u.test(printed), 30);
  const [, url = ''] = /open at (.*)\n/u.exec(printed) ?? [];
  expect((await fetch(url)).ok).toBe(true);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  return printed.trim().split('\n');
}

/** A program in the place of Neutralino's, and of what opens a browser. */
function programs(neutralino: string, mode = 0o755): Record<string, string> {
  const folder = temporaryFolder();
  const path = join(folder, 'neutralino');
  writeFileSync(path, neutralino);
  chmodSync(path, mode);
  writeFileSync(join(folder, 'xdg-open'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const PATH = `${folder}:${process.env['PATH'] ?? ''}`;
  return { DISPLAY: ':99', LULU_NEUTRALINO: path, PATH };
}

test('without a display it says where to point a browser', async () => {
  const [how, where, ...rest] = await start({});
  expect(how).toContain('at this address: there is no display. Ctrl-C leaves it');
  expect(where).toMatch(/^Lulu is open at http:\/\/127\.0\.0\.1:\d+\/#token=/u);
  expect(rest).toEqual([]);
});

test.each([
  ['ends at once', '#!/bin/sh\nexit 127\n', 0o755, 'the window ended at once (exit 127)'],
  ['may not be run', '#!/bin/sh\n', 0o644, 'the window cannot be started'],
])('a window whose program %s is replaced by the browser', async (_, text, mode, why) => {
  const said = await start(programs(text, mode));
  expect(said[0]).toBe('Lulu opens in its window.');
  expect(said[1]).toContain(`Lulu opens in the browser: ${why}`);
});
