import { describe, expect, test } from 'vitest';
import { numberOf, parseArguments, UsageError } from '../../src/cli/arguments.ts';
import { helpText, usages } from '../../src/cli/usage.ts';
import { lulu } from '../helpers/lulu-command.ts';
import { openPlace, typed } from './place.ts';

const valuesOf = (...argv: string[]) => parseArguments(argv).values;

describe('parseArguments', () => {
  test.each([
    ['--prompt', '-x'],
    ['--prompt', '--help'],
    ['--prompt', '/compact'],
    ['--prompt', 'a=b'],
    ['--prompt', ''],
    ['--base', '--json'],
    ['--name', '-'],
  ])('takes what follows %s for its value, even %o', (option, value) => {
    expect(valuesOf('run', option, value)).toEqual({ [option.slice(2)]: value });
  });

  test('finds the command behind options that hold everywhere', () => {
    const { usage, operands, values } = parseArguments([
      '--data-dir',
      'run',
      '--json',
      'show',
      'x',
    ]);

    expect({ name: usage?.name, operands, values }).toEqual({
      name: 'show',
      operands: ['x'],
      values: { 'data-dir': 'run', json: true },
    });
  });

  test('takes operands that look like options after --', () => {
    expect(parseArguments(['rename', 'abcd', '--', '-x']).operands).toEqual(['abcd', '-x']);
  });

  test.each<[string[], string]>([
    [['nonsense'], 'There is no command "nonsense"'],
    [['run', '--nonsense'], "Unknown option '--nonsense'"],
    [['run', '--prompt'], "'--prompt <value>' argument missing"],
    [['run', 'extra'], 'lulu run does not take "extra"'],
    [['show'], 'lulu show needs ID'],
    [['rename', 'abcd'], 'lulu rename needs NAME'],
    [['ls', '--detach'], "Unknown option '--detach'"],
    [['ls', '--json=yes'], "'--json' does not take an argument"],
  ])('refuses %o by name', (argv, why) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
    expect(() => parseArguments(argv)).toThrow(why);
  });

  test.each(['x', '', '-1', '1.5', '1e3', ' 1', '9'.repeat(16)])(
    'takes %o for no number',
    (text) => {
      expect(() => numberOf({ limit: text }, 'limit', 1)).toThrow(UsageError);
    },
  );
});

describe('lulu', () => {
  test('prints its help on request, and on stderr with code 2 when it was asked nothing', async () => {
    const place = await openPlace();

    expect(await typed(place, ['--help'])).toEqual({
      code: 0,
      stdout: `${helpText(undefined)}\n`,
      stderr: '',
    });
    expect(await typed(place, [])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${helpText(undefined)}\n`,
    });
    expect((await typed(place, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('explains each command and all its options', () => {
    for (const usage of usages) {
      const text = helpText(usage);
      for (const option of Object.keys(usage.options)) expect(text).toContain(`--${option}`);
      expect(helpText(undefined)).toContain(`  ${usage.name}`);
    }
  });

  test('keeps stdout free of what is no JSON, whatever goes wrong', async () => {
    const place = await openPlace();
    const refused = [['show', 'abcd'], ['nonsense'], ['run'], ['history', 'abcd', '--limit', 'x']];

    for (const args of refused) {
      const { code, values, stderr } = await lulu(place, ...args);
      expect({ args, code, values }).toEqual({ args, code: 2, values: [] });
      expect(stderr).toMatch(/^lulu: .*[.]\n$/s);
    }
  });
});
