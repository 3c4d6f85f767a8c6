import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Lints planted text by the project's own rules, those alone that need no types. */
const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => /^boundaries\/|^no-restricted-syntax$/.test(ruleId),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

async function complaints(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const across: readonly (readonly [from: string, what: string])[] = [
  ['src/contract', '../core/result.ts'],
  ['src/contract', 'lit'],
  ['src/contract', 'node:fs'],
  ['src/core', '../engine/engine.ts'],
  ['src/core', 'valibot'],
  ['src/core', 'node:fs'],
  ['src/demo', '../core/result.ts'],
  ['src/demo', '../contract/ids.ts'],
  ['src/demo', 'execa'],
  ['src/engine/git', '../store/store.ts'],
  ['src/engine/store', '../git/git.ts'],
  ['src/engine/agents', '../store/store.ts'],
  ['src/engine/sessions', '../../ui/data/transport.ts'],
  ['src/engine/sessions', '../engine.ts'],
  ['src/engine', '../ui/data/transport.ts'],
  ['src/hosts/serve', '../../engine/store/store.ts'],
  ['src/hosts/serve', '../../ui/data/transport.ts'],
  ['src/cli', '../engine/git/git.ts'],
  ['src/ui/components', '../data/transport.ts'],
  ['src/ui/data', '../components/session-action.ts'],
  ['src/ui/views', '../../engine/engine.ts'],
  ['src/ui/views', 'node:fs'],
];

const within: readonly (readonly [from: string, what: string])[] = [
  ['src/contract', 'valibot'],
  ['src/core', '../contract/ids.ts'],
  ['src/engine/store', '../../core/result.ts'],
  ['src/engine/sessions', '../store/store.ts'],
  ['src/engine/sessions', '../engine-error.ts'],
  ['src/hosts/serve', '../../engine/engine.ts'],
  ['src/cli', '../engine/engine.ts'],
  ['src/ui/views', '../data/transport.ts'],
  ['src/ui/components', '../../contract/ids.ts'],
];

/** A planted import of a file that is not there would prove nothing. */
const isThere = (from: string, what: string): boolean =>
  !what.startsWith('.') || existsSync(join(root, from, what));

describe('an import across a fence', () => {
  beforeAll(async () => {
    await complaints('src/core/warm-up.ts', '');
  }, 60_000);

  test.each(across)('is refused: %s → %s', async (from, what) => {
    expect(isThere(from, what)).toBe(true);
    for (const text of [
      `import { it } from '${what}'; it();`,
      `import type { It } from '${what}'; type Mine = It;`,
      `export { it } from '${what}';`,
      `await import('${what}');`,
    ]) {
      expect(await complaints(`${from}/planted.ts`, text)).toContain('boundaries/dependencies');
    }
  });

  test.each(within)('is not refused where the table allows it: %s → %s', async (from, what) => {
    expect(isThere(from, what)).toBe(true);
    expect(await complaints(`${from}/planted.ts`, `import { it } from '${what}'; it();`)).toEqual(
      [],
    );
  });

  test('is what a composition root is for', async () => {
    const text = `import { it } from '../../ui/data/transport.ts'; it();`;
    expect(await complaints('src/hosts/serve/main.ts', text)).toEqual([]);
  });

  test('refuses markup made from strings', async () => {
    const text = `export const show = (at: Element, it: string): void => { at.innerHTML = it; };`;
    expect(await complaints('src/ui/views/planted.ts', text)).toContain('no-restricted-syntax');
  });
});

/** Compiles text as if it were a file of a part, with that part's own tsconfig. */
function compile(part: string, text: string): string[] {
  const folder = join(root, part);
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  ) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const planted = join(folder, 'planted.ts');
  const host = ts.createCompilerHost(options);
  const withPlanted: ts.CompilerHost = {
    ...host,
    fileExists: (path) => path === planted || host.fileExists(path),
    getSourceFile: (path, language, ...rest) =>
      path === planted
        ? ts.createSourceFile(path, text, language)
        : host.getSourceFile(path, language, ...rest),
  };
  const alone = { ...options, composite: false, noEmit: true };
  const program = ts.createProgram([planted], alone, withPlanted);
  return program
    .getSemanticDiagnostics(program.getSourceFile(planted))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the compiler', () => {
  test('takes pure code in core', () => {
    expect(compile('src/core', `export const twice = (n: number): number => n * 2;`)).toEqual([]);
  });

  test.each([
    ['src/core', 'a Node module', `import { readFileSync } from 'node:fs'; readFileSync('x');`],
    ['src/core', 'the DOM', `export const title = document.title;`],
    ['src/core', 'the process', `export const { pid } = process;`],
    ['src/core', 'a timer', `setTimeout(() => undefined, 1);`],
    ['src/contract', 'the DOM', `export const { href } = window.location;`],
    ['src/ui', 'a Node module', `import { readFileSync } from 'node:fs'; readFileSync('x');`],
    ['src/engine', 'the DOM', `export const title = document.title;`],
  ])('refuses in %s: %s', (part, _what, text) => {
    expect(compile(part, text)).not.toEqual([]);
  });
});
