/**
 * Runs the tests: all suites, or those named. Sets up and builds first.
 *
 *   npm run test:faults -- --rounds 200 --seed 7
 *
 * `--rounds` is how often the fault suite repeats itself, `--seed` what its dice begin with; a failing
 * test names its seed. The last line sums over all runners. Exit 1 when a test failed, or none ran.
 */
import { parseArgs } from 'node:util';
import { ensureClaude, ensurePlainClaude, findClaude } from './claude.mjs';
import { requireChromium } from './chromium.mjs';
import { isProgram, main } from './runtime.mjs';
import { setUp } from './setup.mjs';
import { runSuite, suites, testFiles } from './suites.mjs';

/**
 * The real Claude Code runs where it is installed; `npm run test:claude` and `LULU_TEST_CLAUDE=1`
 * install it. Without it its tests are skipped, and counted so.
 *
 * @param {readonly string[]} named
 * @returns {Promise<boolean>} whether there is one
 */
async function prepareClaude(named) {
  const forced = named.includes('claude') || process.env['LULU_TEST_CLAUDE'] === '1';
  const claude = forced ? await ensureClaude() : findClaude();
  if (forced) await ensurePlainClaude();
  if (claude !== undefined) process.env['LULU_CLAUDE'] = claude;
  return claude !== undefined;
}

/**
 * Takes the options out of the arguments and hands them to the tests.
 *
 * @param {string[]} args
 * @returns {readonly string[]} the names of suites
 */
function readArguments(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { rounds: { type: 'string' }, seed: { type: 'string' } },
  });
  const { rounds, seed } = values;
  for (const [name, value] of Object.entries({ rounds, seed })) {
    if (value === undefined) continue;
    if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name} takes a number, not "${value}"`);
    process.env[`LULU_TEST_${name.toUpperCase()}`] = value;
  }
  return positionals;
}

/** @param {readonly string[]} named */
async function runAll(named) {
  const chosen = suites.filter(({ name }) => named.length === 0 || named.includes(name));
  const unknown = named.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    throw new Error(`No suite "${unknown}": ${suites.map(({ name }) => name).join(', ')}`);
  }
  await setUp();
  if (chosen.some(({ name }) => name === 'ui' || name === 'e2e')) requireChromium();

  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of chosen) {
    if (suite.name === 'claude' && !(await prepareClaude(named))) {
      const files = testFiles(suite).length;
      console.log(
        `claude: skipped ${String(files)} files, no Claude Code CLI here; "npm run test:claude" installs one`,
      );
      total.skipped += files;
      continue;
    }
    console.log(`\n── ${suite.name} ──`);
    const counts = await runSuite(suite);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  console.log(
    `${String(total.passed)} passed, ${String(total.failed)} failed, ${String(total.skipped)} skipped`,
  );
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

if (isProgram(import.meta.url)) await main(() => runAll(readArguments(process.argv.slice(2))));
