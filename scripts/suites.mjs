/** The test suites: which files they hold, what they need, and how to run and count them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, runOnNode } from './runtime.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {readonly string[]} folders below tests/
 * @property {(report: string) => Promise<number>} run resolves to the runner's exit code
 * @property {(report: string) => Counts} count reads the runner's report
 */

/** Folders of tests that are not part of the unit suite. */
const apart = ['ui', 'e2e', 'faults', 'claude', 'helpers', 'fixtures'];

const tests = join(root, 'tests');
const unitFolders = readdirSync(tests, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !apart.includes(entry.name))
  .map((entry) => entry.name);

/**
 * @param {string} name of the project in vitest.config.ts
 * @param {readonly string[]} folders
 * @returns {Suite}
 */
function vitestSuite(name, folders) {
  return {
    name,
    folders,
    run: (report) => runVitest(['--project', name, '--reporter=json', `--outputFile=${report}`]),
    count: countVitest,
  };
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} vitest's exit code
 */
export function runVitest(args) {
  return runOnNode(['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', ...args]);
}

/**
 * What is read of vitest's JSON report.
 *
 * @typedef {object} VitestReport
 * @property {boolean} success
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 */

/**
 * @param {string} file
 * @returns {Counts}
 */
function countVitest(file) {
  /** @type {VitestReport} */
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that breaks before its tests are known fails without any failed test.
  const failed = report.success ? 0 : Math.max(1, report.numFailedTests);
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {string} file written by web-test-runner.config.js
 * @returns {Counts}
 */
function countUi(file) {
  /** @type {Counts} */
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  return counts;
}

/** @type {Suite} */
const ui = {
  name: 'ui',
  folders: ['ui'],
  run: (report) =>
    runOnNode(['node_modules/@web/test-runner/dist/bin.js'], {
      env: { ...process.env, LULU_UI_REPORT: report },
    }),
  count: countUi,
};

/** In the order in which they run: the quickest to find a mistake first. */
export const suites = [
  vitestSuite('unit', unitFolders),
  ui,
  vitestSuite('faults', ['faults']),
  vitestSuite('e2e', ['e2e']),
  vitestSuite('claude', ['claude']),
];

/** @param {Suite} suite */
export function testFiles(suite) {
  return suite.folders
    .map((folder) => join(tests, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .filter((file) => file.endsWith('.test.ts'));
}

/**
 * Runs one suite. One without a file counts nothing; a runner that leaves no report, or is unhappy
 * without naming a test, counts one failure.
 *
 * @param {Suite} suite
 * @returns {Promise<Counts>}
 */
export async function runSuite(suite) {
  if (testFiles(suite).length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const report = join(root, '.cache', 'reports', `${suite.name}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const code = await suite.run(report);
  const counts = existsSync(report) ? suite.count(report) : { passed: 0, failed: 1, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
