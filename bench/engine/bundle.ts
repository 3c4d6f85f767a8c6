/** Programs of the bench in one file each, as Lulu ships: unbundled they start slower and hold more. */
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { forNode } from '../../scripts/node-bundle.mjs';
import { root } from '../../scripts/runtime.mjs';
import { writeWhole } from '../../scripts/stamps.mjs';

/** As deep in the checkout as `src/cli/commands`, from where `lulu serve` looks for the UI. */
const folder = join(root, '.cache', 'bench-bundles', 'node');
const require = createRequire(import.meta.url);
const made = new Map<string, Promise<string>>();

/** @param entry relative to the checkout. Resolves to the bundle's path; built once a run. */
export function bundleOf(entry: string): Promise<string> {
  const known = made.get(entry) ?? bundle(entry);
  made.set(entry, known);
  return known;
}

async function bundle(entry: string): Promise<string> {
  const outfile = join(folder, `${entry.replaceAll(/\W/g, '-')}.mjs`);
  mkdirSync(folder, { recursive: true });
  const rule = join(dirname(require.resolve('better-sqlite3')), 'binding.js');
  const { getPrebuildPath } = require(rule) as { getPrebuildPath: () => string };
  // Whole, in place of the old one: another run of the bench may have that mapped.
  writeWhole(join(folder, 'better_sqlite3.node'), readFileSync(getPrebuildPath()));
  await build({ ...forNode, entryPoints: [entry], outfile });
  return outfile;
}
