/** Starts the person's own programs on a folder: editor, terminal, file browser. Never through a shell. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import type { OpenWith } from '../contract/shell-requests.ts';
import type { Settings } from '../contract/settings.ts';
import { commandWords } from '../core/command-words.ts';
import type { Environment } from './agents/environment.ts';
import { EngineError } from './engine-error.ts';

/** Arguments of a program; `{}` stands for the folder, which is also where it is started. */
type Candidate = readonly [program: string, ...args: string[]];

const editors: readonly Candidate[] = [
  ...['code', 'codium', 'cursor', 'zed', 'subl', 'idea', 'kate', 'gnome-text-editor'].map(
    (program): Candidate => [program, '{}'],
  ),
];

const terminals: Readonly<Record<string, readonly Candidate[]>> = {
  linux: [
    ['x-terminal-emulator'],
    ['gnome-terminal', '--working-directory={}'],
    ['konsole', '--workdir', '{}'],
    ['xfce4-terminal', '--working-directory={}'],
    ['kitty', '--directory', '{}'],
    ['alacritty', '--working-directory', '{}'],
    ['xterm'],
  ],
  darwin: [['open', '-a', 'Terminal', '{}']],
};

const browsers: Readonly<Record<string, readonly Candidate[]>> = {
  linux: [['xdg-open', '{}']],
  darwin: [['open', '{}']],
};

const names: Readonly<Record<OpenWith, string>> = {
  editor: 'editor',
  terminal: 'terminal',
  files: 'file browser',
};

export interface OpenOptions {
  readonly settings: Pick<Settings, 'editor' | 'terminal'>;
  readonly env: Environment;
  readonly platform?: NodeJS.Platform;
}

/**
 * Opens `folder` and returns the program that was started; it goes on by itself.
 *
 * The setting decides; without one `$VISUAL`, then what is installed.
 *
 * @throws {EngineError} `worktree` where the folder is gone; `bad-request` where there is no program.
 */
export async function openFolder(
  folder: string,
  kind: OpenWith,
  options: OpenOptions,
): Promise<string> {
  if (!(await isFolder(folder))) {
    const text = `${folder} is not there. Resume the session: its worktree is made again.`;
    throw new EngineError('worktree', text);
  }
  const [program, args] = await choose(kind, options);
  const filled = args.map((arg) => arg.replaceAll('{}', folder));
  const child = spawn(program, filled, {
    cwd: folder,
    env: { ...options.env },
    detached: true,
    stdio: 'ignore',
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = `${program} could not be started: ${why}. Choose another in the settings.`;
    throw new EngineError('bad-request', text, { ...fieldOf(kind), cause });
  }
  child.unref();
  return program;
}

async function choose(
  kind: OpenWith,
  { settings, env, platform = process.platform }: OpenOptions,
): Promise<readonly [string, readonly string[]]> {
  const named = kind === 'files' ? null : settings[kind];
  if (named !== null) return await fromSetting(kind, named, env);
  for (const [program, ...args] of candidates(kind, env, platform)) {
    const path = await find(program, env);
    if (path !== undefined) return [path, args];
  }
  const text = `No ${names[kind]} was found. ${kind === 'files' ? 'Install xdg-utils.' : `Name one in the settings.`}`;
  throw new EngineError('bad-request', text, fieldOf(kind));
}

function candidates(kind: OpenWith, env: Environment, platform: string): readonly Candidate[] {
  if (kind === 'terminal') return terminals[platform] ?? [];
  if (kind === 'files') return browsers[platform] ?? [];
  const [visual, ...args] = commandWords(env['VISUAL'] ?? '') ?? [];
  // An editor that lives in a terminal has none here.
  const isGraphical =
    visual !== undefined && !/^(?:n?vim?|nano|emacs|ed|micro|hx)$/u.test(basename(visual));
  const own: Candidate[] = isGraphical ? [[visual, ...args, '{}']] : [];
  return [...own, ...editors];
}

async function fromSetting(
  kind: OpenWith,
  text: string,
  env: Environment,
): Promise<readonly [string, readonly string[]]> {
  const [program, ...args] = commandWords(text) ?? [];
  const path = program === undefined ? undefined : await find(program, env);
  if (path === undefined) {
    const message = `The ${names[kind]} named in the settings, "${text}", was not found. Correct it there.`;
    throw new EngineError('bad-request', message, fieldOf(kind));
  }
  const isPlaced = kind === 'terminal' || args.some((arg) => arg.includes('{}'));
  return [path, isPlaced ? args : [...args, '{}']];
}

function fieldOf(kind: OpenWith): { field: string } {
  return { field: kind };
}

async function find(program: string, env: Environment): Promise<string | undefined> {
  const places = isAbsolute(program)
    ? [program]
    : (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  for (const place of places) {
    if (isAbsolute(place) && (await isProgram(place))) return place;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
