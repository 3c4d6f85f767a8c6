/** `npm start`: sets up what is missing, then opens Lulu in its window, or else in the browser. */
import { join } from 'node:path';
import { engineFlags, isProgram, main, root, runOnNode } from './runtime.mjs';
import { setUp } from './setup.mjs';
import { findWindow, hasDisplay, openWindow } from './window.mjs';

async function start() {
  await setUp();
  const found = await findWindow();
  if ('why' in found) return openBrowser(found.why);
  console.log('Lulu opens in its window.');
  const closed = await openWindow(found.binary);
  return 'why' in closed ? openBrowser(closed.why) : closed.code;
}

/** @param {string} why there is no window */
function openBrowser(why) {
  const how = hasDisplay()
    ? `Lulu opens in the browser: ${why}`
    : `Lulu waits for a browser, to be opened at this address: ${why}`;
  console.log(`${how}. Ctrl-C leaves it; agents go on.`);
  const open = hasDisplay() ? ['--open'] : [];
  const lulu = join(root, 'dist', 'lulu.mjs');
  return runOnNode([...engineFlags, lulu, 'serve', ...open, ...process.argv.slice(2)]);
}

if (isProgram(import.meta.url)) await main(start);
