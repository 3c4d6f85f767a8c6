/**
 * Brings a checkout to the point where Lulu can start: packages installed, everything built.
 * Says nothing and costs next to nothing when there is nothing to do.
 *
 * As a program: `--build` builds even when nothing has changed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { isProgram, main, root, run, runOnNode } from './runtime.mjs';
import { lockNow, look, readStamps, sourcesNow, writeStamps } from './stamps.mjs';

function isInstalled() {
  // npm writes this file when an installation is complete.
  const installed = look(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  const lockfile = look(join(root, 'package-lock.json'));
  if (lockfile === undefined || installed.mtimeMs >= lockfile.mtimeMs) return true;
  return readStamps().lock === lockNow();
}

function isBuilt() {
  return existsSync(join(root, 'dist', 'lulu.mjs')) && readStamps().sources === sourcesNow();
}

/**
 * @param {string} step
 * @param {Promise<number>} running
 */
async function finish(step, running) {
  const code = await running;
  if (code !== 0)
    throw new Error(`Setting up Lulu stopped: ${step} failed (exit ${String(code)}).`);
}

/** Stdout belongs to the command that asked for the set-up, so npm and esbuild talk on stderr. */
const stdio = /** @type {import("node:child_process").StdioOptions} */ (['ignore', 2, 2]);

async function install() {
  console.error('Lulu: installing packages (npm ci), a minute the first time …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await finish(
    'npm ci',
    run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      stdio: ['ignore', 'ignore', 2],
    }),
  );
  writeStamps({ lock: lockNow() });
}

async function build() {
  console.error('Lulu: building …');
  const sources = sourcesNow();
  await finish('the build', runOnNode([join(root, 'scripts', 'build.mjs')], { stdio }));
  writeStamps({ sources });
}

/**
 * Installs and builds what is missing or out of date. Two at once do it one after the other.
 *
 * @param {{ rebuild?: boolean }} [options]
 * @returns {Promise<void>}
 * @throws {Error} naming the step that failed
 */
export async function setUp({ rebuild = false } = {}) {
  if (!rebuild && isInstalled() && isBuilt()) return;
  await withLock(join(root, '.cache', 'setup.lock'), async () => {
    if (!isInstalled()) await install();
    if (rebuild || !isBuilt()) await build();
  });
}

if (isProgram(import.meta.url)) {
  await main(async () => {
    await setUp({ rebuild: process.argv.includes('--build') });
    return 0;
  });
}
