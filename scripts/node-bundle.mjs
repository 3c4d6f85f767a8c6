/** How everything that runs on Node is bundled, by the build and by whoever measures what it ships. */
import { builtinModules } from 'node:module';
import { root } from './runtime.mjs';

/**
 * Node's own modules, asked for when the code that needs them runs. An import statement would load all of
 * them at start, and run every getter they have: `node:http` alone would load a whole HTTP client for its
 * `WebSocket`, 11 MB.
 *
 * @type {import('esbuild').Plugin}
 */
const builtins = {
  name: 'builtins',
  setup: (build) => {
    build.onResolve(
      { filter: new RegExp(`^(?:node:.+|${builtinModules.join('|')})$`) },
      ({ path }) => ({
        path: path.replace(/^node:/, ''),
        namespace: 'builtin',
      }),
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
};

/**
 * CommonJS packages in an ESM bundle ask for `require` and `__dirname`: these are the bundle's own.
 *
 * One file each, without chunks: a program that runs goes on when it is built anew. What is imported
 * dynamically is in it, and runs when it is needed. Comments go: one character in them that is not Latin
 * makes V8 hold two bytes for each of the whole file. Names stay, for the log.
 *
 * @type {import('esbuild').BuildOptions}
 */
export const forNode = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  logLevel: 'warning',
  legalComments: 'none',
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [builtins],
  define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  banner: {
    js: "import{createRequire as luluRequire}from'node:module';const require=luluRequire(import.meta.url);",
  },
};
