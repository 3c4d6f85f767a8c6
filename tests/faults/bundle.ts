/** The command line and the demo agent as one file each: an engine that starts as fast as the built one. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
let built: Promise<{ readonly lulu: string; readonly demo: string }> | undefined;

/** Bundles what is in the checkout now; paths of the two programs. */
export function bundle(): Promise<{ readonly lulu: string; readonly demo: string }> {
  built ??= bundleNow();
  return built;
}

async function bundleNow() {
  const folder = join(root, '.cache', 'faults');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { lulu: 'src/cli/main.ts', demo: 'src/demo/main.ts' },
    outdir: folder,
    bundle: true,
    // The packages stay where they are; what counts is our own hundred files.
    packages: 'external',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
    write: false,
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) {
    // Two test files may build at once: each file is there whole or as it was.
    const draft = join(folder, `${basename(path)}.${String(process.pid)}.new`);
    writeFileSync(draft, contents);
    renameSync(draft, path);
    rmSync(draft, { force: true });
  }
  return { lulu: join(folder, 'lulu.mjs'), demo: join(folder, 'demo.mjs') };
}
