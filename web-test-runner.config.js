/** Component tests: real Chromium, real components. Run through `npm run test:ui`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher, defaultReporter } from '@web/test-runner';
import { chromiumFlags, requireChromium } from './scripts/chromium.mjs';

/**
 * All tests of a suite and of those within it.
 *
 * @param {import('@web/test-runner').TestSuiteResult} suite
 * @returns {import('@web/test-runner').TestResult[]}
 */
const testsOf = (suite) => [...suite.tests, ...suite.suites.flatMap(testsOf)];

/**
 * Writes how many tests passed, failed and were skipped. A page that broke before its tests ran
 * counts as one failure.
 *
 * @param {string} file
 * @returns {import('@web/test-runner').Reporter}
 */
function countReporter(file) {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const session of sessions) {
        const tests = session.testResults === undefined ? [] : testsOf(session.testResults);
        for (const test of tests) {
          counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
        }
        const failed = tests.some((test) => !test.passed && !test.skipped);
        if (session.passed !== true && !failed) counts.failed += 1;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(counts));
    },
  };
}

const report = process.env['LULU_UI_REPORT'];

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  files: 'tests/ui/**/*.test.ts',
  nodeResolve: { exportConditions: ['browser'] },
  hostname: '127.0.0.1',
  concurrency: 1,
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: requireChromium(), args: [...chromiumFlags] },
    }),
  ],
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2024',
      tsconfig: fileURLToPath(new URL('src/ui/tsconfig.json', import.meta.url)),
    }),
  ],
  testFramework: { config: { timeout: '10000' } },
  reporters: [defaultReporter(), ...(report === undefined ? [] : [countReporter(report)])],
};
