import { defineConfig } from 'vitest/config';

/** What every suite shares; projects inherit it through `extends`. */
const suite = (name: string, include: string[], exclude: string[] = [], testTimeout = 15_000) => ({
  extends: true as const,
  test: { name, include, exclude, testTimeout, hookTimeout: testTimeout },
});

/** Suites that take long or need something special; each has its own command. */
const apart = ['tests/ui/**', 'tests/e2e/**', 'tests/faults/**', 'tests/claude/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    sequence: { shuffle: true },
    expect: { poll: { timeout: 10_000 } },
    passWithNoTests: true,
    allowOnly: false,
    projects: [
      suite('unit', ['tests/**/*.test.ts'], apart),
      suite('faults', ['tests/faults/**/*.test.ts'], [], 60_000),
      suite('e2e', ['tests/e2e/**/*.test.ts'], [], 60_000),
      suite('claude', ['tests/claude/**/*.test.ts'], [], 60_000),
    ],
  },
});
