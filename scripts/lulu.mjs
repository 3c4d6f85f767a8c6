#!/usr/bin/env node
/** The `lulu` command: hands over to the built command line, on Lulu's own Node. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { engineFlags, findRuntime, main, root, run } from './runtime.mjs';

const bundle = join(root, 'dist', 'lulu.mjs');

/** The major version that ships. On it, a second process would only cost time. */
const shipped = '24';

if (!existsSync(bundle)) {
  console.error(`Lulu is not built yet: run "npm run setup" in ${root}`);
  process.exitCode = 1;
} else if (process.versions.node.split('.')[0] === shipped) {
  await import(pathToFileURL(bundle).href);
} else {
  const args = [...engineFlags, bundle, ...process.argv.slice(2)];
  await main(() => run(findRuntime(), args, { cwd: process.cwd() }));
}
