/**
 * Loaded into an engine to hold files open in its place: at start as many as leave it `FILE_HOG_LEAVES`
 * of its limit, then all there are or none, by turns, at each SIGUSR2.
 */
import { closeSync, openSync } from 'node:fs';

const limit = 300;
const leaves = Number(process.env['FILE_HOG_LEAVES'] ?? limit);
const held: number[] = [];
// What it starts has limits of its own.
delete process.env['FILE_HOG_LEAVES'];

function hold(most: number): void {
  try {
    while (held.length < most) held.push(openSync('/dev/null', 'r'));
  } catch {
    // That was the last one.
  }
}

process.on('SIGUSR2', () => {
  if (held.length === 0) hold(limit);
  else for (const fd of held.splice(0)) closeSync(fd);
});
hold(limit - leaves);
