/**
 * The real Claude Code CLI, for the tests that drive it. Never a dependency of the product: it is
 * found where it is installed, or installed into .cache/claude when asked for.
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isProgram, main, root, run } from './runtime.mjs';

/** The version the tests were written against. */
const version = '2.1.329';

const folder = join(root, '.cache', 'claude');
const installed = join(folder, 'node_modules', '.bin', 'claude');

/**
 * Where a Claude Code CLI is: `LULU_CLAUDE`, the cache, or PATH.
 *
 * @returns {string | undefined} undefined: there is none
 */
export function findClaude() {
  const named = process.env['LULU_CLAUDE'];
  if (named !== undefined && named !== '') return named;
  if (existsSync(installed)) return installed;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '');
  return folders
    .map((entry) => join(entry, 'claude'))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Finds the CLI, or installs the version above.
 *
 * @returns {Promise<string>} its path
 * @throws {Error} when npm could not install it
 */
export async function ensureClaude() {
  const found = findClaude();
  if (found !== undefined) return found;
  console.error(`Lulu: installing Claude Code ${version} for its tests into .cache/claude …`);
  mkdirSync(folder, { recursive: true });
  const spec = `@anthropic-ai/claude-code@${version}`;
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', spec];
  const code = await run('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (code !== 0 || !existsSync(installed)) throw new Error(`npm could not install ${spec}`);
  return installed;
}

if (isProgram(import.meta.url)) {
  await main(async () => {
    console.log(await ensureClaude());
    return 0;
  });
}
