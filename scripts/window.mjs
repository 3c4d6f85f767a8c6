/** Lulu's own window: finds a Neutralino binary, packs what it shows, and starts it. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { findRuntime, root, run } from './runtime.mjs';
import { look, writeWhole } from './stamps.mjs';

/** `neu update` downloads some 20 MB; who has not got them by then opens the browser instead. */
const downloadLimitMs = 20_000;

/** After a download that failed, starts do not try again for a day. */
const askAgainMs = 24 * 60 * 60 * 1000;

const systems = new Map([
  ['linux', 'linux'],
  ['darwin', 'mac'],
]);

/** Where `neu update` puts the binary for this machine; the names are Neutralino's. */
const ownBinary = join(
  root,
  'bin',
  `neutralino-${systems.get(process.platform) ?? process.platform}_${process.arch}`,
);

/** A window that ends with an error before that, in ms, was never there to be worked in. */
const failsWithinMs = 10_000;

/** What a program ends with that was told to: SIGHUP, SIGINT, SIGTERM. */
const told = [129, 130, 143];

const failedDownload = join(root, '.cache', 'neutralino-download-failed');

/** Whether a window or a browser could be seen. @returns {boolean} */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (display) => display !== undefined && display !== '',
  );
}

async function download() {
  const failed = look(failedDownload);
  if (failed !== undefined && Date.now() - failed.mtimeMs < askAgainMs) return;
  console.error('Lulu: looking for the window program (neu update), 20 s at most …');
  const neu = join(root, 'node_modules', '@neutralinojs', 'neu', 'bin', 'neu.js');
  await run(findRuntime(), [neu, 'update'], { stdio: 'ignore', timeout: downloadLimitMs });
  // neu's exit code says nothing about success; the file does.
  if (!existsSync(ownBinary)) writeWhole(failedDownload, '');
}

/**
 * Finds what is needed for a window.
 *
 * @returns {Promise<{ binary: string } | { why: string }>} the binary, or why there can be no window
 */
export async function findWindow() {
  if (!hasDisplay()) return { why: 'there is no display' };
  // Neutralino puts its paths between apostrophes, and the page is dead.
  if (root.includes("'")) return { why: `the window cannot be shown from a path with "'" in it` };
  const named = process.env['LULU_NEUTRALINO'];
  if (named !== undefined && named !== '') {
    return existsSync(named)
      ? { binary: named }
      : { why: `LULU_NEUTRALINO names no file: ${named}` };
  }
  if (!existsSync(ownBinary)) await download();
  if (existsSync(ownBinary)) return { binary: ownBinary };
  return { why: 'the window program could not be downloaded (npx neu update tries again)' };
}

/**
 * Lays out what a release holds: packed resources, the extension, and Node for it. Packed, because
 * from a folder Neutralino would serve any file of the machine to anyone on it.
 *
 * @returns {Promise<string>} the folder to start in
 */
async function pack() {
  const { createPackage } = await import('@electron/asar');
  const folder = mkdtempSync(join(root, '.cache', 'window-'));
  const content = join(folder, 'content');
  for (const name of ['neutralino.config.json', 'resources']) {
    cpSync(join(root, name), join(content, name), { recursive: true });
  }
  await createPackage(content, join(folder, 'resources.neu'));
  const engine = join(folder, 'extensions', 'engine');
  cpSync(join(root, 'extensions', 'engine'), engine, { recursive: true });
  mkdirSync(join(engine, 'runtime'));
  symlinkSync(findRuntime(), join(engine, 'runtime', 'node'));
  return folder;
}

/**
 * Opens the window and waits until it is closed.
 *
 * @param {string} binary
 * @returns {Promise<{ code: number } | { why: string }>} Neutralino's exit code, or why it never opened
 */
export async function openWindow(binary) {
  const folder = await pack();
  try {
    const startedAt = performance.now();
    const code = await run(binary, [`--path=${folder}`]);
    const failed = performance.now() - startedAt < failsWithinMs && !told.includes(code);
    if (code === 0 || !failed) return { code };
    return { why: `the window ended at once (exit ${String(code)})` };
  } catch (error) {
    return {
      why: `the window cannot be started (${error instanceof Error ? error.message : String(error)})`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
