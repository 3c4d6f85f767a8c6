/** `npm start`: sets up what is missing, then opens Lulu in its window, or else in the browser. */
import { join } from 'node:path';
import { isProgram, main, root, runOnNode } from './runtime.mjs';
import { setUp } from './setup.mjs';
import { findWindow, openWindow } from './window.mjs';

async function start() {
  await setUp();
  const found = await findWindow();
  if ('binary' in found) {
    console.log('Lulu opens in its window.');
    return openWindow(found.binary);
  }
  console.log(`Lulu opens in the browser: ${found.why}. Ctrl-C leaves it; agents go on.`);
  return runOnNode([join(root, 'dist', 'lulu.mjs'), 'serve', '--open', ...process.argv.slice(2)]);
}

if (isProgram(import.meta.url)) await main(start);
