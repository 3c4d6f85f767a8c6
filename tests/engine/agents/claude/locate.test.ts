import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locateClaude } from '../../../../src/engine/agents/claude/locate.ts';
import { temporaryFolder } from '../../../helpers/repository.ts';

const unnamed = { agentBin: null, setting: null };

async function program(folder: string, name = 'claude', mode = 0o755): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, mode);
  return path;
}

describe('locateClaude', () => {
  test('takes the first on the PATH it is given', async () => {
    const folder = temporaryFolder();
    const [first, second] = [await program(join(folder, 'a')), await program(join(folder, 'b'))];
    const env = { PATH: `${join(folder, 'none')}:${join(folder, 'a')}:${join(folder, 'b')}` };

    expect(await locateClaude({ env, ...unnamed })).toBe(first);
    expect(await locateClaude({ env, agentBin: second, setting: first })).toBe(second);
    expect(await locateClaude({ env, agentBin: null, setting: second })).toBe(second);
  });

  test.each(['.local/bin', '.claude/local', '.npm-global/bin'])('looks in ~/%s', async (place) => {
    const home = temporaryFolder();
    const path = await program(join(home, place));

    expect(await locateClaude({ env: { HOME: home, PATH: '' }, ...unnamed })).toBe(path);
    const agentBin = `~/${place}/claude`;
    expect(await locateClaude({ env: { HOME: home }, agentBin, setting: null })).toBe(path);
  });

  test('does not let a file that cannot be run hide one that can', async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, 'a', 'claude'), { recursive: true });
    const path = await program(join(folder, 'b'));
    const env = { PATH: `${join(folder, 'a')}:${join(folder, 'b')}` };

    expect(await locateClaude({ env, ...unnamed })).toBe(path);
  });

  test('says everywhere it looked, and what to do', async () => {
    const home = temporaryFolder();
    const locating = locateClaude({ env: { HOME: home, PATH: '/no/such/place' }, ...unnamed });

    await expect(locating).rejects.toMatchObject({ name: 'AgentError', kind: 'missing' });
    for (const words of [
      '/no/such/place',
      join(home, '.local/bin'),
      '/usr/local/bin',
      '--agent demo',
    ]) {
      await expect(locating).rejects.toThrow(words);
    }
  });

  test.each([
    ['is missing', 'nothing', 'missing', 'does not exist'],
    ['is a folder', '.', 'not-executable', 'a folder'],
  ])('names the program that was asked for when it %s', async (_, name, kind, words) => {
    const agentBin = join(temporaryFolder(), name);
    const locating = locateClaude({ env: {}, agentBin, setting: null });

    await expect(locating).rejects.toMatchObject({ kind });
    await expect(locating).rejects.toThrow(agentBin);
    await expect(locating).rejects.toThrow(words);
  });

  test('refuses a program nobody may execute, but takes a script for Node', async () => {
    const folder = temporaryFolder();
    const agentBin = await program(folder, 'claude', 0o644);
    const script = await program(folder, 'cli.js', 0o644);

    const locating = locateClaude({ env: {}, agentBin, setting: null });

    await expect(locating).rejects.toMatchObject({ kind: 'not-executable' });
    expect(await locateClaude({ env: {}, agentBin: script, setting: null })).toBe(script);
  });
});
