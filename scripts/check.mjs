/** `npm run check`: everything that can be said about the code without a browser or an agent. */
import { isProgram, main, runOnNode } from './runtime.mjs';
import { setUp } from './setup.mjs';
import { runVitest } from './suites.mjs';

const bin = (/** @type {string} */ path) => `node_modules/${path}`;

/** What needs no process of its own: seconds. `npm test` runs the others too. */
const quick = ['core', 'contract', 'house', 'engine/store', 'engine/agents/claude'].map(
  (folder) => `tests/${folder}/`,
);

/** @type {readonly (readonly [name: string, run: () => Promise<number>])[]} */
const checks = [
  ['types', () => runOnNode([bin('typescript/bin/tsc'), '-b'])],
  ['lint', () => runOnNode([bin('eslint/bin/eslint.js'), '.', '--max-warnings=0'])],
  [
    'format',
    () => runOnNode([bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']),
  ],
  ['unused code', () => runOnNode([bin('knip/bin/knip.js')])],
  ['size', () => runOnNode([bin('size-limit/bin.js')])],
  ['quick tests', () => runVitest(['--project=unit', '--reporter=dot', ...quick])],
];

async function checkAll() {
  await setUp();
  const failed = [];
  for (const [name, run] of checks) {
    console.log(`── ${name}`);
    if ((await run()) !== 0) failed.push(name);
  }
  if (failed.length === 0) {
    console.log(`All ${String(checks.length)} checks are green.`);
    return 0;
  }
  console.log(`Failed: ${failed.join(', ')}`);
  return 1;
}

if (isProgram(import.meta.url)) await main(checkAll);
