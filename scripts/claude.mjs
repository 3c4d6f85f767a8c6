/**
 * The real Claude Code CLI, for the tests that drive it. Never a dependency of the product: it is
 * found where it is installed, or installed into .cache/claude when asked for.
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isProgram, main, root, run } from './runtime.mjs';

/** The version the tests were written against. */
const version = '2.1.329';

/** The last one that is plain JavaScript: it speaks an older dialect of the same protocol. */
const plainVersion = '2.1.112';

const folder = join(root, '.cache', 'claude');
const installed = join(folder, 'node_modules', '.bin', 'claude');
const plainFolder = join(root, '.cache', `claude-${plainVersion}`);
const plainInstalled = join(plainFolder, 'node_modules', '@anthropic-ai', 'claude-code', 'cli.js');

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
  return await install(version, folder, installed);
}

/**
 * The script of the plain-JavaScript version, for Node: from the cache alone.
 *
 * @returns {string | undefined} undefined: it is not installed
 */
export function findPlainClaude() {
  return existsSync(plainInstalled) ? plainInstalled : undefined;
}

/**
 * Finds the plain-JavaScript version, or installs it.
 *
 * @returns {Promise<string>} its path
 * @throws {Error} when npm could not install it
 */
export async function ensurePlainClaude() {
  return findPlainClaude() ?? (await install(plainVersion, plainFolder, plainInstalled));
}

/**
 * @param {string} wanted
 * @param {string} into
 * @param {string} program what is there afterwards
 */
async function install(wanted, into, program) {
  console.error(`Lulu: installing Claude Code ${wanted} for its tests into ${into} …`);
  mkdirSync(into, { recursive: true });
  const spec = `@anthropic-ai/claude-code@${wanted}`;
  const args = ['install', '--prefix', into, '--no-audit', '--no-fund', '--no-save', spec];
  const code = await run('npm', args, { cwd: into, stdio: ['ignore', 2, 2] });
  if (code !== 0 || !existsSync(program)) throw new Error(`npm could not install ${spec}`);
  return program;
}

if (isProgram(import.meta.url)) {
  await main(async () => {
    console.log(await ensureClaude());
    console.log(await ensurePlainClaude());
    return 0;
  });
}
