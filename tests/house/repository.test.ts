import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const files = execFileSync('git', ['-C', root, 'ls-files', '-z', '--cached'], { encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && !/\.(png|ico|woff2|db|node)$/.test(path))
  .filter((path) => !path.startsWith('tests/fixtures/'));

/** Files of ours in which a pattern is found. Files gone from the disk are not ours any more. */
function filesWith(pattern: RegExp, within = files): string[] {
  return within.filter((path) => {
    try {
      return pattern.test(read(path));
    } catch {
      return false;
    }
  });
}

describe('the repository', () => {
  test('names no package registry, so that anyone can use their own', () => {
    const host = new RegExp(['registry', '(npmjs|yarnpkg|npmmirror)'].join('\\.'));
    expect(filesWith(host)).toEqual([]);
    expect(filesWith(/"resolved":/, ['package-lock.json'])).toEqual([]);
  });

  test('holds no focused test', () => {
    const focused = new RegExp(['\\b(test|it|describe)', 'only\\('].join('\\.'));
    expect(filesWith(focused)).toEqual([]);
  });

  test('pins every package to one version', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      read('package.json'),
    ) as Record<string, Record<string, string>>;
    const versions = Object.values({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test('lets no package run a script at installation', () => {
    const { allowScripts } = JSON.parse(read('package.json')) as {
      allowScripts: Record<string, boolean>;
    };
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { hasInstallScript?: boolean }>;
    };
    const wanting = Object.entries(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(wanting.filter((name) => allowScripts[name] !== false)).toEqual([]);
  });

  test('tells a reader the two commands', () => {
    const readme = read('README.md');
    expect(readme).toContain('npm start');
    expect(readme).toContain('npm test');
  });

  test('mentions no script that is not there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const mentioned = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'].flatMap((path) =>
      [...read(path).matchAll(/npm run ([a-z0-9:]+)/g)].map(([, name]) => name ?? ''),
    );
    expect(mentioned.filter((name) => !(name in scripts))).toEqual([]);
  });
});
