/**
 * Builds what runs from what we write. Run through `npm run build`; needs the packages.
 *
 *   dist/                the command line (lulu.mjs) and the demo agent (demo.mjs)
 *   extensions/engine/   the same engine for the window (main.mjs), and its demo agent
 *   resources/js/        the UI, split so that the highlighter is loaded when it is needed
 *
 * Beside each bundle of the engine lie `better_sqlite3.node`, the prebuild for this platform, and
 * `<name>.worker.mjs` for each `<name>.worker.ts` under src/engine. Bundled code finds them by
 * `import.meta.dirname`.
 */
import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { forNode } from './node-bundle.mjs';
import { root } from './runtime.mjs';
import { writeWhole } from './stamps.mjs';

/** @type {Record<string, string>} */
const workers = Object.fromEntries(
  readdirSync(join(root, 'src', 'engine'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.worker.ts'))
    .map((path) => [basename(path, '.ts'), `src/engine/${path}`]),
);

/** Each folder of output, and the entry files of its bundles. */
const engineOutputs = [
  { folder: 'dist', entries: { lulu: 'src/cli/main.ts' } },
  { folder: 'extensions/engine', entries: { main: 'src/hosts/extension/main.ts' } },
];

/** @type {import('esbuild').BuildOptions} */
const forEngine = { ...forNode, outExtension: { '.js': '.mjs' } };

/** @type {import('esbuild').BuildOptions} */
const forBrowser = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  platform: 'browser',
  target: 'safari16',
  minify: true,
  splitting: true,
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
};

/**
 * Writes one folder's bundles, each file whole, and then removes those of earlier builds.
 * A program that has loaded the old ones goes on.
 *
 * @param {string} folder
 * @param {Record<string, string>} entryPoints
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<string[]>} the names of the files written
 */
async function bundle(folder, entryPoints, options) {
  const result = await build({
    ...options,
    ...{ entryPoints, outdir: folder, metafile: true, write: false },
  });
  mkdirSync(join(root, folder), { recursive: true });
  for (const file of result.outputFiles) writeWhole(file.path, file.contents);
  const report = `${folder.replaceAll('/', '-')}-${Object.keys(entryPoints).join('-')}.json`;
  writeWhole(join(root, '.cache', 'build', report), JSON.stringify(result.metafile));
  return result.outputFiles.map((file) => basename(file.path));
}

/** The prebuild of better-sqlite3 for the machine that builds, by that package's own rule. */
function prebuild() {
  const require = createRequire(import.meta.url);
  const rule = join(dirname(require.resolve('better-sqlite3')), 'binding.js');
  /** @type {{ getPrebuildPath: () => string | null }} */
  const { getPrebuildPath } = require(rule);
  const path = getPrebuildPath();
  if (path === null) {
    throw new Error(`better-sqlite3 has no build for ${process.platform} ${process.arch}`);
  }
  return readFileSync(path);
}

/**
 * @param {string} folder
 * @param {readonly string[]} keep
 * @param {RegExp} ours names that only a build makes
 */
function removeOld(folder, keep, ours) {
  for (const name of readdirSync(join(root, folder))) {
    if (ours.test(name) && !keep.includes(name)) rmSync(join(root, folder, name));
  }
}

async function buildEngines() {
  const addon = prebuild();
  for (const { folder, entries } of engineOutputs) {
    const written = [
      ...(await bundle(folder, { ...entries, ...workers }, forEngine)),
      ...(await bundle(folder, { demo: 'src/demo/main.ts' }, forEngine)),
      'better_sqlite3.node',
    ];
    writeWhole(join(root, folder, 'better_sqlite3.node'), addon);
    removeOld(folder, written, /\.(mjs|node)$/);
  }
}

async function buildUi() {
  const written = await bundle('resources/js', { main: 'src/ui/main.ts' }, forBrowser);
  removeOld('resources/js', written, /\.(js|css)$/);
}

await Promise.all([buildEngines(), buildUi()]);
