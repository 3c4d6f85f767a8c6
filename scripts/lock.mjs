/** A lock between processes, made of a file that holds its owner's pid. Works before any package is there. */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { look } from './stamps.mjs';

/** How often a waiting process looks again, and how long an unfinished steal may block others. */
const lookAgainMs = 100;
const stealLimitMs = 10_000;

/**
 * Runs `work` while no other process runs work under the same lock.
 * The lock of a process that died is taken over.
 *
 * @template T
 * @param {string} path of the lock file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    if (ownerIsDead(path)) steal(path);
    else {
      if (!told) console.error('Lulu: another set-up is at work; waiting for it …');
      told = true;
      await wait(lookAgainMs);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function take(path) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function ownerIsDead(path) {
  const pid = Number(read(path));
  if (!Number.isInteger(pid) || pid <= 0) {
    // Just made and not yet written, or its maker died in between.
    const stat = look(path);
    return stat !== undefined && Date.now() - stat.mtimeMs > stealLimitMs;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/**
 * Removes a dead owner's lock. One process at a time may do so, and looks once more under that
 * right: else two could see the same dead owner, and the slower one remove the faster one's lock.
 *
 * @param {string} path
 */
function steal(path) {
  const right = `${path}.steal`;
  try {
    mkdirSync(right);
  } catch {
    const stat = look(right);
    if (stat !== undefined && Date.now() - stat.mtimeMs > stealLimitMs) rmdirSync(right);
    return;
  }
  try {
    if (ownerIsDead(path)) rmSync(path, { force: true });
  } finally {
    rmdirSync(right);
  }
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @param {unknown} error */
const codeOf = (error) => /** @type {NodeJS.ErrnoException} */ (error).code;
