/** Finds a Chromium on this machine for tests, and says with which flags to start it. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const places = [
  ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
  '/usr/bin',
  '/snap/bin',
  '/opt/google/chrome',
];

const apps = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The path of a Chromium: `LULU_CHROMIUM` if set, else the first in the usual places.
 *
 * @returns {string | undefined} undefined: there is none
 * @throws {Error} when `LULU_CHROMIUM` names something that cannot be run
 */
export function findChromium() {
  const named = process.env['LULU_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!isExecutable(named)) throw new Error(`LULU_CHROMIUM names no program: ${named}`);
    return named;
  }
  const usual = names.flatMap((name) => places.map((folder) => join(folder, name)));
  return [...usual, ...apps].find(isExecutable);
}

/**
 * Like {@link findChromium}, for those who cannot do without.
 *
 * @returns {string}
 * @throws {Error} that says what to install
 */
export function requireChromium() {
  const path = findChromium();
  if (path === undefined) {
    throw new Error(
      'No Chromium found: install one (Debian: "apt-get install chromium") or set LULU_CHROMIUM',
    );
  }
  return path;
}

/**
 * Flags for a quiet Chromium that talks to nobody. Chromium refuses its sandbox to root, so only
 * root goes without.
 *
 * @type {readonly string[]}
 */
export const chromiumFlags = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];
