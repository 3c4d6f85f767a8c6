/**
 * The rules of the house. The fences are the table below: what a part may import of ours (`parts`)
 * and from npm (`packages`), and whether Node is there (`node`). What is not listed is refused;
 * a part may always import itself. `part/file.ts` lets in that one file of a part: `engine/engine.ts` is
 * all that hosts and the command line may know of the engine.
 */
import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import lit from 'eslint-plugin-lit';
import wc from 'eslint-plugin-wc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The one file that may turn a string into markup. It runs DOMPurify first. */
const MARKUP_FILE = 'src/ui/rendering/sanitise.ts';

const anyPackage = ['**'];
const uiShared = [
  'ui-components',
  'ui-controllers',
  'ui-rendering',
  'ui-styles',
  'ui/strings.ts',
  'ui/detail-strings.ts',
];

/** Deeper folders come first: the first folder that holds a file names its part. */
const fences = [
  { part: 'contract', folder: 'src/contract', parts: [], packages: ['valibot'] },
  { part: 'core', folder: 'src/core', parts: ['contract'], packages: [] },
  ...['agents', 'git', 'store'].map((name) => ({
    part: `engine-${name}`,
    folder: `src/engine/${name}`,
    parts: ['contract', 'core', 'engine/failpoint.ts'],
    packages: anyPackage,
    node: true,
  })),
  {
    part: 'engine-sessions',
    folder: 'src/engine/sessions',
    parts: [
      'contract',
      'core',
      'engine-agents',
      'engine-git',
      'engine-store',
      'engine/engine-error.ts',
      'engine/failpoint.ts',
    ],
    packages: anyPackage,
    node: true,
  },
  {
    part: 'engine',
    folder: 'src/engine',
    parts: ['contract', 'core', 'engine-agents', 'engine-git', 'engine-store', 'engine-sessions'],
    packages: anyPackage,
    node: true,
  },
  {
    part: 'hosts',
    folder: 'src/hosts',
    parts: ['contract', 'core', 'engine/engine.ts'],
    packages: anyPackage,
    node: true,
  },
  {
    part: 'cli',
    folder: 'src/cli',
    parts: ['contract', 'core', 'engine/engine.ts', 'hosts'],
    packages: anyPackage,
    node: true,
  },
  { part: 'demo', folder: 'src/demo', parts: [], packages: [], node: true },
  ...['components', 'controllers', 'rendering', 'styles'].map((name) => ({
    part: `ui-${name}`,
    folder: `src/ui/${name}`,
    parts: ['contract', 'core', ...uiShared],
    packages: anyPackage,
  })),
  {
    part: 'ui-data',
    folder: 'src/ui/data',
    parts: ['contract', 'core', 'ui/strings.ts'],
    packages: anyPackage,
  },
  {
    part: 'ui-views',
    folder: 'src/ui/views',
    parts: ['contract', 'core', 'ui', 'ui-data', ...uiShared],
    packages: anyPackage,
  },
  {
    part: 'ui',
    folder: 'src/ui',
    parts: ['contract', 'core', 'ui-views', 'ui-data', ...uiShared],
    packages: anyPackage,
  },
];

/** The `main.ts` of a host knows everybody: it puts the parts together. */
const COMPOSITION_ROOTS = 'src/{cli,ui,hosts/*}/main.ts';

function policy({ part, parts, packages, node = false }) {
  const allow = [part, ...parts].map((other) => {
    const [type, fileInternalPath] = other.split('/');
    return {
      to: { element: fileInternalPath === undefined ? { type } : { type, fileInternalPath } },
    };
  });
  if (node) allow.push({ to: { module: { origin: 'core' } } });
  for (const source of packages) allow.push({ to: { module: { origin: 'external', source } } });
  return allow.map((one) => ({ from: { element: { type: part } }, allow: one }));
}

const refuse = (selector, message) => ({ selector, message });
const noMarkup = [
  refuse(
    'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment)$/]',
    `Markup from strings is made in ${MARKUP_FILE} alone, after DOMPurify.`,
  ),
  refuse(
    'CallExpression[callee.name=/^(unsafeHTML|unsafeSVG)$/]',
    `Markup from strings is made in ${MARKUP_FILE} alone, after DOMPurify.`,
  ),
];
const noDefault = [
  refuse('ExportDefaultDeclaration', 'Name what you export; default exports have no name.'),
  refuse('ExportAllDeclaration', 'Import from the file that defines it; no barrels.'),
];

export default defineConfig(
  globalIgnores([
    'dist/',
    'build/',
    'bin/',
    '.cache/',
    'artifacts/',
    'resources/js/',
    'extensions/engine/*.mjs',
    'tests/fixtures/recordings/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts', 'scripts/**/*.mjs', 'web-test-runner.config.js'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      // We read terminals and strangers' output: control characters are what is looked for.
      'no-control-regex': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': fences.map(({ part, folder }) => ({
        type: part,
        pattern: folder,
        partialMatch: false,
      })),
      'boundaries/files': [{ category: 'composition-root', pattern: COMPOSITION_ROOTS }],
      'boundaries/include': ['src/**/*.ts'],
      'boundaries/dependency-nodes': ['import', 'export', 'dynamic-import'],
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          policies: [
            ...fences.flatMap(policy),
            ...['local', 'external', 'core'].map((origin) => ({
              from: { file: { categories: 'composition-root' } },
              allow: { to: { module: { origin } } },
            })),
          ],
        },
      ],
      'no-restricted-syntax': ['error', ...noDefault, ...noMarkup],
    },
  },
  { files: [MARKUP_FILE], rules: { 'no-restricted-syntax': ['error', ...noDefault] } },
  {
    files: ['src/ui/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/best-practice']],
    rules: {
      // LitElement has them all.
      'wc/guard-super-call': 'off',
      // The page has no other log.
      'no-console': ['error', { allow: ['warn', 'error'] }],
    },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...noDefault,
        refuse(
          "MemberExpression[object.name=/^(test|it|describe)$/][property.name='only']",
          'A focused test hides all others.',
        ),
      ],
    },
  },
  {
    files: ['tests/ui/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['scripts/**/*.mjs', 'bench/**/*.ts', 'web-test-runner.config.js'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{mjs,js}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: {
      // JSDoc says the types here, and these rules do not read it; `tsc` does.
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
