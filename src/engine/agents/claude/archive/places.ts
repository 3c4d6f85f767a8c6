/** Where Claude Code keeps its conversations. */
import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../environment.ts';

/** Longer names are cut there and get a hash. */
const slugLimit = 200;

export function projectsFolder(env: Environment): string {
  const configured = env['CLAUDE_CONFIG_DIR'];
  const config =
    configured === undefined || configured === ''
      ? join(env['HOME'] ?? homedir(), '.claude')
      : configured;
  return join(config, 'projects');
}

/** The name of a folder's conversations; different folders can share one. */
export function slugOf(folder: string): string {
  return folder.replaceAll(/[^A-Za-z0-9]/gu, '-');
}

/** Whether conversations under `name` may have taken place in `folder` or below. */
export function mayHold(name: string, folder: string): boolean {
  return name.startsWith(slugOf(folder).slice(0, slugLimit));
}

/**
 * The folder for conversations in `cwd`; null where its name is too long to be known (the hash is the
 * CLI's own affair).
 */
export async function folderFor(env: Environment, cwd: string): Promise<string | null> {
  const slug = slugOf(await realpath(cwd));
  return slug.length > slugLimit ? null : join(projectsFolder(env), slug);
}

/** Whether `cwd` is one of `folders` or lies below one. */
export function isWithin(cwd: string, folders: readonly string[]): boolean {
  return folders.some((folder) => cwd === folder || cwd.startsWith(`${folder}/`));
}
