/** What an engine loads at start, counted in the bundle that ships. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { forNode } from '../../scripts/node-bundle.mjs';

async function bundle() {
  const result = await build({
    ...forNode,
    ...{ entryPoints: ['src/cli/main.ts'], outdir: 'dist', metafile: true, write: false },
  });
  const [output] = Object.values(result.metafile.outputs);
  const text = result.outputFiles[0]?.text ?? '';
  return { text, imports: output?.imports ?? [], inputs: result.metafile.inputs };
}

test('the bundle is held with one byte a character, and asks for modules of Node when they are used', async () => {
  const { text, imports } = await bundle();

  expect(text.length).toBeGreaterThan(100_000);
  expect(/[^\0-\xff]/u.exec(text)?.[0]).toBeUndefined();
  expect(imports.map(({ path }) => path)).toEqual([]);
  expect(text.match(/\bimport\{[^}]*\}from/gu)).toHaveLength(1);
});

test('what only git and pages need is loaded by the first of them', async () => {
  const { inputs } = await bundle();
  const importers = (name: string) =>
    Object.entries(inputs)
      .filter(([path]) => path.startsWith('src/'))
      .flatMap(([path, { imports }]) => imports.map((each) => ({ ...each, from: path })))
      .filter(({ path, original }) => original === name || path.includes(`node_modules/${name}/`));

  for (const name of ['execa', 'ws']) {
    expect(importers(name).length, name).toBeGreaterThan(0);
    expect(importers(name).filter(({ kind }) => kind !== 'dynamic-import')).toEqual([]);
  }
});
