import { chromium, type Browser } from 'playwright-core';
import { chromiumFlags, requireChromium } from '../../scripts/chromium.mjs';

/**
 * A fresh headless Chromium, the one found on this machine. The caller closes it.
 *
 * @throws {Error} that says what to install, when there is none.
 */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: requireChromium(),
    args: [...chromiumFlags],
    chromiumSandbox: process.getuid?.() !== 0,
  });
}
