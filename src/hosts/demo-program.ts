import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The demo agent's program, absolute: the bundle beside this one, or its source where nothing is bundled. */
export function demoProgram(): string {
  const bundled = join(import.meta.dirname, 'demo.mjs');
  return existsSync(bundled) ? bundled : join(import.meta.dirname, '..', 'demo', 'main.ts');
}
