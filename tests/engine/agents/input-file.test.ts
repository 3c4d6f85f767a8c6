import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flushInput, inputBytes, type InputLine } from '../../../src/engine/agents/input-file.ts';
import { posixHost } from '../../../src/engine/agents/process-host.ts';
import { temporaryFolder } from '../../helpers/repository.ts';
import { until } from '../../helpers/until.ts';
import { startLiveRun } from './live-run.ts';

function at(lines: readonly string[]): readonly InputLine[] {
  let offset = 0;
  return lines.map((line) => {
    const placed = { offset, line };
    offset += inputBytes(line);
    return placed;
  });
}

async function emptyInput(): Promise<{ dir: string; path: string }> {
  const dir = join(temporaryFolder(), 'run');
  await posixHost.prepareRun(dir);
  return { dir, path: join(dir, 'in.jsonl') };
}

describe('flushInput', () => {
  test('completes the file from wherever a crash tore it, byte for byte', async () => {
    const { dir, path } = await emptyInput();
    const lines = at(['{"one":1}', 'zwei — größer', '', '3']);
    const whole = Buffer.from('{"one":1}\nzwei — größer\n\n3\n');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (torn) => {
        await writeFile(path, whole.subarray(0, torn));

        await flushInput(dir, lines);

        expect(await readFile(path)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  test('sends nothing twice, however often and at once it is called', async () => {
    const { dir, path } = await emptyInput();
    const lines = at(['a', 'b']);

    await Promise.all([flushInput(dir, lines), flushInput(dir, lines), flushInput(dir, lines)]);
    await flushInput(dir, lines);

    expect(await readFile(path, 'utf8')).toBe('a\nb\n');
  });

  test('needs only the lines that may be missing', async () => {
    const { dir, path } = await emptyInput();
    const lines = at(['first', 'second', 'third']);
    await flushInput(dir, lines.slice(0, 2));

    await flushInput(dir, lines.slice(1));
    await flushInput(dir, []);

    expect(await readFile(path, 'utf8')).toBe('first\nsecond\nthird\n');
  });

  test.each([
    ['holds more than was recorded', 'a\nb\nc\n', at(['a', 'b'])],
    ['lacks what was sent before', '', at(['a', 'b']).slice(1)],
    [
      'is to be filled from lines with a hole',
      '',
      [
        { offset: 0, line: 'a' },
        { offset: 9, line: 'b' },
      ],
    ],
  ])('writes nothing when the file %s', async (_, content, lines) => {
    const { dir, path } = await emptyInput();
    await appendFile(path, content);

    await expect(flushInput(dir, lines)).rejects.toMatchObject({ kind: 'broken' });

    expect(await readFile(path, 'utf8')).toBe(content);
  });

  test('says that the run is gone rather than making a new file', async () => {
    const { dir, path } = await emptyInput();
    await rm(path);

    await expect(flushInput(dir, at(['a']))).rejects.toMatchObject({ kind: 'gone' });
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('lets an agent that is alive read a torn line as one', async () => {
    const run = await startLiveRun('/bin/cat');
    const lines = at(['{"torn":"line"}', 'x'.repeat(300_000)]);
    await appendFile(join(run.dir, 'in.jsonl'), '{"torn":');
    await until('the torn part arrived', () => run.output() === '{"torn":');

    await flushInput(run.dir, lines);

    const expected = lines.map(({ line }) => `${line}\n`).join('');
    await until('both lines came back', () => run.output() === expected);
  });
});
