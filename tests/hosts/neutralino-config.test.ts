import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { extensionId } from '../../src/contract/neutralino.ts';
import { engineFlags } from '../../src/hosts/node-flags.ts';
import { version } from '../../src/hosts/version.ts';
import { engineFlags as flagsOfScripts } from '../../scripts/runtime.mjs';
import { neutralinoConfig as config } from '../helpers/neutralino-config.ts';

describe('neutralino.config.json', () => {
  test('allows exactly the native calls that are used, and has no list that would switch that off', () => {
    expect(config.nativeAllowList).toEqual([
      'app.broadcast',
      'app.exit',
      'extensions.dispatch',
      'extensions.getStats',
      'os.open',
      'os.showFolderDialog',
      'os.showNotification',
      'window.setTitle',
    ]);
    expect(config).not.toHaveProperty('nativeBlockList');
    expect(config).not.toHaveProperty('injectGlobals');
  });

  test('gives its token once, to the page alone', () => {
    expect(config).toMatchObject({ tokenSecurity: 'one-time', exportAuthInfo: false });
    expect(config.modes.window.enableInspector).toBe(false);
  });

  test('starts the extension in place of its shell, wherever Lulu lies', () => {
    const [extension] = config.extensions;
    expect(extension?.id).toBe(extensionId);
    for (const command of [extension?.commandLinux, extension?.commandDarwin]) {
      const [program, rest] = command?.split(` ${engineFlags.join(' ')} `) ?? [];
      expect(program).toMatch(/^exec "[^"]*"$/u);
      expect(rest).toBe('"${NL_PATH}/extensions/engine/main.mjs"');
    }
    expect(flagsOfScripts).toEqual(engineFlags);
  });

  test('is of the same version as everything else', () => {
    const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    expect(JSON.parse(file)).toMatchObject({ version });
    expect(config.version).toBe(version);
    expect(config.cli.binaryVersion).toBe('6.9.0');
  });

  test('lets the page load and speak to nothing but its own server', () => {
    const policy = config.serverHeaders['Content-Security-Policy'] ?? '';
    expect(policy).toContain("default-src 'self'; connect-src 'self' ws://127.0.0.1:*;");
    expect(policy).not.toContain('unsafe');
  });
});
