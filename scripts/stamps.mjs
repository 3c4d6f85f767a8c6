/** What the last installation and build were made from, so that an up-to-date checkout is known fast. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './runtime.mjs';

const stampFile = join(root, '.cache', 'setup.json');

/** Everything a build reads of ours; packages are covered by the lockfile. */
const inputs = ['src', 'scripts/build.mjs', 'package.json', 'package-lock.json'];

/**
 * @param {string} path
 * @returns {import('node:fs').Stats | undefined} undefined when there is nothing
 */
export function look(path) {
  return statSync(path, { throwIfNoEntry: false });
}

/**
 * @param {string} path below the root
 * @returns {string[]} a line for every file in it: path, time of last change, size
 */
function describe(path) {
  const stat = look(join(root, path));
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [`${path} ${String(stat.mtimeMs)} ${String(stat.size)}`];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => describe(`${path}/${name}`));
}

/** @param {string | Buffer} text */
const hash = (text) => createHash('sha256').update(text).digest('hex');

/** What a build made now would be made from. @returns {string} */
export function sourcesNow() {
  return hash(inputs.flatMap(describe).join('\n'));
}

/** What an installation made now would be made from. @returns {string} */
export function lockNow() {
  return hash(readFileSync(join(root, 'package-lock.json')));
}

/** @typedef {{ lock?: string, sources?: string }} Stamps */

/** @returns {Stamps} empty when nothing was noted, or the file is damaged */
export function readStamps() {
  try {
    /** @type {Stamps} */
    const stamps = JSON.parse(readFileSync(stampFile, 'utf8'));
    return stamps;
  } catch {
    return {};
  }
}

/** @param {Stamps} change */
export function writeStamps(change) {
  writeWhole(stampFile, JSON.stringify({ ...readStamps(), ...change }));
}

/**
 * Writes a file so that a reader sees the old or the new one, never half.
 *
 * @param {string} path
 * @param {string | Uint8Array} content
 */
export function writeWhole(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const half = `${path}.${String(process.pid)}.tmp`;
  writeFileSync(half, content);
  renameSync(half, path);
}
