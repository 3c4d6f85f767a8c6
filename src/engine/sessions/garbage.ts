/** Letting go of what large lines leave behind. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * A line of 2 MB leaves some 30 MB of garbage: bytes, text, values, what was bound and published. V8 lets
 * that pile up to 250 MB before it looks; collected every 2 MB of large lines it stays below 150 MB, at
 * some 10 ms each, which is less than such lines take to be stored.
 */
const everyBytes = 2 * 1024 * 1024;
/** Shorter output is left to V8, which collects it young. */
const largeBytes = 256 * 1024;

let collect: (() => void) | undefined;
let since = 0;

/** Told how much was just stored at once; collects where that was much. */
export function stored(bytes: number): void {
  if (bytes < largeBytes) return;
  since += bytes;
  if (since < everyBytes) return;
  since = 0;
  collect ??= collector();
  collect();
}

/** The engine's own collector, which is there only for those who ask. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  return typeof found === 'function'
    ? () => void Reflect.apply(found, undefined, [])
    : () => undefined;
}
