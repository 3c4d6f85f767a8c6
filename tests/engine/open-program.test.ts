import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolder, type OpenOptions } from '../../src/engine/open-program.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

const unset = { editor: null, terminal: null };

interface Desk {
  readonly folder: string;
  readonly options: OpenOptions;
  /** A program that writes down where it was started and with what. */
  readonly install: (name: string) => string;
  readonly started: (name: string) => Promise<{ cwd: string; args: string[] }>;
}

function desk(env: Record<string, string> = {}): Desk {
  const home = temporaryFolder();
  const folder = join(home, 'work tree; $(touch x)');
  const bin = join(home, 'bin');
  mkdirSync(folder);
  mkdirSync(bin);
  const note = (name: string): string => join(home, `${name}.said`);
  return {
    folder,
    options: { settings: unset, env: { PATH: bin, ...env }, platform: 'linux' },
    install: (name) => {
      const path = join(bin, name);
      const to = `'${note(name)}'`;
      const script = `#!/bin/sh\n{ pwd; for a in "$@"; do echo "$a"; done; } > ${to}.new\n/bin/mv ${to}.new ${to}\n`;
      writeFileSync(path, script);
      chmodSync(path, 0o755);
      return path;
    },
    started: async (name) => {
      await until(`${name} was started`, () => existsSync(note(name)));
      const [cwd = '', ...args] = readFileSync(note(name), 'utf8').trimEnd().split('\n');
      return { cwd, args };
    },
  };
}

describe('openFolder', () => {
  test('starts the first editor that is installed, with the folder as one argument', async () => {
    const { folder, options, install, started } = desk();
    const code = install('code');
    expect(await openFolder(folder, 'editor', options)).toBe(code);
    expect(await started('code')).toEqual({ cwd: folder, args: [folder] });
  });

  test('prefers the editor of the environment, unless that one needs a terminal', async () => {
    const own = desk({ VISUAL: 'mine --wait' });
    own.install('code');
    own.install('mine');
    await openFolder(own.folder, 'editor', own.options);
    expect((await own.started('mine')).args).toEqual(['--wait', own.folder]);

    const vim = desk({ VISUAL: 'vim' });
    vim.install('vim');
    const code = vim.install('code');
    expect(await openFolder(vim.folder, 'editor', vim.options)).toBe(code);
  });

  test('does what the setting says, with {} for the folder', async () => {
    const { folder, options, install, started } = desk();
    install('mine');
    const settings = { ...unset, editor: `mine "-d={}" --new` };
    await openFolder(folder, 'editor', { ...options, settings });
    expect((await started('mine')).args).toEqual([`-d=${folder}`, '--new']);
  });

  test('starts a terminal in the folder', async () => {
    const { folder, options, install, started } = desk();
    install('konsole');
    install('x-terminal-emulator');
    await openFolder(folder, 'terminal', options);
    expect(await started('x-terminal-emulator')).toEqual({ cwd: folder, args: [] });
  });

  test('says what is missing, naming the setting', async () => {
    const { folder, options } = desk();
    await expect(openFolder(folder, 'terminal', options)).rejects.toMatchObject({
      kind: 'bad-request',
      field: 'terminal',
      message: expect.stringContaining('No terminal was found') as unknown,
    });
    const settings = { ...unset, editor: 'nowhere' };
    await expect(openFolder(folder, 'editor', { ...options, settings })).rejects.toMatchObject({
      field: 'editor',
      message: expect.stringContaining('"nowhere", was not found') as unknown,
    });
  });

  test('says that the folder is gone', async () => {
    const { folder, options } = desk();
    await expect(openFolder(join(folder, 'gone'), 'files', options)).rejects.toMatchObject({
      kind: 'worktree',
    });
  });
});
